/**
 * Cases by the names of what they call, and the proof that none is missing.
 * In: a module of an official package, as it is published, and a case for each thing it exports. Out: what became of
 * each case. A case for something that this bridge does not support calls it too, and wants a clear refusal.
 */

/** Runs to its end when the function does what its documentation says. */
export type Case = () => unknown;

/** What is not supported here: why, and the call that must be refused. */
export interface Unsupported {
  why: string;
  call: () => Promise<unknown>;
}

export interface Suite {
  name: string;
  /** Everything that the module exports, methods among them. */
  names: string[];
  cases: Record<string, Case | Unsupported>;
}

export interface Outcome {
  name: string;
  verdict: "works" | "not supported" | "failed";
  /** Why it is not supported, or how it failed. */
  why?: string;
}

/** Values that are no functions: a page has them whatever the bridge does. */
export const constant = (value: unknown): Case => () => check(value !== undefined, "it is there");

export const unsupported = (why: string, call: () => Promise<unknown>): Unsupported => ({ why, call });

const CASE_MS_MAX = 20_000;

/** What is there to judge: what the package exports, and what a case speaks of. */
export const namesIn = ({ names, cases }: Suite) => [...new Set([...names, ...Object.keys(cases)])];

/** What becomes of one of these names. */
export async function run({ name: suite, names, cases }: Suite, name: string): Promise<Outcome> {
  const full = `${suite}.${name}`;
  const found = cases[name];
  if (!found) return { name: full, verdict: "failed", why: "no case calls it" };
  if (!names.includes(name)) return { name: full, verdict: "failed", why: "the package exports no such thing" };
  return { name: full, ...(await judge(found)) };
}

async function judge(found: Case | Unsupported): Promise<Omit<Outcome, "name">> {
  const isCase = typeof found === "function";
  try {
    await inTime(isCase ? found : found.call);
  } catch (error) {
    if (isCase) return { verdict: "failed", why: words(error) };
    const isRefused = words(error).length > 10;
    return isRefused ? { verdict: "not supported", why: found.why } : { verdict: "failed", why: "refused without a word" };
  }
  return isCase ? { verdict: "works" } : { verdict: "failed", why: "it works, but counts as not supported" };
}

function inTime(work: Case): Promise<unknown> {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("it took too long")), CASE_MS_MAX));
  return Promise.race([Promise.resolve().then(work), late]);
}

export function words(error: unknown): string {
  if (error instanceof Error) return `${error.message}`;
  return typeof error === "string" ? error : (JSON.stringify(error) ?? String(error));
}

/** The names of a module's exports, and `Class.method` for what its classes declare and inherit from one another. */
export function namesOf(module: Record<string, unknown>, except: string[] = []): string[] {
  const names: string[] = [];
  for (const [name, value] of Object.entries(module)) {
    names.push(name);
    if (typeof value !== "function" || !value.prototype || except.includes(name)) continue;
    const own = (object: object) => Object.getOwnPropertyNames(object);
    const statics = own(value).filter((member) => !["length", "name", "prototype"].includes(member));
    // What this engine has no symbol for, such as `Symbol.asyncDispose`, goes by the name "undefined".
    const methods = own(value.prototype).filter((member) => !["constructor", "undefined"].includes(member));
    names.push(...[...statics, ...methods].filter((member) => !/^_(?!_TAURI)/.test(member)).map((member) => `${name}.${member}`));
  }
  return names;
}

export function check(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`it does not hold that ${what}`);
}

export function equal(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${is} is not ${should}`);
}

/** Asks until the answer is right. */
export async function eventually<T>(ask: () => T | Promise<T>, right: (value: T) => boolean): Promise<T> {
  const end = performance.now() + CASE_MS_MAX / 2;
  for (;;) {
    const value = await ask();
    if (right(value)) return value;
    if (performance.now() > end) throw new Error(`in the end it was ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The rejection of a promise, in words. */
export async function refused(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    (value) => Promise.reject(new Error(`it was not refused but gave ${JSON.stringify(value)}`)),
    (error) => words(error),
  );
}
