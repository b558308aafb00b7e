/**
 * Tauri 2's names: what is written against `@tauri-apps/api/core` reads the same here.
 * In: a command with its arguments. Out: a promise of what the command returned.
 */
import type { CallOptions } from "./internals";

/** Bytes to be sent as they are: a whole buffer, or the part of one that a view shows. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/**
 * The arguments of a command: an object with one member an argument, sent as JSON, or bytes, sent as they are.
 * An array of numbers is bytes too. Bytes inside the object go beside the JSON and arrive as bytes.
 */
export type InvokeArgs = Record<string, unknown> | number[] | Bytes;

/** Headers, and a signal to cancel with. */
export type InvokeOptions = CallOptions;

/** The name of the method by which a class says how it is sent: what it returns goes over in its place. */
export const SERIALIZE_TO_IPC_FN = "__TAURI_TO_IPC_KEY__";

/**
 * Calls a command of the host.
 * Rejects with the command's own error, with a refusal of the bridge, or with the signal's reason.
 */
export function invoke<T>(cmd: string, args: InvokeArgs = {}, options?: InvokeOptions): Promise<T> {
  return window.__FOOTBRIDGE__.invoke(cmd, args, options) as Promise<T>;
}

/** Keeps a callback under a random id that the host can call it by; `once` lets go of it after its first call. */
export function transformCallback<T = unknown>(callback?: (response: T) => void, once = false): number {
  return window.__TAURI_INTERNALS__.transformCallback(callback, once);
}

/** The URL under which the page can load a file of the device, when the host serves `protocol`. */
export function convertFileSrc(filePath: string, protocol = "asset"): string {
  return window.__TAURI_INTERNALS__.convertFileSrc(filePath, protocol);
}

/** Whether this page runs inside the app, where there is a host to call. */
export function isTauri(): boolean {
  return window.isTauri === true;
}
