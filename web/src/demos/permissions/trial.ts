/** A call made for real, from whichever window runs this: what came back, short enough to be shown. */
import { invoke, settle } from "../../../bridge";
import type { Tried } from "../../bindings";
import { told } from "../../lib/failure";

const TEXT_MAX = 400;

export async function tryCall(
  number: number,
  command: string,
  args: string,
  signal?: AbortSignal,
): Promise<Tried> {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(args) as Record<string, unknown>;
  } catch (error) {
    return {
      number,
      answered: false,
      code: "bad_json",
      text: `These arguments are no JSON: ${told(error).message}.`,
    };
  }
  const outcome = await settle(invoke(command, parsed, { signal }));
  if (outcome.ok)
    return {
      number,
      answered: true,
      code: "",
      text: shorten(shown(outcome.value)),
    };
  const { code, message } = told(outcome.error);
  return { number, answered: false, code, text: shorten(message) };
}

/** Codes of this page's own, for calls of which no answer came: they were not made, or nobody heard. */
const UNANSWERED = ["bad_json", "no_answer"];

/**
 * Whether what was foretold came true. Only the gate answers `not_permitted`: whoever hears anything else has
 * passed it. Where no answer came, nobody can say.
 */
export function cameTrue(
  foretold: boolean,
  { code }: Pick<Tried, "code">,
): boolean | undefined {
  if (UNANSWERED.includes(code)) return undefined;
  return foretold === (code !== "not_permitted" && code !== "unknown_command");
}

function shown(value: unknown): string {
  if (value instanceof ArrayBuffer) return `${value.byteLength} bytes`;
  return JSON.stringify(value) ?? String(value);
}

function shorten(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}
