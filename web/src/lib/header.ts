/**
 * A demo's words, read from the `//!` lines at the head of its Rust file: title, what it shows, what to try, what to
 * read next, as four paragraphs.
 */
export interface Header {
  title: string;
  lead: string;
  tries: string;
  next: string;
}

const PARTS = ["a title (`//! # name`)", "what it shows", "what to try", "what to read next"] as const;

/** Throws an `Error` that names the missing paragraph, because the app would show an empty line in its place. */
export function parseHeader(rust: string): Header {
  const paragraphs: string[][] = [[]];
  for (const line of rust.split("\n")) {
    const text = /^\/\/!(?: (.*))?$/.exec(line.trimEnd())?.[1];
    if (!line.startsWith("//!")) break;
    if (text === undefined || text === "") paragraphs.push([]);
    else paragraphs[paragraphs.length - 1]?.push(text);
  }
  const [title, lead, tries, next] = paragraphs.filter((lines) => lines.length > 0).map((lines) => lines.join(" "));
  for (const [index, part] of [title, lead, tries, next].entries()) {
    if (part === undefined) throw new Error(`its head lacks paragraph ${index + 1}: ${PARTS[index]}`);
  }
  return {
    title: title!.replace(/^# */, ""),
    lead: lead!,
    tries: tries!,
    next: next!.replace(/^Read next: */, "").replace(/\.$/, ""),
  };
}

/** Splits "press `Greet`, then" into plain and code parts, in turn. */
export function inlineCode(text: string): { text: string; code: boolean }[] {
  return text
    .split("`")
    .map((part, index) => ({ text: part, code: index % 2 === 1 }))
    .filter((part) => part.text !== "");
}
