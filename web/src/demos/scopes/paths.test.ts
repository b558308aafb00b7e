import { expect, test } from "vitest";
import type { TreeEntry } from "../../bindings";
import { depthOf, nameOf, placeOf } from "./paths";

const entry = (path: string, isFolder = false): TreeEntry => ({ path, isFolder, target: null });

test("a path is its last part, as deep as it lies", () => {
  expect(nameOf(entry("notes/crew/roster.txt"))).toBe("roster.txt");
  expect(nameOf(entry("notes", true))).toBe("notes/");
  expect([entry("notes"), entry("notes/crew/roster.txt")].map(depthOf)).toEqual([0, 2]);
});

test("a decision says where it was made", () => {
  expect(placeOf(null)).toBe("no entry");
  expect(placeOf({ by: "grant" })).toBe("lent");
  expect(placeOf({ by: "entry", entry: "**", line: 9 })).toBe("line 9");
  expect(placeOf({ by: "entry", entry: "**", line: null })).toBe("an entry");
});
