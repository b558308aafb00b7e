/** Attacks from windows of their own: by a page from elsewhere, and by a thief of what an isolated page sends. */
import { settle, type Call } from "../../../bridge";
import { attack_from_elsewhere, attack_seal, type Attempt, type Failure } from "../../bindings";
import { refused } from "./answers";
import type { Attack, Try } from "./attack";

async function made(attempts: Call<Attempt[], Failure>): Promise<Try[]> {
  const outcome = await settle(attempts);
  if (!outcome.ok) throw outcome.error;
  const tries: Try[] = [];
  for (const { sent, code, words, trace } of outcome.value) {
    tries.push(code === "ok" ? { sent, code, words } : await refused(sent, code, words, trace));
  }
  return tries;
}

const foreignOrigin: Attack = {
  id: "foreign-origin",
  title: "Foreign origin",
  about: "Opens a page of another origin in a window of the app; it has the bridge's script, and calls.",
  why: "The host says where a page comes from, and one from elsewhere gets nothing without a capability that names it.",
  run: () => made(attack_from_elsewhere()),
};

const relabelled: Attack = {
  id: "relabelled",
  title: "Relabelled sealed message",
  about: "Steals a sealed message of an isolated page and the invoke key, and sends it under other labels.",
  why: "Command, ids, number and document are bound to the seal: with another of any of them, it does not open.",
  run: () => made(attack_seal({ theft: "relabel" })),
};

const replayed: Attack = {
  id: "replayed",
  title: "Replayed sealed message",
  about: "Steals sealed messages of an isolated page and the invoke key, and sends them again, at once and much later.",
  why: "A call runs once under its ids, and when those are forgotten, the number under the seal still counts once.",
  run: () => made(attack_seal({ theft: "replay" })),
};

export const OTHERS = { foreignOrigin, relabelled, replayed };
