/**
 * The rows of the timeline, newest first, out of what Rust tells of: who emitted, and who heard. A hearing may be told
 * before its emission, since whoever hears does not wait for whoever emitted.
 */
import type { Emission, Entry } from "../../bindings";

export const HEARERS = ["Rust", "main", "second"] as const;
export type Hearer = (typeof HEARERS)[number];

export interface Row {
  /** Unlike that of every other row. */
  key: string;
  /** When the page learnt of it. */
  at: Date;
  /** `undefined` until the emission itself has been told. */
  from?: string;
  to?: string;
  name?: string;
  form?: Emission["form"];
  text?: string;
  /** How often each has heard it. */
  heard: Partial<Record<Hearer, number>>;
  /** What a window emits by itself. */
  byItself: boolean;
}

/** Rows kept at most; the oldest make room. */
export const ROWS_MAX = 60;

/** The rows after `entry`. */
export function after(rows: readonly Row[], entry: Entry, at = new Date()): readonly Row[] {
  switch (entry.kind) {
    case "emitted": {
      const { id, name, to, form, text } = entry.emission;
      const told = { from: entry.from, name, to, form, text };
      return change(rows, String(id), at, (row) => ({ ...row, ...told }));
    }
    case "heard":
      return change(rows, String(entry.id), at, (row) => hear(row, entry.by));
    case "windowEvent": {
      const { name, window, by } = entry;
      const [newest] = rows;
      const own = (row: Row | undefined) => row?.byItself && row.name === name && row.from === window;
      // Rust hears first, so its hearing opens a row, unless a burst of the same goes on; a page adds to the newest.
      const row = by === "Rust" ? (own(newest) ? newest : undefined) : rows.find(own);
      const key = row?.key ?? `${name} of ${window} at row ${serial++}`;
      const told = {
        from: window,
        to: `window ${window}`,
        name,
        byItself: true,
      };
      return change(rows, key, at, (row) => hear({ ...row, ...told }, by));
    }
    default:
      return rows;
  }
}

let serial = 0;

function change(rows: readonly Row[], key: string, at: Date, to: (row: Row) => Row): readonly Row[] {
  if (rows.some((row) => row.key === key)) return rows.map((row) => (row.key === key ? to(row) : row));
  return [to({ key, at, heard: {}, byItself: false }), ...rows].slice(0, ROWS_MAX);
}

function hear(row: Row, by: string): Row {
  const hearer = HEARERS.find((name) => name === by);
  return hearer
    ? {
        ...row,
        heard: { ...row.heard, [hearer]: (row.heard[hearer] ?? 0) + 1 },
      }
    : row;
}
