/** What came of reading a path. */
import { settle } from "../../../bridge";
import { read_note, type Closed, type Decider } from "../../bindings";

export interface Answer {
  path: string;
  /** Opened by an entry or a grant, denied by an entry, or closed because nothing opens it. */
  state: "open" | "denied" | "closed";
  text?: string;
  error?: unknown;
  leadsTo: string | null;
  decidedBy: Decider | null;
}

export async function read(path: string): Promise<Answer> {
  const outcome = await settle(read_note({ path }));
  if (outcome.ok) return { path, state: "open", ...outcome.value };
  const { error } = outcome;
  const { leadsTo = null, decidedBy = null } = error as Partial<Closed>;
  const denied = "code" in error && error.code === "denied";
  // What is open and not there was still judged.
  const state = denied ? "denied" : decidedBy ? "open" : "closed";
  return { path, state, error, leadsTo, decidedBy };
}
