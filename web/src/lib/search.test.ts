import { expect, it } from "vitest";
import { search } from "./search";

const DEMOS = [
  { name: "hello", words: "A name goes over, and no error", source: "pub fn greet(name: &str)" },
  { name: "errors", words: "Six ways to fail", source: "DivisionError panicking" },
  { name: "tasks", words: "Ten at once, errors apart", source: "CancellationToken" },
];

it("lists everything in reading order when nothing is asked", () => {
  expect(search("  ", DEMOS)).toEqual(["hello", "errors", "tasks"]);
});

it("puts a name before a description, and a description before source", () => {
  expect(search("error", DEMOS)).toEqual(["errors", "hello", "tasks"]);
  expect(search("cancellationtoken", DEMOS)).toEqual(["tasks"]);
});

it("wants every word", () => {
  expect(search("name greet", DEMOS)).toEqual(["hello"]);
  expect(search("name panicking", DEMOS)).toEqual([]);
});
