/** The page's client of the bridge: Tauri 2's names, and what this bridge has on top. */
export { convertFileSrc, invoke, isTauri, SERIALIZE_TO_IPC_FN, transformCallback } from "./core";
export type { Bytes, InvokeArgs, InvokeOptions } from "./core";
export { call, settle } from "./call";
export type { Call, Settled } from "./call";
export { isRefusal } from "./refusal";
export type { Refusal } from "./refusal";
export { observe, transport } from "./status";
export type { Observed, CallOptions, Transport } from "./internals";
