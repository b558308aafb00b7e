/** What is measured: three plots, their curves, and the rules of thumb that are drawn in. */
import type { Batch } from "../../lib/measure";
import { size } from "../../lib/words";
import * as jobs from "./jobs";
import type { Coming } from "./jobs";

/** A colour of the app's. */
export type Tone = "page" | "rust" | "string" | "ink-3" | "line" | "paper";

export interface Series {
  id: string;
  title: string;
  tone: Tone;
  dash: number[];
  /** The largest size that it is measured at. */
  bytesMax: number;
  batch(bytes: number): Batch;
  /** How many one turn of the batch stands for. */
  each?(bytes: number): number;
  /** How a message of this size comes. */
  coming?(bytes: number): Promise<Coming | undefined>;
}

export interface Rule {
  id: string;
  title: string;
  axis: "x" | "y";
  at: number;
}

export interface Plot {
  id: "calls" | "messages" | "bytes";
  title: string;
  hint: string;
  unit: string;
  sizes: number[];
  /** The sizes that stand below the plot, all powers of `base` or of ten. */
  base: 2 | 10;
  ticks: number[];
  series: Series[];
  rules: Rule[];
  /** The heights that there are to see before anything is measured. */
  blank: [number, number];
}

/** One point of a curve. */
export interface Figure {
  plot: Plot["id"];
  series: string;
  bytes: number;
  /** Calls or messages a second. */
  perSecond: number;
  coming?: Coming;
}

const KB = 1000;
const MB = 1000 * KB;
const [SOLID, DASHED, DOTTED] = [[], [7, 4], [2, 3]];

export const PLOTS: Plot[] = [
  {
    id: "calls",
    title: "Calls",
    hint: "Rows of JSON go to Rust, are read there with their types, and come back.",
    unit: "calls/s",
    sizes: [100, KB, 10 * KB, 30 * KB, 100 * KB, 300 * KB, MB],
    base: 10,
    ticks: [100, KB, 10 * KB, 100 * KB, MB],
    series: [
      { id: "in-turn", title: "one after another", tone: "page", dash: SOLID, bytesMax: MB, batch: jobs.callsInTurn },
      {
        id: "at-once",
        title: "many at once",
        tone: "rust",
        dash: DASHED,
        bytesMax: 300 * KB,
        batch: (bytes) => jobs.callsAtOnce(bytes, together(bytes)),
        each: together,
      },
    ],
    rules: [
      { id: "calls-a-second", title: "1,000 JSON calls/s", axis: "y", at: 1000 },
      { id: "leave-json", title: "100 KB: leave JSON", axis: "x", at: 100 * KB },
    ],
    blank: [100, 100_000],
  },
  {
    id: "messages",
    title: "Messages",
    hint: "Rust sends over a channel, as fast as the page reads. Both thresholds have a point at either side.",
    unit: "messages/s",
    sizes: [100, 512, 1023, 1024, 4096, 8191, 8192, 16_384, 65_536],
    base: 2,
    ticks: [128, 1024, 8192, 65_536],
    series: [
      { id: "json", title: "JSON", tone: "string", dash: SOLID, bytesMax: 65_536, batch: jobs.messagesOfJson, coming: jobs.comingOfJson },
      { id: "raw", title: "bytes", tone: "rust", dash: DASHED, bytesMax: 65_536, batch: jobs.messagesOfBytes, coming: jobs.comingOfBytes },
    ],
    rules: [
      { id: "fetch-bytes", title: "1 KiB: fetch bytes", axis: "x", at: 1024 },
      { id: "fetch-json", title: "8 KiB: fetch JSON", axis: "x", at: 8192 },
    ],
    blank: [1000, 1_000_000],
  },
  {
    id: "bytes",
    title: "Bytes",
    hint: "The body of one call after another: as JSON, and as bytes in both directions.",
    unit: "MB/s",
    sizes: [KB, 10 * KB, 100 * KB, MB, 4 * MB, 16 * MB],
    base: 10,
    ticks: [KB, 10 * KB, 100 * KB, MB, 10 * MB],
    series: [
      { id: "json-down", title: "JSON down", tone: "string", dash: SOLID, bytesMax: MB, batch: jobs.jsonDown },
      { id: "raw-down", title: "bytes down", tone: "rust", dash: DASHED, bytesMax: 16 * MB, batch: jobs.bytesDown },
      { id: "raw-up", title: "bytes up", tone: "page", dash: DOTTED, bytesMax: 16 * MB, batch: jobs.bytesUp },
    ],
    rules: [{ id: "leave-json", title: "100 KB: leave JSON", axis: "x", at: 100 * KB }],
    blank: [1, 1000],
  },
];

/** As many calls at once as the page writes down in a few milliseconds. */
function together(bytes: number): number {
  return Math.max(2, Math.min(100, MB / bytes));
}

/** What the curve shows at a figure. */
export function shown({ plot, bytes, perSecond }: Figure): number {
  return plot === "bytes" ? (perSecond * bytes) / MB : perSecond;
}

/** 100000 becomes "100 KB": the plots whose steps are powers of ten count in those. */
export function sizeLabel({ base }: Plot, bytes: number): string {
  if (base === 2) return bytes % 1024 === 0 ? size(bytes) : `${bytes.toLocaleString("en-US")} B`;
  if (bytes < KB) return `${bytes} B`;
  return bytes < MB ? `${bytes / KB} KB` : `${bytes / MB} MB`;
}
