/** The page's client of the bridge: Tauri 2's names, and what this bridge has on top. */
export { convertFileSrc, invoke, isTauri, SERIALIZE_TO_IPC_FN, transformCallback } from "./core";
export type { Bytes, InvokeArgs, InvokeOptions } from "./core";
export { call, settle } from "./call";
export type { Call, Settled } from "./call";
export { Channel } from "./channel";
export type { ChannelOptions } from "./channel";
export { emit, emitTo, listen, once, typedEvents, WindowEvents } from "./event";
export type {
  Event,
  EventCallback,
  EventOptions,
  EventTarget,
  TypedEvents,
  UnlistenFn,
  WindowEventPayloads,
} from "./event";
export { addPluginListener, PluginListener } from "./plugin";
export { Resource } from "./resource";
export { isRefusal } from "./refusal";
export type { Refusal } from "./refusal";
export { observe, transport, transports, watch } from "./status";
export type { CallOptions, Observed, Transport, Watched, Way } from "./internals";
