import { describe, expect, it } from "vitest";
import { inlineCode, parseHeader } from "./header";

const WHOLE = `//! # hello
//!
//! A name goes over,
//! a greeting comes back.
//!
//! Press Greet.
//!
//! Read next: \`footbridge::journey\`.

use footbridge::command;
//! not a header
`;

describe("the header of a demo", () => {
  it("is four paragraphs, each on one line", () => {
    expect(parseHeader(WHOLE)).toEqual({
      title: "hello",
      lead: "A name goes over, a greeting comes back.",
      tries: "Press Greet.",
      next: "`footbridge::journey`",
    });
  });

  it("names the paragraph that is missing", () => {
    expect(() => parseHeader("//! # hello\n//!\n//! A name goes over.\n")).toThrow("paragraph 3: what to try");
    expect(() => parseHeader("use std::fmt;\n")).toThrow("paragraph 1");
  });

  it("splits code from words", () => {
    expect(inlineCode("see `a::b`, then")).toEqual([
      { text: "see ", code: false },
      { text: "a::b", code: true },
      { text: ", then", code: false },
    ]);
  });
});
