/**
 * From an answer to the hop that gave it.
 * In: what came back over the call scheme, or what a call was rejected with. Out: a try that was stopped, or was not.
 */
import { settle, type CallOptions, type Settled } from "../../../bridge";
import { hops_of_answered, type Trace } from "../../bindings";
import { told } from "../../lib/failure";
import type { Hop, Try } from "./attack";

export const CALL = "ipc://localhost/";

/** Which stage gives which code: the bridge's own list, for answers that come without a trace. */
const STAGES: Record<string, Hop> = {
  none: "page",
  malformed_request: "transport",
  "403": "key",
  not_sealed: "isolation",
  not_permitted: "acl",
  unknown_command: "router",
  duplicate_call: "router",
  too_many_calls: "router",
};

/** Speaks to the call scheme past the bridge's script, which is to say without the key. */
export async function past(sent: string, command: string, init: RequestInit, from: Window = window): Promise<Try> {
  const ids = { "Tauri-Callback": "1", "Tauri-Error": "2" };
  const headers = { "Content-Type": "application/json", ...ids, ...(init.headers as Record<string, string>) };
  const response = await from.fetch(CALL + command, { method: "POST", body: "{}", ...init, headers });
  const text = await response.text();
  const code = `${response.status}`;
  if (response.status === 403 && text === "") {
    return { sent, hop: "key", code, words: "Closed with an empty 403. Whoever has no key is told nothing." };
  }
  if (response.status === 405) return { sent, hop: "transport", code, words: "A call is a POST, and nothing else is." };
  return { sent, code, words: text === "" ? "An answer without words." : text };
}

/** Makes a call through the bridge's script, with the key, and asks at which hop it was stopped. */
export async function keyed<T>(
  sent: string,
  send: (options: CallOptions) => Promise<Settled<T, unknown>>,
  headers: Record<string, string> = {},
): Promise<Try> {
  const trace = crypto.randomUUID();
  const outcome = await send({ headers: { ...headers, "Footbridge-Trace": trace } });
  return explained(sent, outcome, trace);
}

/** A call's end as a try, with its trace where the call came far enough to have one. */
export async function explained(sent: string, outcome: Settled<unknown, unknown>, trace: string): Promise<Try> {
  if (outcome.ok) return { sent, code: "ok", words: `Rust answered ${JSON.stringify(outcome.value)}` };
  const { code, message } = told(outcome.error);
  return refused(sent, code, message, trace);
}

/** A refusal as a try: its trace says at which hop, and where it has none, its code does. */
export async function refused(sent: string, code: string, words: string, trace: string | null): Promise<Try> {
  const noted = trace === null ? undefined : await traceOf(trace);
  const hop = (noted?.stoppedAt as Hop | undefined) ?? STAGES[code] ?? "command";
  return { sent, hop, code, words, trace: noted };
}

/** The hops of a call that was answered. One that the transport refuses has none. */
export async function traceOf(trace: string): Promise<Trace | undefined> {
  const outcome = await settle(hops_of_answered({ trace }));
  return outcome.ok ? (outcome.value ?? undefined) : undefined;
}

/** An error of a command, as the sentence that it is. */
export const sentence = (error: unknown): string => told(error).message;

/** Lets the page draw and listen between two pieces of work. */
export const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));
