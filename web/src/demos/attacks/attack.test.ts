import { describe, expect, it } from "vitest";
import { judge, make, type Try } from "./attack";

const stopped: Try = { sent: "POST", hop: "key", code: "403", words: "" };

describe("a verdict", () => {
  it("is that an attack was stopped, at the hop to which it came", () => {
    const { through, furthest } = judge([stopped, { ...stopped, hop: "router" }, { ...stopped, hop: "page" }], 0);
    expect(through).toEqual([]);
    expect(furthest.hop).toBe("router");
  });

  it("is that it got through when the vault was opened, whatever was answered", () => {
    expect(judge([stopped], 1).through).toEqual(["The vault was opened."]);
    expect(judge([stopped], 3).through).toEqual(["The vault was opened 3 times."]);
  });

  it("is that it got through when it took something home, or when nothing stopped it", () => {
    expect(judge([stopped, { ...stopped, loot: "It read the secret." }], 0).through).toEqual(["It read the secret."]);
    const { through, furthest } = judge([stopped, { sent: "POST", code: "200", words: "" }], 0);
    expect(through).toEqual(["Nothing stopped this: POST"]);
    expect(furthest.code).toBe("200");
  });

  it("is none when nothing was tried", () => {
    expect(() => judge([], 0)).toThrow("proves nothing");
  });

  it("counts the openings around the attack alone", async () => {
    let opened = 4;
    const attack = { id: "a", title: "", about: "", why: "", run: async () => [((opened += 1), stopped)] };
    expect((await make(attack, async () => opened)).through).toEqual(["The vault was opened."]);
  });
});
