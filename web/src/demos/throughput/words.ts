/** Figures with the digits that were measured, which are three. */
import { grouped as whole } from "../../lib/words";

/** 65382 becomes "65,400". */
export function grouped(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 100 ? whole(rounded) : String(rounded);
}

/** 4.26 becomes "4.3 times", 0.42 "0.42 times". */
export function ratio(times: number): string {
  return `${times >= 10 ? whole(times) : Number(times.toPrecision(2))} times`;
}
