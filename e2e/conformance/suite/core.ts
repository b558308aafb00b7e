import * as core from "@tauri-apps/api/core";
import { check, constant, equal, eventually, namesOf, refused, type Suite } from "./runner";

/** What a channel of the official package heard when the app sent the numbers from 1. */
async function counted(count: number): Promise<number[]> {
  const heard: number[] = [];
  const numbers = new core.Channel<number>((number) => heard.push(number));
  await core.invoke("plugin:conformance|send_numbers", { count, numbers });
  await eventually(() => heard.length, (length) => length === count);
  return heard;
}

/** The body that arrived, which the app sends back raw. */
const arrived = async (args: core.InvokeArgs) => new Uint8Array(await core.invoke<ArrayBuffer>("plugin:conformance|echo", args));
const arrivedText = async (args: core.InvokeArgs) => new TextDecoder().decode(await arrived(args));

export const suite: Suite = {
  name: "core",
  names: namesOf(core),
  cases: {
    SERIALIZE_TO_IPC_FN: () => equal(core.SERIALIZE_TO_IPC_FN, "__TAURI_TO_IPC_KEY__"),
    isTauri: () => equal(core.isTauri(), true),
    invoke: async () => {
      equal(typeof (await core.invoke("plugin:app|version")), "string");
      check((await refused(core.invoke("no_such_command"))).includes("no_such_command"), "the refusal names the command");
      equal([...(await arrived(Uint8Array.of(1, 2)))], [1, 2]);
      equal([...(await arrived([3, 4]))], [3, 4]);
      equal(await arrivedText({ a: Uint8Array.of(5), b: new Map([["k", null]]), c: undefined }), '{"a":[5],"b":{"k":null}}');
    },
    transformCallback: async () => {
      const id = core.transformCallback((value: number) => (heard = value));
      let heard = 0;
      (window as any).__TAURI_INTERNALS__.runCallback(id, 7);
      equal(heard, 7);
    },
    convertFileSrc: () => equal(core.convertFileSrc("/a b"), "asset://localhost/%2Fa%20b"),
    Channel: async () => {
      equal(await counted(5), [1, 2, 3, 4, 5]);
      check((await counted(10_000)).every((number, index) => number === index + 1), "many arrive in order");
      const lengths = [0, 1, 1_023, 1_024, 60_000, 3];
      const heard: ArrayBuffer[] = [];
      const pieces = new core.Channel<ArrayBuffer>((piece) => heard.push(piece));
      await core.invoke("plugin:conformance|send_bytes", { lengths, pieces });
      await eventually(() => heard.length, (length) => length === lengths.length);
      equal(heard.map((piece) => piece.byteLength), lengths);
    },
    "Channel.onmessage": async () => {
      const channel = new core.Channel<unknown>();
      const handler = () => {};
      channel.onmessage = handler;
      check(channel.onmessage === handler, "the handler is kept");
      const before = (window as any).__TAURI_INTERNALS__.callbacks.size;
      const thrown: unknown[] = [];
      const heard: number[] = [];
      const report = (event: ErrorEvent) => {
        event.preventDefault();
        thrown.push(event.error);
      };
      window.addEventListener("error", report);
      channel.onmessage = (message) => {
        heard.push(message as number);
        if (message === 2) throw new Error("a handler that throws");
      };
      await core.invoke("plugin:conformance|send_numbers", { count: 4, numbers: channel });
      await eventually(() => heard.length, (length) => length === 4);
      equal(heard, [1, 2, 3, 4]);
      await eventually(() => thrown.length, (length) => length === 1);
      window.removeEventListener("error", report);
      await eventually(() => (window as any).__TAURI_INTERNALS__.callbacks.size, (size) => size < before);
    },
    "Channel.cleanupCallback": async () => {
      const { callbacks } = (window as any).__TAURI_INTERNALS__;
      const channel = new core.Channel();
      await core.invoke("plugin:conformance|send_numbers", { count: 1, numbers: channel });
      await eventually(() => callbacks.has(channel.id), (has) => !has);
    },
    "Channel.toJSON": () => {
      const channel = new core.Channel();
      equal(JSON.stringify(channel), `"__CHANNEL__:${channel.id}"`);
    },
    "Channel.__TAURI_TO_IPC_KEY__": () => {
      const channel = new core.Channel();
      equal((channel as any).__TAURI_TO_IPC_KEY__(), `__CHANNEL__:${channel.id}`);
    },
    PluginListener: constant(core.PluginListener),
    addPluginListener: async () => {
      const heard: unknown[] = [];
      const listener = await core.addPluginListener("conformance", "said", (payload) => heard.push(payload));
      equal([listener.plugin, listener.event], ["conformance", "said"]);
      await core.invoke("plugin:conformance|trigger", { event: "other", payload: "not this" });
      await core.invoke("plugin:conformance|trigger", { event: "said", payload: "this" });
      await eventually(() => heard.length, (length) => length > 0);
      equal(heard, ["this"]);
      await listener.unregister();
    },
    "PluginListener.unregister": async () => {
      const heard: unknown[] = [];
      const gone = await core.addPluginListener("conformance", "said", () => heard.push("gone"));
      const stays = await core.addPluginListener("conformance", "said", () => heard.push("stays"));
      await gone.unregister();
      await core.invoke("plugin:conformance|trigger", { event: "said", payload: "" });
      await eventually(() => heard.length, (length) => length > 0);
      equal(heard, ["stays"]);
      await stays.unregister();
    },
    Resource: constant(core.Resource),
    "Resource.rid": () => equal(new core.Resource(7).rid, 7),
    "Resource.close": async () => {
      check((await refused(new core.Resource(7).close())).includes("7"), "the refusal names the resource");
    },
    checkPermissions: async () => equal(await core.checkPermissions("conformance"), { listen: "prompt" }),
    requestPermissions: async () => equal(await core.requestPermissions("conformance"), { listen: "granted" }),
  },
};
