/** One run: every point of every curve, one after the other. */
import { Meter } from "../../lib/measure";
import { PLOTS, type Figure } from "./plots";

const TURNS = 3;

/** The points in the order in which they are measured: the curves of a plot grow side by side. */
export const POINTS = PLOTS.flatMap((plot) =>
  plot.sizes.flatMap((bytes) =>
    plot.series.filter(({ bytesMax }) => bytes <= bytesMax).map((series) => ({ plot, series, bytes })),
  ),
);
export type Point = (typeof POINTS)[number];

/** Measures until the end, or until `signal` says to stop; tells of each point before and after. */
export async function run(
  signal: AbortSignal,
  begin: (point: Point, done: number) => void,
  end: (figure: Figure) => void,
): Promise<void> {
  for (const [done, point] of POINTS.entries()) {
    const { plot, series, bytes } = point;
    begin(point, done);
    const meter = new Meter(series.batch(bytes));
    await meter.warm(signal);
    for (let turn = 0; turn < TURNS; turn += 1) await meter.turn(signal);
    const perSecond = meter.perSecond * (series.each?.(bytes) ?? 1);
    end({ plot: plot.id, series: series.id, bytes, perSecond, coming: await series.coming?.(bytes) });
  }
}
