/** Which lines of a demo's files belong to a command: its function in Rust, the calls in the page, its permission. */
import type { Kind } from "./sources";

/** Line numbers from 1, in order. */
export function marks(kind: Kind, text: string, command: string): number[] {
  const lines = text.split("\n");
  switch (kind) {
    case "rust":
      return rustLines(lines, command);
    case "capability":
      return linesWith(lines, new RegExp(`"(allow|deny)-${command.replaceAll("_", "-")}"`));
    case "page":
    case "test":
      return linesWith(lines, new RegExp(`(?<![\\w.])${command}\\(|"${command}"`));
  }
}

function linesWith(lines: string[], pattern: RegExp): number[] {
  return lines.flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}

/** From the `#[command]` above the function to the brace that closes it, found by its indentation. */
function rustLines(lines: string[], command: string): number[] {
  const named = new RegExp(`^(\\s*)(?:pub(?:\\([^)]*\\))? )?(?:async )?fn ${command}\\b`);
  const at = lines.findIndex((line) => named.test(line));
  if (at < 0) return [];
  const indent = named.exec(lines[at] ?? "")?.[1] ?? "";
  let first = at;
  while (first > 0 && /^\s*#\[/.test(lines[first - 1] ?? "")) first -= 1;
  if (!lines.slice(first, at).some((line) => line.includes("command"))) return [];
  let last = at;
  if (!/\}\s*$/.test(lines[at] ?? "")) {
    while (last < lines.length - 1 && lines[last] !== `${indent}}`) last += 1;
  }
  return Array.from({ length: last - first + 1 }, (_, index) => first + index + 1);
}
