/** The work that is sent over each transport, and who says which one a call really took: Rust. */
import { observe, transports, type Call, type CallOptions, type Transport, type Way } from "../../../bridge";
import { carry, carry_down, carry_text, carry_up, hops } from "../../bindings";

export const KIB = 1024;
export const MIB = 1024 * KIB;

/** As the bridge chooses, or one of those that a call may ask for here. */
export const waysHere = (): Way[] => ["automatic", ...transports()];

/** Each transport has its colour, in every figure. */
export const TONES: Record<Transport, string> = {
  socket: "var(--ok)",
  "post message": "var(--page)",
  "custom protocol": "var(--rust)",
};

export interface Job {
  id: string;
  title: string;
  about: string;
  /** What one call carries; nothing to speak of where calls are counted. */
  bytes: number;
  /** How many calls are under way at a time. */
  atOnce: number;
  call(options: CallOptions): Call<unknown, unknown>;
}

const JSON_BYTES = 100_000;
const text = "x".repeat(JSON_BYTES);
const body = new Uint8Array(8 * MIB).fill(0xa5);

const small = (options: CallOptions) => carry({ text: "" }, options);
const up = (bytes: number) => (options: CallOptions) => carry_up(body.subarray(0, bytes), options);
const down = (bytes: number) => (options: CallOptions) => carry_down({ size: bytes }, options);

export const JOBS: Job[] = [
  { id: "one", title: "One call after another", about: "nothing in it", bytes: 0, atOnce: 1, call: small },
  { id: "many", title: "200 calls at once", about: "nothing in them", bytes: 0, atOnce: 200, call: small },
  {
    id: "json",
    title: "100 KB of JSON",
    about: "there and back",
    bytes: JSON_BYTES,
    atOnce: 1,
    call: (options) => carry({ text }, options),
  },
  { id: "up-small", title: "4 KiB of bytes", about: "up", bytes: 4 * KIB, atOnce: 1, call: up(4 * KIB) },
  { id: "up", title: "1 MiB of bytes", about: "up", bytes: MIB, atOnce: 1, call: up(MIB) },
  { id: "up-large", title: "8 MiB of bytes", about: "up", bytes: 8 * MIB, atOnce: 1, call: up(8 * MIB) },
  { id: "down", title: "1 MiB of bytes", about: "down", bytes: MIB, atOnce: 1, call: down(MIB) },
];

export function optionsOf(way: Way): CallOptions {
  return way === "automatic" ? {} : { transport: way };
}

/** Does a job `count` times. */
export async function batch({ call, atOnce }: Job, way: Way, count: number): Promise<void> {
  const options = optionsOf(way);
  for (let n = 0; n < count; n += 1) {
    if (atOnce === 1) await call(options);
    else await Promise.all(Array.from({ length: atOnce }, () => call(options)));
  }
}

/** Sends one call whose hops are kept, and asks Rust by which transport it came. */
export async function seenBy(call: Job["call"], way: Way): Promise<Transport> {
  const trace = crypto.randomUUID();
  await call({ ...optionsOf(way), headers: { "Footbridge-Trace": trace } });
  return (await hops({ trace })).transport as Transport;
}

/** How a body of this size went up by itself: by which transport, and in how many pieces where not as a whole. */
export async function sentAs(kind: Kind, bytes: number): Promise<{ by: Transport; pieces: number }> {
  let pieces = 0;
  const stop = observe((event) => {
    if (event.phase === "sent") pieces = Math.max(pieces, event.pieces ?? 0);
  });
  try {
    const by = await seenBy(sized(kind, bytes), "automatic");
    return { by, pieces };
  } finally {
    stop();
  }
}

/** What grows, to see where the bridge changes its mind. */
export type Kind = "json" | "bytes";
export const SIZES = [KIB, 16 * KIB, 32 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB];

function sized(kind: Kind, bytes: number): Job["call"] {
  if (kind === "bytes") return up(bytes);
  const long = "x".repeat(bytes);
  return (options) => carry_text({ text: long }, options);
}
