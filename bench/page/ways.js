// The ways from a page to Rust. Each has some of: `call` with JSON, `download` and `upload` of bytes, `digest` of bytes,
// `stream` of messages and `events`, which hand each to `take` and end when all have come.

const { invoke, transformCallback, unregisterCallback } = window.__TAURI_INTERNALS__;

/** Calls of `take` with as many things as are awaited. What it throws fails the job. */
function counted(count, take) {
  let next = 0;
  let settle;
  const all = new Promise((resolve, reject) => (settle = { resolve, reject }));
  const one = (thing) => {
    try {
      take(thing, next++);
      if (next === count) settle.resolve();
    } catch (cause) {
      settle.reject(cause);
    }
  };
  return { one, all };
}

/** What every Tauri page has. Order and end are kept the way the official package keeps them. */
export const bridge = () => ({
  call: invoke,
  download: (bytes) => invoke("download", { bytes }),
  upload: (body) => invoke("upload", body),
  digest: (body) => invoke("digest", body),

  async stream(command, count, bytes, take) {
    const { one, all } = counted(count, take);
    const early = new Map();
    let next = 0;
    let end = Infinity;
    const id = transformCallback((piece) => {
      if ("end" in piece) {
        end = piece.index;
      } else if (piece.index === next) {
        one(piece.message);
        next += 1;
        for (; early.has(next); next++) {
          one(early.get(next));
          early.delete(next);
        }
      } else {
        early.set(piece.index, piece.message);
      }
      if (next >= end) unregisterCallback(id);
    });
    const messages = { __TAURI_TO_IPC_KEY__: () => `__CHANNEL__:${id}` };
    await Promise.all([invoke(command, { count, bytes, messages }), all]);
  },

  async events(count, take) {
    const { one, all } = counted(count, take);
    const handler = transformCallback(({ payload }) => one(payload));
    const target = { kind: "Any" };
    const eventId = await invoke("plugin:event|listen", { event: "bench", target, handler });
    const start = performance.now();
    await Promise.all([invoke("emit_events", { count }), all]);
    const elapsed = performance.now() - start;
    window.__TAURI_EVENT_PLUGIN_INTERNALS__.unregisterListener("bench", eventId);
    await invoke("plugin:event|unlisten", { event: "bench", eventId });
    return elapsed;
  },
});

/** A server on a loopback port, over HTTP. The content type is one that needs no leave of the server. */
export const overHttp = (address) => {
  const post = async (command, body) => {
    const headers = { "Content-Type": "text/plain" };
    const response = await fetch(`${address}/${command}`, { method: "POST", headers, body });
    if (!response.ok) throw new Error(`${command}: ${response.status}`);
    return response;
  };
  const json = async (response) => (await response).json();
  return {
    call: (command, args) => json(post(command, JSON.stringify(args))),
    download: async (bytes) => (await post("download", JSON.stringify({ bytes }))).arrayBuffer(),
    upload: (body) => json(post("upload", body)),
    digest: (body) => json(post("digest", body)),
  };
};

/** The same server over a WebSocket: calls have numbers, bytes follow the call that they belong to. */
export const overSocket = async (address) => {
  const socket = new WebSocket(address);
  socket.binaryType = "arraybuffer";
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`there is nobody at ${address}`));
  });
  const pending = new Map();
  let onMessage;
  let last = 0;
  socket.onmessage = ({ data }) => {
    if (typeof data !== "string") return onMessage(data);
    const said = JSON.parse(data);
    if (said.id === undefined) return onMessage(said.message);
    pending.get(said.id)(said.value);
    pending.delete(said.id);
  };
  const call = (command, args, body) =>
    new Promise((resolve) => {
      const id = ++last;
      pending.set(id, resolve);
      socket.send(JSON.stringify({ id, command, args }));
      if (body) socket.send(body);
    });
  const stream = async (command, count, bytes, take) => {
    const { one, all } = counted(count, take);
    onMessage = one;
    await Promise.all([call(command, { count, bytes }), all]);
  };
  return {
    call,
    stream,
    upload: (body) => call("upload", {}, body),
    digest: (body) => call("digest", {}, body),
    download: async (bytes) => {
      const answer = new Promise((resolve) => (onMessage = resolve));
      await call("download", { bytes });
      return answer;
    },
    async events(count, take) {
      const start = performance.now();
      await stream("emit_events", count, 0, take);
      return performance.now() - start;
    },
  };
};
