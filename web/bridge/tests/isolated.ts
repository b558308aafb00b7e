/**
 * An isolated page and its frame, both in memory: each in a realm of its own, with a channel between them.
 */
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { openPage, type PageOptions, type Received } from "./page";

const FRAME = readFileSync(new URL("../../../src-rust/bridge/src/isolation/frame.js", import.meta.url), "utf8");
const SESSION = "00112233445566778899aabbccddeeff";

/** What was sealed: the headers under the seal, and the body. */
export interface Opened {
  headers: Record<string, string>;
  bytes: Uint8Array;
  text: string;
}

export type IsolatedPage = ReturnType<typeof openIsolatedPage>;

/** Opens a page whose frame runs `hook`. Without a hook the frame never comes. */
export function openIsolatedPage(hook?: string, options: PageOptions = {}) {
  const key = crypto.getRandomValues(new Uint8Array(32));
  // Stands for the frame's window, which is an object that the page can tell from others and nothing more.
  const frameWindow = new MessageChannel().port1;
  const frameListeners = new Map<string, (event: object) => void>();
  const removals: (() => void)[] = [];

  class Node extends EventTarget {
    connected = true;
    get isConnected() {
      return this.connected;
    }
  }
  class HTMLIFrameElement extends Node {
    attributes: Record<string, string> = {};
    style: Record<string, string> = {};
    id = "";
    src = "";
    setAttribute = (name: string, value: string) => void (this.attributes[name] = value);
    get contentWindow() {
      return this.connected ? frameWindow : null;
    }
  }
  const frame = new HTMLIFrameElement();
  const placed: unknown[] = [];
  const globals = {
    document: { createElement: () => frame, documentElement: { append: (node: unknown) => placed.push(node) } },
    HTMLIFrameElement,
    MessageChannel,
    MessageEvent,
    MessagePort,
    MutationObserver: class {
      constructor(told: () => void) {
        removals.push(told);
      }
      observe() {}
    },
    Node,
    postMessage(this: unknown, _message: unknown, _origin: string, transfer: Iterable<MessagePort>) {
      if (this === frameWindow) frameListeners.get("message")?.({ source: parent, ports: [...transfer] });
    },
  };
  const page = openPage({ ...options, globals, isolationUrl: "isolation://localhost/" });

  const messageOfFrame = (data: unknown, source: MessagePort | null = frameWindow) =>
    page.dispatch("message", new MessageEvent("message", { data, source }));
  const parent = { postMessage: (data: unknown) => messageOfFrame(data) };
  const realm = vm.createContext({
    addEventListener: (type: string, listener: (event: object) => void) => frameListeners.set(type, listener),
    ArrayBuffer,
    atob,
    crypto,
    DataView,
    document: { currentScript: { remove() {} } },
    Error,
    Headers,
    parent,
    setTimeout,
    TextEncoder,
    Uint8Array,
  });
  const runInFrame = <T = unknown>(source: string): T => vm.runInContext(source, realm);
  const load = (text: string) => {
    runInFrame("globalThis.window = globalThis;");
    const config = { key: Buffer.from(key).toString("base64"), session: SESSION, label: "main" };
    runInFrame(`(${FRAME})(${JSON.stringify(config)})`);
    runInFrame(text);
    frameListeners.get("DOMContentLoaded")?.({});
  };
  if (hook !== undefined) load(hook);

  /** Opens a sealed request as Rust would: for its own head, or for another. */
  async function open(request: Received, head: Partial<Received> = {}): Promise<Opened> {
    const { command, callback, error, headers, bytes, sealed } = { ...request, ...head };
    const [session, counter] = headers["footbridge-seal"]!.split(";");
    const bound = ["footbridge isolation 1", session, counter, callback, error, "main", command].join("\n");
    const iv = new DataView(new ArrayBuffer(12));
    iv.setBigUint64(4, BigInt(counter!));
    const cryptoKey = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const additionalData = new TextEncoder().encode(bound);
    const body = sealed === undefined ? Uint8Array.from(bytes!) : Uint8Array.from(Buffer.from(sealed, "base64"));
    const text = Buffer.from(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, cryptoKey, body));
    const end = text.indexOf("\n\n");
    const lines = text.subarray(0, end).toString().split("\n");
    const record = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2)));
    const rest = text.subarray(end + 2);
    return { headers: record, bytes: new Uint8Array(rest), text: rest.toString() };
  }

  /** The page takes the frame out of the document. */
  const removeFrame = () => {
    frame.connected = false;
    removals.forEach((told) => told());
  };
  return { ...page, open, frame, placed, load, runInFrame, messageOfFrame, frameListeners, parent, removeFrame };
}
