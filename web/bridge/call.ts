/**
 * Calls whose errors have a type. The generated bindings are written with these.
 * In: a command with its arguments. Out: a promise that remembers, for the type checker alone, what it rejects with.
 */
import { invoke, type InvokeArgs } from "./core";
import type { CallOptions } from "./internals";
import type { Refusal } from "./refusal";

declare const failure: unique symbol;

/** A promise of `T` whose command fails with `E`; `never` for a command that cannot fail by itself. */
export interface Call<T, E = never> extends Promise<T> {
  /** Exists for the type checker only. */
  readonly [failure]?: E;
}

/** How a call ended. */
export type Settled<T, E = never> =
  | { ok: true; value: T }
  | { ok: false; error: E | Refusal | DOMException };

/** Calls a command and keeps the type of its error; otherwise the same as `invoke`. */
export function call<T, E = never>(command: string, args?: object, options?: CallOptions): Call<T, E> {
  return invoke<T>(command, args as InvokeArgs | undefined, options);
}

/**
 * Waits for a call and returns its end, success or not, as a value with a type.
 * A cancelled call ends with its signal's reason, an `AbortError` unless the signal was given another.
 * A mistake in the call itself, such as arguments that cannot be sent, is still thrown.
 */
export async function settle<T, E>(call: Call<T, E>): Promise<Settled<T, E>> {
  try {
    return { ok: true, value: await call };
  } catch (error) {
    if (error instanceof Error && !(error instanceof DOMException)) throw error;
    return { ok: false, error: error as E | Refusal | DOMException };
  }
}
