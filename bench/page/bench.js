// What is measured, in both apps the same, through what every Tauri page has: `__TAURI_INTERNALS__`.
// In: from the command `plan`, what the bench wrote on the command line. Out: each job's figure, to the command `report`.
// A job checks all that comes while it warms up, and enough to notice a fault while it is timed.

import { bridge, overHttp, overSocket } from "./ways.js";

const { invoke } = window.__TAURI_INTERNALS__;

const MIB = 1024 * 1024;
/** The clock ticks in milliseconds, so what is timed lasts for hundreds of them. */
const SPAN_MS = 700;
/** A prime: bytes that repeat with it tell where they stand at every boundary of a transport. */
const PERIOD = 251;

/** Not for each of many messages: the text is made each time, and is then what the page's memory fills with. */
function expect(holds, what) {
  if (!holds) throw new Error(what);
}

/** Runs `batch` untimed, and then for the span; what it resolves with, if anything, is how long it took. Gives seconds. */
async function timed(batch) {
  await batch(true);
  let elapsed = 0;
  let batches = 0;
  while (elapsed < SPAN_MS) {
    const start = performance.now();
    elapsed += (await batch(false)) ?? performance.now() - start;
    batches += 1;
  }
  return elapsed / 1000 / batches;
}

// ---- Jobs, as functions of a way -------------------------------------------------------------------------------

const perSecond = (count, batch) => async (way) => count / (await timed((checks) => batch(way, checks)));

const serial = (command) =>
  perSecond(1_000, async ({ call }) => {
    for (let n = 0; n < 1_000; n++) expect((await call(command, { a: n, b: 1 })) === n + 1, "a sum is wrong");
  });

const parallel = (command) =>
  perSecond(5_000, async ({ call }) => {
    const sums = await Promise.all(Array.from({ length: 5_000 }, (_, n) => call(command, { a: n, b: 1 })));
    sums.forEach((sum, n) => expect(sum === n + 1, "a sum is wrong, or at another's place"));
  });

function takeJson(bytes) {
  const letters = bytes - '{"n":10000,"text":""}'.length;
  return ({ n, text }, index) => {
    if (n !== 10_000 + (index % 90_000)) throw new Error(`message ${index} is another, ${n}`);
    if (text.length !== letters) throw new Error(`message ${index} is not whole`);
  };
}

function takeRaw(bytes) {
  return (message, index) => {
    if (!(message instanceof ArrayBuffer && message.byteLength === bytes)) {
      throw new Error(`message ${index} is not whole`);
    }
    const view = new DataView(message);
    if (view.getUint32(0, true) !== index) throw new Error(`message ${index} is another`);
    if (view.getUint8(bytes - 1) !== (bytes - 1) % PERIOD) throw new Error(`message ${index} has other bytes`);
  };
}

const streamJson =
  (count, bytes) =>
  ({ stream }) =>
    stream("stream_json", count, bytes, takeJson(bytes));
const streamRaw =
  (count, bytes) =>
  ({ stream }) =>
    stream("stream_raw", count, bytes, takeRaw(bytes));

function takeEvent(payload, index) {
  if (payload !== index) throw new Error(`event ${index} is another, ${payload}`);
}

function checkPattern(buffer, length, whole) {
  expect(buffer instanceof ArrayBuffer && buffer.byteLength === length, `not ${length} bytes came`);
  const bytes = new Uint8Array(buffer);
  const step = whole ? 1 : Math.ceil(length / 1009);
  for (let at = 0; at < length; at += step) {
    if (bytes[at] !== at % PERIOD) throw new Error(`byte ${at} is another`);
  }
}

/** Bytes one way, in millions a second. Many small ones make a batch. */
function megabytes(bytes, once) {
  const repeats = Math.max(1, Math.round((4 * MIB) / bytes));
  return async (way) => {
    const seconds = await timed(async (checks) => {
      for (let n = 0; n < (checks ? 1 : repeats); n++) await once(way, checks);
    });
    return (bytes * repeats) / 1e6 / seconds;
  };
}

const download = (bytes) =>
  megabytes(bytes, async (way, checks) => checkPattern(await way.download(bytes), bytes, checks));

function upload(bytes) {
  const body = () => {
    const filled = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at++) filled[at] = at % PERIOD;
    return filled;
  };
  let made;
  return megabytes(bytes, async (way, checks) => {
    made ??= body();
    if (checks) {
      const sum = made.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 0);
      expect((await way.digest(made)) === sum, "other bytes came to Rust");
    }
    expect((await way.upload(made)) === bytes, `not ${bytes} bytes came to Rust`);
  });
}

function echo(bytes) {
  const item = (n) => ({ n: 10_000 + n, text: "thirty letters, and no more." });
  const items = Array.from({ length: Math.round(bytes / 50) }, (_, n) => item(n));
  const text = JSON.stringify({ items });
  return megabytes(text.length, async ({ call }, checks) => {
    const value = await call("echo", { value: { items } });
    expect(value.items.length === items.length, "not all came back");
    if (checks) expect(JSON.stringify(value) === text, "something else came back");
  });
}

/** The longest that a timer of the page waits while 20,000 messages come: the middle of five times. */
async function timerGap(way) {
  const gaps = [];
  for (let n = 0; n < 6; n++) {
    let last = performance.now();
    let longest = 0;
    let isOver = false;
    const tick = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (!isOver) setTimeout(tick, 0);
    };
    setTimeout(tick, 0);
    await streamJson(20_000, 100)(way);
    isOver = true;
    // A timer that has not come since counts, too.
    gaps.push(Math.max(longest, performance.now() - last));
  }
  return gaps.slice(1).sort((a, b) => a - b)[2];
}

const JOBS = {
  serial: serial("add"),
  parallel: parallel("add"),
  // For the record: what a plain function costs.
  serial_plain: serial("add_plain"),
  parallel_plain: parallel("add_plain"),
  channel_json_100b: perSecond(20_000, streamJson(20_000, 100)),
  channel_json_10kb: perSecond(2_000, streamJson(2_000, 10_000)),
  channel_raw_512b: perSecond(10_000, streamRaw(10_000, 512)),
  channel_raw_64kib: perSecond(500, streamRaw(500, 64 * 1024)),
  events: perSecond(20_000, ({ events }) => events(20_000, takeEvent)),
  download_64kib: download(64 * 1024),
  download_1mib: download(MIB),
  download_16mib: download(16 * MIB),
  download_64mib: download(64 * MIB),
  upload_1mib: upload(MIB),
  upload_16mib: upload(16 * MIB),
  upload_64mib: upload(64 * MIB),
  echo_1kb: echo(1_000),
  echo_100kb: echo(100_000),
  echo_1mb: echo(1_000_000),
  timer_gap_ms: timerGap,
  // For the bound of memory, not for speed: how many have come.
  two_million_messages: async (way) => {
    await streamJson(2_000_000, 100)(way);
    return 2_000_000;
  },
  two_million_events: async (way) => {
    await way.events(2_000_000, takeEvent);
    return 2_000_000;
  },
};

async function main() {
  // The first answer that the page gets is what a start is measured by.
  const plan = await invoke("plan", {});
  await invoke("ready", {});
  if (plan.includes("--wait")) await invoke("wait", {});
  const option = (name) => plan.find((arg) => arg.startsWith(name))?.slice(name.length);
  const address = option("--address=");
  const ways = { bridge, fetch: overHttp, websocket: overSocket };
  for (const job of plan.filter((arg) => !arg.startsWith("--"))) {
    try {
      const way = await ways[option("--way=") ?? "bridge"](address);
      await invoke("report", { job, value: await JOBS[job](way), failure: null });
    } catch (cause) {
      await invoke("report", { job, value: null, failure: `${cause?.message ?? cause}` });
    }
  }
}

main();
