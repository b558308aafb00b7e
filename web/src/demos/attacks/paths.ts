/** Attacks on what a scope allows: paths that mean to lead out of the one folder that this page may read. */
import { convertFileSrc, invoke } from "../../../bridge";
import { lay_traps } from "../../bindings";
import { sentence } from "./answers";
import type { Attack, Try } from "./attack";

/** Reads a file through the plugin `fs`, as the official guest package does. */
async function read(path: string): Promise<string> {
  return new TextDecoder().decode(await invoke<ArrayBuffer>("plugin:fs|read_text_file", { path }));
}

const short = (path: string) => {
  const shown = path.replaceAll("\0", "\\0");
  const start = shown.indexOf("/attacks/");
  return start < 0 ? shown : `…${shown.slice(start)}`;
};

async function tryToRead(path: string, secret: string): Promise<Try> {
  const sent = `fs: ${short(path)}`;
  try {
    const text = await read(path);
    const loot = text.includes(secret) ? `The secret was read as ${short(path)}.` : undefined;
    return { sent, hop: loot ? undefined : "command", code: "ok", words: `It read: ${text}`, loot };
  } catch (error) {
    return { sent, hop: "command", code: "forbidden", words: sentence(error) };
  }
}

async function tryToFetch(path: string, secret: string): Promise<Try> {
  const sent = `asset: ${short(path)}`;
  try {
    const response = await fetch(convertFileSrc(path));
    const text = await response.text();
    const loot = text.includes(secret) ? `The secret was fetched as ${short(path)}.` : undefined;
    const words = "The scheme answers the same whether the file exists or not.";
    return { sent, hop: response.ok ? undefined : "transport", code: `${response.status}`, words, loot };
  } catch (error) {
    return { sent, hop: "page", code: "none", words: `The engine sends no such address: ${sentence(error)}` };
  }
}

export const pathTricks: Attack = {
  id: "path-tricks",
  title: "Path tricks",
  about: "May read one folder, and tries to read a file beside it: with .., links, encodings and a NUL.",
  why: "A path is followed to where it really leads before its scope is asked, and opened there and nowhere else.",
  async run() {
    const { letter, secret, paths } = await lay_traps();
    // Where even what is allowed cannot be read, an attack that reads nothing proves nothing.
    await read(letter);
    const tries: Try[] = [];
    for (const path of paths) tries.push(await tryToRead(path, secret));
    for (const path of paths) tries.push(await tryToFetch(path, secret));
    return tries;
  },
};
