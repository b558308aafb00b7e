// Written by `cargo xtask bindings` from the commands of the app. Do not edit.
import { call, type Call, type CallOptions } from "../bridge";

export type About = { version: string, engine: string, profile: "debug" | "release", };
export type Caller = { window: string, webview: string, };
export type Chosen = { id: number, name: string, path: string, bytes: number, };
export type Customer = { name: string, city: string, };
export type Digest = { bytes: number, sha256: string, };
export type DivisionError = { "code": "division_by_zero", message: string, dividend: number, } | { "code": "not_finite", message: string, };
export type Drops = { dropped: number, told: number, reached: number, };
export type Failure = { code: string, message: string, };
export type Finished = { number: number, finishedAs: number, ms: number, };
export type Hop = { name: "key" | "acl" | "router" | "command" | "reply", startUs: number, durationUs: number, };
export type Line = { item: string, quantity: number, unitPriceCents: number, };
export type Order = { customer: Customer, lines: Array<Line>, };
export type Receipt = { customer: string, items: number, totalCents: number, };
export type Sample = { name: string, about: string, bytes: number, };
export type Shape = { "Circle": { radius: number, } } | { "Rectangle": { width: number, height: number, } };
export type Trace = { command: string, window: string, webview: string, bytesIn: number, bytesOut: number, arrivedUnixUs: number, leftUnixUs: number, hops: Array<Hop>, stoppedAt: string | null, code: string | null, message: string | null, };

export function about(options?: CallOptions): Call<About> { return call("about", undefined, options); }
export function hops(args: { trace: string }, options?: CallOptions): Call<Trace, Failure> { return call("hops", args, options); }

export function greet(args: { name: string }, options?: CallOptions): Call<string, Failure> { return call("greet", args, options); }
export function open_guest(args: { name: string, trace: string }, options?: CallOptions): Call<null, Failure> { return call("open_guest", args, options); }

export function full_name(args: { firstName: string, lastName: string }, options?: CallOptions): Call<string> { return call("full_name", args, options); }
export function nickname(args: { name: string, nickname?: string | null }, options?: CallOptions): Call<string> { return call("nickname", args, options); }
export function order_total(args: { order: Order }, options?: CallOptions): Call<Receipt, Failure> { return call("order_total", args, options); }
export function paint(args: { shape: Shape }, options?: CallOptions): Call<string> { return call("paint", args, options); }
export function count(args: { step: number }, options?: CallOptions): Call<number> { return call("count", args, options); }
export function who_calls(options?: CallOptions): Call<Caller> { return call("who_calls", undefined, options); }

export function divide(args: { dividend: number, divisor: number }, options?: CallOptions): Call<number, DivisionError> { return call("divide", args, options); }
export function open_drawer(args: { number: number }, options?: CallOptions): Call<string, string> { return call("open_drawer", args, options); }
export function square(args: { number: number }, options?: CallOptions): Call<number> { return call("square", args, options); }
export function panicking(options?: CallOptions): Call<null> { return call("panicking", undefined, options); }
export function locked(options?: CallOptions): Call<string> { return call("locked", undefined, options); }

export function work(args: { number: number, ms: number }, options?: CallOptions): Call<Finished> { return call("work", args, options); }
export function slow(args: { ms: number }, options?: CallOptions): Call<string> { return call("slow", args, options); }
export function slow_steps(args: { steps: number }, options?: CallOptions): Call<number> { return call("slow_steps", args, options); }
export function drops(options?: CallOptions): Call<Drops> { return call("drops", undefined, options); }
export function block(args: { ms: number }, options?: CallOptions): Call<string> { return call("block", args, options); }

export function raw_down(args: { size: number }, options?: CallOptions): Call<ArrayBuffer, Failure> { return call("raw_down", args, options); }
export function raw_up(body: Uint8Array | ArrayBuffer, options?: CallOptions): Call<Digest, Failure> { return call("raw_up", body, options); }
export function json_down(args: { size: number }, options?: CallOptions): Call<Array<number>, Failure> { return call("json_down", args, options); }
export function json_up(args: { data: Array<number> }, options?: CallOptions): Call<Digest> { return call("json_up", args, options); }
export function digest_of(args: { size: number }, options?: CallOptions): Call<Digest, Failure> { return call("digest_of", args, options); }

export function choose_file(options?: CallOptions): Call<Chosen | null, Failure> { return call("choose_file", undefined, options); }
export function samples(options?: CallOptions): Call<Array<Sample>> { return call("samples", undefined, options); }
export function open_sample(args: { name: string }, options?: CallOptions): Call<Chosen, Failure> { return call("open_sample", args, options); }
export function dropped_file(options?: CallOptions): Call<Chosen, Failure> { return call("dropped_file", undefined, options); }
export function read_text(args: { id: number }, options?: CallOptions): Call<string, Failure> { return call("read_text", args, options); }
export function read_raw(args: { id: number }, options?: CallOptions): Call<ArrayBuffer, Failure> { return call("read_raw", args, options); }
export function read_piece(args: { id: number, offset: number, length: number }, options?: CallOptions): Call<ArrayBuffer, Failure> { return call("read_piece", args, options); }
export function open_path(args: { path: string }, options?: CallOptions): Call<Chosen, Failure> { return call("open_path", args, options); }

export const demos = [
  { name: "hello", group: "Calls" },
  { name: "arguments", group: "Calls" },
  { name: "errors", group: "Calls" },
  { name: "tasks", group: "Calls" },
  { name: "bytes", group: "Bytes" },
  { name: "files", group: "Bytes" },
] as const;
