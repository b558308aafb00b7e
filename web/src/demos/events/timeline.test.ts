import { expect, test } from "vitest";
import type { Entry } from "../../bindings";
import { after, ROWS_MAX, type Row } from "./timeline";

const emitted = (id: number): Entry => ({
  kind: "emitted",
  from: "main",
  emission: {
    id,
    name: "letter",
    to: "everybody",
    form: "json",
    text: "Hello.",
  },
});
const heard = (id: number, by: string): Entry => ({ kind: "heard", id, by });
const windowEvent = (name: string, window: string, by: string): Entry => ({
  kind: "windowEvent",
  name,
  window,
  by,
});
const all = (...entries: Entry[]) => entries.reduce<readonly Row[]>((rows, entry) => after(rows, entry), []);

test("an event that two heard is one row, whichever was told first", () => {
  for (const entries of [
    [emitted(7), heard(7, "Rust"), heard(7, "second")],
    [heard(7, "Rust"), heard(7, "second"), emitted(7)],
  ]) {
    const rows = all(...entries);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      from: "main",
      name: "letter",
      heard: { Rust: 1, second: 1 },
    });
    expect(rows[0]?.heard.main).toBeUndefined();
  }
});

test("an event that nobody heard is a row without a hearer", () => {
  expect(all(emitted(1))[0]).toMatchObject({ from: "main", heard: {} });
});

test("the newest row comes first, and the oldest make room", () => {
  const rows = all(...Array.from({ length: ROWS_MAX + 5 }, (_, id) => emitted(id)));
  expect(rows).toHaveLength(ROWS_MAX);
  expect(rows[0]?.key).toBe(String(ROWS_MAX + 4));
});

test("a burst of one window's events is one row that counts", () => {
  const resize = (by: string) => windowEvent("tauri://resize", "main", by);
  const rows = all(resize("Rust"), resize("Rust"), resize("main"), windowEvent("tauri://blur", "main", "Rust"));
  expect(rows.map(({ name, heard }) => [name, heard])).toEqual([
    ["tauri://blur", { Rust: 1 }],
    ["tauri://resize", { Rust: 2, main: 1 }],
  ]);
});

test("a page's word about an older window event goes to the row that Rust opened", () => {
  const blur = (by: string) => windowEvent("tauri://blur", "main", by);
  const rows = all(blur("Rust"), windowEvent("tauri://focus", "second", "Rust"), blur("main"));
  expect(rows.map(({ name, heard }) => [name, heard])).toEqual([
    ["tauri://focus", { Rust: 1 }],
    ["tauri://blur", { Rust: 1, main: 1 }],
  ]);
});

test("what nobody here is called does not become a hearer", () => {
  expect(all(emitted(1), heard(1, "stranger"))[0]?.heard).toEqual({});
});
