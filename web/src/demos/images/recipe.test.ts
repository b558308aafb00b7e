import { describe, expect, it } from "vitest";
import { cards, moved, recipe, shown, SLIDERS, withValue, type Card, type Slider } from "./recipe";

const encode = { format: "jpeg", quality: 90 } as const;

describe("recipe", () => {
  it("holds the cards that are on, in their order", () => {
    const all = cards();
    const { stages } = recipe(moved(all, 2, 5), encode);
    expect(stages.map(({ kind }) => kind)).toEqual(["orient", "adjust", "sharpen", "resize"]);
    expect(stages[3]).toEqual({ kind: "resize", longSide: 1600 });
    expect(stages[0]).toEqual({ kind: "orient", turn: "none" });
  });

  it("gives every slider a value within its range", () => {
    for (const { kind, values } of cards()) {
      expect(Object.keys(values).sort()).toEqual(SLIDERS[kind].map(({ name }) => name).sort());
      for (const { name, min, max } of SLIDERS[kind]) {
        expect(values[name]).toBeGreaterThanOrEqual(min);
        expect(values[name]).toBeLessThanOrEqual(max);
      }
    }
  });

  it("never crops all of the picture away", () => {
    const crop = cards().find(({ kind }) => kind === "crop") as Card;
    const [left, right] = SLIDERS.crop as [Slider, Slider];
    const cut = withValue({ ...crop, values: withValue(crop, left, 70) }, right, 60);
    expect(cut).toMatchObject({ left: 30, right: 60, top: 10 });
  });
});

describe("moved", () => {
  it("moves one item and keeps the others in order", () => {
    expect(moved(["a", "b", "c", "d"], 0, 2)).toEqual(["b", "c", "a", "d"]);
    expect(moved(["a", "b", "c", "d"], 3, 1)).toEqual(["a", "d", "b", "c"]);
  });

  it("stays within the list", () => {
    expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 1, 9)).toEqual(["a", "c", "b"]);
  });
});

describe("shown", () => {
  it("has the sign and the digits of its slider", () => {
    const [exposure, contrast] = SLIDERS.adjust as [Slider, Slider];
    expect([shown(exposure, 0.4), shown(exposure, -1), shown(contrast, 0)]).toEqual(["+0.40 EV", "−1.00 EV", "0"]);
    expect(shown(SLIDERS.resize[0] as Slider, 1600)).toBe("1600 px");
  });
});
