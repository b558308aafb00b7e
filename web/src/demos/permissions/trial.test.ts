import { describe, expect, it } from "vitest";
import { cameTrue } from "./trial";

describe("what was foretold", () => {
  it.each([
    [true, "", true],
    [true, "bad_argument", true],
    [true, "not_permitted", false],
    [false, "not_permitted", true],
    [false, "unknown_command", true],
    [false, "", false],
    [false, "bad_argument", false],
    [true, "no_answer", undefined],
    [false, "bad_json", undefined],
  ])(
    "open: %s, and the code of the answer %j: came true %s",
    (foretold, code, came) => {
      expect(cameTrue(foretold, { code })).toBe(came);
    },
  );
});
