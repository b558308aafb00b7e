/** The stages as the page offers them: their words, their sliders, and the recipe that Rust gets of them. */
import type { Encode, Recipe, Stage, Turn } from "../../bindings";

export type Kind = Stage["kind"];

export interface Slider {
  name: string;
  label: string;
  min: number;
  max: number;
  step: number;
  unit?: string;
  /** The slider with which this one shares its range: the two together stay below `max`. */
  shares?: string;
}

export interface Card {
  kind: Kind;
  on: boolean;
  values: Record<string, number>;
  turn: Turn;
}

const cut = (name: string, shares: string): Slider => ({
  name,
  label: name,
  min: 0,
  max: 90,
  step: 1,
  unit: "%",
  shares,
});

export const SLIDERS: Record<Kind, Slider[]> = {
  orient: [],
  crop: [cut("left", "right"), cut("right", "left"), cut("top", "bottom"), cut("bottom", "top")],
  resize: [{ name: "longSide", label: "longest side", min: 100, max: 4000, step: 20, unit: "px" }],
  adjust: [
    { name: "exposure", label: "exposure", min: -2, max: 2, step: 0.05, unit: "EV" },
    { name: "contrast", label: "contrast", min: -100, max: 100, step: 1 },
    { name: "saturation", label: "saturation", min: -100, max: 100, step: 1 },
  ],
  blur: [{ name: "radius", label: "radius", min: 0.5, max: 60, step: 0.5, unit: "px" }],
  sharpen: [
    { name: "amount", label: "amount", min: 0, max: 300, step: 5, unit: "%" },
    { name: "radius", label: "radius", min: 0.5, max: 10, step: 0.5, unit: "px" },
  ],
  greyscale: [],
};

export const TURNS: [Turn, string][] = [
  ["none", "as the camera noted"],
  ["right", "and a quarter right"],
  ["half", "and upside down"],
  ["left", "and a quarter left"],
];

/** What stands there at first. */
export function cards(): Card[] {
  const card = (kind: Kind, on: boolean, values: Record<string, number> = {}): Card => ({
    kind,
    on,
    values,
    turn: "none",
  });
  return [
    card("orient", true),
    card("crop", false, { left: 10, right: 10, top: 10, bottom: 10 }),
    card("resize", true, { longSide: 1600 }),
    card("adjust", true, { exposure: 0.4, contrast: 15, saturation: 20 }),
    card("blur", false, { radius: 6 }),
    card("sharpen", true, { amount: 60, radius: 1 }),
    card("greyscale", false),
  ];
}

/** The card's values after one slider was moved; the one that it shares its range with makes room. */
export function withValue(card: Card, { name, max, shares }: Slider, value: number): Record<string, number> {
  const values = { ...card.values, [name]: value };
  if (shares) values[shares] = Math.min(values[shares] ?? 0, max - value);
  return values;
}

/** What Rust is asked for: the cards that are on, in their order. */
export function recipe(cards: Card[], encode: Encode): Recipe {
  return { stages: cards.filter(({ on }) => on).map(stage), encode };
}

function stage({ kind, values, turn }: Card): Stage {
  // Each kind's sliders have the names of its fields in Rust, and a test holds them together.
  return { kind, ...(kind === "orient" ? { turn } : values) } as Stage;
}

/** The list with the item at `from` moved to `to`. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(Math.max(0, Math.min(rest.length, to)), 0, ...list.slice(from, from + 1));
}

/** -3 becomes "−3", and a positive number of a slider that goes both ways gets its sign. */
export function shown({ min, step, unit }: Slider, value: number): string {
  const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  const number = Math.abs(value).toFixed(digits);
  const sign = value < 0 ? "−" : min < 0 && value > 0 ? "+" : "";
  return `${sign}${number}${unit === "%" ? " %" : unit ? ` ${unit}` : ""}`;
}
