/** The figures in words and in columns: what each rule of thumb comes to here, and what is copied. */
import { grouped, ratio } from "./words";
import { PLOTS, sizeLabel, type Figure, type Plot } from "./plots";

export interface Verdict {
  id: string;
  rule: string;
  /** What was measured here; nothing while it is not. */
  here?: string;
}

type Ask = (plot: Plot["id"], series: string, bytes: number) => Figure | undefined;

function asker(figures: readonly Figure[]): Ask {
  return (plot, series, bytes) =>
    figures.find((figure) => figure.plot === plot && figure.series === series && figure.bytes === bytes);
}

/** The rules of thumb of this kind of app, each beside what was measured. */
export function verdicts(figures: readonly Figure[]): Verdict[] {
  const ask = asker(figures);
  return [
    { id: "calls-a-second", rule: "About 1,000 JSON calls a second.", here: calls(ask) },
    { id: "leave-json", rule: "From 100 KB on, leave JSON.", here: leaving(ask) },
    { id: "fetch-json", rule: "A JSON message from 8 KiB on is better fetched than pushed.", here: step(ask, "json", 8192) },
    { id: "fetch-bytes", rule: "A message of bytes from 1 KiB on is better fetched than pushed.", here: step(ask, "raw", 1024) },
  ];
}

function calls(ask: Ask): string | undefined {
  const [turn, once] = [ask("calls", "in-turn", 100), ask("calls", "at-once", 100)];
  if (!turn || !once) return undefined;
  return `Here ${grouped(turn.perSecond)} a second, one after another, and ${grouped(once.perSecond)} when many are sent at once; 100 bytes each.`;
}

function leaving(ask: Ask): string | undefined {
  const plot = PLOTS.find(({ id }) => id === "bytes") as Plot;
  const both = plot.sizes.flatMap((bytes) => {
    const [json, raw] = [ask("bytes", "json-down", bytes), ask("bytes", "raw-down", bytes)];
    return json && raw ? [{ bytes, times: raw.perSecond / json.perSecond }] : [];
  });
  const there = both.find(({ bytes }) => bytes === 100_000);
  if (!there || both.length < 4) return undefined;
  const first = both.find(({ bytes }) => both.every((each) => each.bytes < bytes || each.times >= 1.5));
  const from = first ? `Bytes are clearly ahead from ${sizeLabel(plot, first.bytes)} on` : "Bytes are clearly ahead from no size on";
  const compared = isLevel(there.times) ? "about" : ratio(there.times);
  return `${from}; at 100 KB they are ${compared} as fast as rows of JSON.`;
}

/** Less than a tenth apart: three turns do not tell such figures from each other. */
function isLevel(times: number): boolean {
  return Math.max(times, 1 / times) < 1.1;
}

function step(ask: Ask, series: string, threshold: number): string | undefined {
  const [below, above] = [ask("messages", series, threshold - 1), ask("messages", series, threshold)];
  if (!below || !above) return undefined;
  const told = ({ perSecond, coming }: Figure) => `${grouped(perSecond)} a second${coming ? ` (${coming})` : ""}`;
  const times = above.perSecond / below.perSecond;
  const fewer = times < 1 ? `${ratio(1 / times)} fewer` : `${ratio(times)} as many`;
  const compared = isLevel(times) ? "about as many" : fewer;
  return `Here ${told(below)} one byte below it, ${told(above)} at it: ${compared}.`;
}

/** Columns with tabs between them, as a spreadsheet takes them. */
export function columns(figures: readonly Figure[], head: string): string {
  const rows = figures.map((figure) => {
    const { plot, series, bytes, perSecond } = figure;
    return [plot, series, bytes, perSecond.toFixed(1), ((perSecond * bytes) / 1e6).toFixed(3)].join("\t");
  });
  return [head, ["plot", "curve", "bytes", "a second", "MB/s"].join("\t"), ...rows].join("\n");
}
