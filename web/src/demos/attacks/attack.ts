/**
 * What an attack is, and who decides how it ended.
 * In: an attack that says what it sent and what came back. Out: a verdict from what happened: an attack that opened the
 * vault, or took home what it was after, has got through, whatever it says of itself.
 */
import type { Trace } from "../../bindings";

/** Where a message can be stopped, in the order in which it comes there; `page` is before the bridge. */
export const HOPS = ["page", "transport", "key", "acl", "router", "isolation", "command"] as const;
export type Hop = (typeof HOPS)[number];

/** One thing that was sent, and what became of it. */
export interface Try {
  sent: string;
  /** Where it was stopped; nothing where it was not. */
  hop?: Hop;
  /** The answer's code, or its status where it has none. */
  code: string;
  /** The answer in words. */
  words: string;
  /** What it took home. */
  loot?: string;
  trace?: Trace;
}

export interface Attack {
  id: string;
  title: string;
  /** What the attacker does. */
  about: string;
  /** Why it holds, in one sentence. */
  why: string;
  run(): Promise<Try[]>;
}

export interface Verdict {
  tries: Try[];
  /** What got through, in words; empty when nothing did. */
  through: string[];
  /** The try that came furthest. */
  furthest: Try;
  us: number;
}

/** Makes an attack, and judges it. `openings` counts how often the vault was opened. */
export async function make(attack: Attack, openings: () => Promise<number>): Promise<Verdict> {
  const before = await openings();
  const started = performance.now();
  const tries = await attack.run();
  const us = (performance.now() - started) * 1000;
  return { ...judge(tries, (await openings()) - before), us };
}

/** Judges by the tries, and by how often the vault was opened meanwhile. */
export function judge(tries: Try[], opened: number): Omit<Verdict, "us"> {
  const through = tries.flatMap(({ loot }) => loot ?? []);
  if (opened > 0) through.push(opened === 1 ? "The vault was opened." : `The vault was opened ${opened} times.`);
  for (const { hop, sent } of tries) if (!hop && through.length === 0) through.push(`Nothing stopped this: ${sent}`);
  const [first] = tries;
  if (!first) throw new Error("an attack that tries nothing proves nothing");
  const furthest = tries.reduce((far, next) => (depth(next) > depth(far) ? next : far), first);
  return { tries, through, furthest };
}

const depth = ({ hop }: Try) => (hop ? HOPS.indexOf(hop) : HOPS.length);
