// The page's side of the bridge: runs in the main frame, before any script of the page.
// In: one configuration object, with the invoke key. Out: the globals that Tauri 2's client package expects, and
// `__FOOTBRIDGE__`. Nobody who comes later is trusted: a page may replace every built-in and still not read the key.
//
// Three rules keep the key in this closure:
//  - what is used later is taken from the window now, and called without looking anything up on a prototype;
//  - an object that has the key in it has no prototype, so no setter, getter or `toJSON` of the page sees it;
//  - code of the page (`toJSON`, `toString`, getters) runs before the key is put into a message, never after.
function footbridge(config) {
  "use strict";

  // Some engines inject scripts into sub-frames too. A frame gets nothing.
  let isMainFrame = false;
  try {
    isMainFrame = window === window.top;
  } catch {}
  if (!isMainFrame || "__TAURI_INTERNALS__" in window) return;

  const { key, label, windowLabel, ipcUrl, assetUrl, isolationUrl } = config;

  // ---- What is taken from the window -------------------------------------------------------------------------

  /** Makes a method a function that takes its `this` first: `slice(array, 1)` for `array.slice(1)`. */
  const uncurry = Function.prototype.bind.bind(Function.prototype.call);
  const getter = (prototype, name) => uncurry(Object.getOwnPropertyDescriptor(prototype, name).get);

  const { ArrayBuffer, Headers, Map, Promise, Set, SharedArrayBuffer, TextEncoder } = window;
  const { TypeError, Uint32Array, Uint8Array } = window;
  const { assign, defineProperties, defineProperty, freeze, getPrototypeOf, hasOwn, setPrototypeOf } = Object;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { isInteger } = Number;
  const { min } = Math;
  const { parse, stringify } = JSON;
  const { apply } = Reflect;
  const { asyncIterator, iterator } = Symbol;
  const { fromCharCode } = String;
  const { origin } = window;
  const { encodeURIComponent } = window;
  const atob = window.atob.bind(window);
  const btoa = window.btoa.bind(window);
  const fetch = window.fetch.bind(window);
  const queueMicrotask = window.queueMicrotask.bind(window);
  const encoder = new TextEncoder();
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  const now = performance.now.bind(performance);
  const setTimeout = window.setTimeout.bind(window);
  const warn = console.warn.bind(console);
  const report = window.reportError?.bind(window) ?? console.error.bind(console);

  /** Whether a getter of the engine's takes a value for its own kind: no page can change what it says. */
  const brand = (read) => (value) => {
    try {
      read(value);
      return true;
    } catch {
      return false;
    }
  };
  const { prototype: typedArray } = Object.getPrototypeOf(Uint8Array);
  const dataView = DataView.prototype;
  const isArrayBuffer = brand(getter(ArrayBuffer.prototype, "byteLength"));
  const isSharedBuffer = SharedArrayBuffer ? brand(getter(SharedArrayBuffer.prototype, "byteLength")) : () => false;
  const isMap = brand(getter(Map.prototype, "size"));
  const isResizable = "resizable" in ArrayBuffer.prototype ? getter(ArrayBuffer.prototype, "resizable") : () => false;
  const typedBuffer = getter(typedArray, "buffer");
  const typedOffset = getter(typedArray, "byteOffset");
  const typedLength = getter(typedArray, "byteLength");
  const typedTag = getter(typedArray, Symbol.toStringTag);
  const viewBuffer = getter(dataView, "buffer");
  const viewOffset = getter(dataView, "byteOffset");
  const viewLength = getter(dataView, "byteLength");

  const arraySlice = uncurry(Array.prototype.slice);
  const bytesJoin = uncurry(Uint8Array.prototype.join);
  const charCodeAt = uncurry(String.prototype.charCodeAt);
  const bytesSet = uncurry(Uint8Array.prototype.set);
  const encode = uncurry(TextEncoder.prototype.encode);
  const headersForEach = uncurry(Headers.prototype.forEach);
  const headersGet = uncurry(Headers.prototype.get);
  const listen = uncurry(EventTarget.prototype.addEventListener);
  const mapForEach = uncurry(Map.prototype.forEach);
  const promiseThen = uncurry(Promise.prototype.then);
  const isReadableStream = brand(getter(ReadableStream.prototype, "locked"));
  const readerCancel = uncurry(ReadableStreamDefaultReader.prototype.cancel);
  const readerOf = uncurry(ReadableStream.prototype.getReader);
  const readerRead = uncurry(ReadableStreamDefaultReader.prototype.read);
  const responseBody = getter(Response.prototype, "body");
  const responseBytes = uncurry(Response.prototype.arrayBuffer);
  const responseHeaders = getter(Response.prototype, "headers");
  const responseJson = uncurry(Response.prototype.json);
  const responseStatus = getter(Response.prototype, "status");
  const responseText = uncurry(Response.prototype.text);
  const signalAborted = getter(AbortSignal.prototype, "aborted");
  const signalReason = getter(AbortSignal.prototype, "reason");
  const indexOf = uncurry(String.prototype.indexOf);
  const stringSlice = uncurry(String.prototype.slice);
  const stringStartsWith = uncurry(String.prototype.startsWith);
  const unlisten = uncurry(EventTarget.prototype.removeEventListener);

  const { prototype: bytesPrototype } = Uint8Array;
  const fromBase64 = Uint8Array.fromBase64?.bind(Uint8Array) ?? bytesOfBase64;
  const toBase64 = bytesPrototype.toBase64 ? uncurry(bytesPrototype.toBase64) : base64OfBytes;
  const setFromBase64 = bytesPrototype.setFromBase64 ? uncurry(bytesPrototype.setFromBase64) : undefined;

  /** For an engine that has no decoder of its own. */
  function bytesOfBase64(text) {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = charCodeAt(binary, i);
    return bytes;
  }

  // Divisible by three, so that the texts of all pieces make one.
  const BASE64_PIECE_BYTES = 24_576;

  /** For an engine that has no encoder of its own. */
  function base64OfBytes(bytes) {
    let text = "";
    for (let start = 0; start < typedLength(bytes); start += BASE64_PIECE_BYTES) {
      const length = min(BASE64_PIECE_BYTES, typedLength(bytes) - start);
      const piece = new Uint8Array(typedBuffer(bytes), typedOffset(bytes) + start, length);
      text += btoa(apply(fromCharCode, undefined, piece));
    }
    return text;
  }

  // The engine's own handler first: `window.ipc` may be a wrapper that looks the handler up at each call, where a
  // page can put another in its place.
  const messagePort = window.webkit?.messageHandlers?.ipc ?? window.chrome?.webview ?? window.ipc;
  const postText = messagePort?.postMessage.bind(messagePort);

  // Where the engine has a socket between this document and the host, what opens it is there until now.
  const openSocket = window.__FOOTBRIDGE_SOCKET__;
  delete window.__FOOTBRIDGE_SOCKET__;

  /**
   * The members of a collection, to be its own: what a page puts on the prototype later does not matter to it. The engine
   * compiles them into their callers, as it does not with bound functions.
   */
  function membersOf(prototype) {
    const members = { __proto__: null };
    for (const name of ["add", "clear", "delete", "forEach", "get", "has", "set", "size"]) {
      const { get, value } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
      if (get) members[name] = { __proto__: null, get };
      else if (value) members[name] = { __proto__: null, value };
    }
    return members;
  }
  const mapMembers = membersOf(Map.prototype);
  const setMembers = membersOf(Set.prototype);
  const ownMap = () => defineProperties(new Map(), mapMembers);
  const ownSet = () => defineProperties(new Set(), setMembers);

  /** Cuts a class off from what pages can pollute. Its instances are quicker to make than literals without a prototype. */
  const detach = ({ prototype }) => void setPrototypeOf(prototype, null);

  /** A member of the object itself: what a polluted `Object.prototype` offers does not count. */
  const own = (object, name) =>
    typeof object === "object" && object !== null && hasOwn(object, name) ? object[name] : undefined;

  const refusal = (code, message) => ({ code, message });

  // ---- Callbacks ---------------------------------------------------------------------------------------------

  const callbacks = ownMap();

  // Drawn many at a time: a draw costs more than a call may.
  const IDS = 256;
  const ids = new Uint32Array(IDS);
  let idsLeft = 0;

  function randomId() {
    if (idsLeft === 0) {
      getRandomValues(ids);
      idsLeft = IDS;
    }
    idsLeft -= 1;
    const id = ids[idsLeft];
    ids[idsLeft] = 0;
    return callbacks.has(id) ? randomId() : id;
  }

  function keep(callback) {
    const id = randomId();
    callbacks.set(id, callback);
    return id;
  }

  function transformCallback(callback, once = false) {
    const id = keep((data) => {
      if (once) unregisterCallback(id);
      return callback?.(data);
    });
    return id;
  }

  function unregisterCallback(id) {
    callbacks.delete(id);
  }

  /** An id that is gone belongs to a cancelled call, or to the document before this one: nobody waits for it. */
  function runCallback(id, data) {
    callbacks.get(id)?.(data);
  }

  // ---- Bodies ------------------------------------------------------------------------------------------------

  const SERIALIZE_TO_IPC_FN = "__TAURI_TO_IPC_KEY__";
  const JSON_TYPE = "application/json";
  const OCTETS_TYPE = "application/octet-stream";
  const PARTS_TYPE = "application/x-footbridge-parts";
  const PARTS_HEADER = "footbridge-parts";

  const { prototype: objectPrototype } = Object;
  const { prototype: arrayPrototype } = Array;

  /** Whether a value is an object or a list like nearly all. To ask the engine for a brand costs more than a call. */
  function isPlain(value) {
    if (typeof value !== "object" || value === null) return true;
    const prototype = getPrototypeOf(value);
    return prototype === objectPrototype || prototype === arrayPrototype || prototype === null;
  }

  const isDataView = (value) => isView(value) && typedTag(value) === undefined;

  /** The memory of a buffer or a view, `undefined` for anything else. */
  function memoryOf(value) {
    if (isDataView(value)) return new Uint8Array(viewBuffer(value), viewOffset(value), viewLength(value));
    if (isView(value)) return new Uint8Array(typedBuffer(value), typedOffset(value), typedLength(value));
    if (isPlain(value)) return undefined;
    if (isArrayBuffer(value) || isSharedBuffer(value)) return new Uint8Array(value);
    return undefined;
  }

  /** The bytes of a payload that is bytes as a whole, `undefined` for any other. */
  function bytesOf(payload) {
    if (isArray(payload)) return bytesOfNumbers(payload);
    const view = memoryOf(payload);
    if (!view) return undefined;
    // `fetch` takes no memory that can change under it: shared or resizable. A copy can be sent.
    const buffer = typedBuffer(view);
    return isArrayBuffer(buffer) && !isResizable(buffer) ? view : new Uint8Array(view);
  }

  function bytesOfNumbers(numbers) {
    const bytes = new Uint8Array(numbers.length);
    for (let i = 0; i < bytes.length; i++) {
      const number = numbers[i];
      if (!isInteger(number) || number < 0 || number > 255) {
        const kind = typeof number === "number" ? `${number}` : `a value of type ${typeof number}`;
        throw new TypeError(`an array as the whole payload is sent as bytes, 0 to 255, and item ${i} is ${kind}`);
      }
      bytes[i] = number;
    }
    return bytes;
  }

  // Deeper than arguments are, and shallow enough for a circle to be found soon.
  const ORDINARY_DEPTH_MAX = 32;

  /** Whether nothing in a value is written in a way of ours, so that the engine may write it alone: many times as fast. */
  function isOrdinary(value, depth = 0) {
    if (typeof value !== "object" || value === null) return typeof value !== "function";
    if (depth > ORDINARY_DEPTH_MAX || !isPlain(value)) return false;
    if (value.toJSON !== undefined || value[SERIALIZE_TO_IPC_FN] !== undefined) return false;
    if (value[asyncIterator] !== undefined) return false;
    if (isArray(value)) {
      for (let i = 0; i < value.length; i++) if (!isOrdinary(value[i], depth + 1)) return false;
    } else {
      for (const name in value) if (!isOrdinary(value[name], depth + 1)) return false;
    }
    return true;
  }

  /** What `JSON.stringify` puts in a value's place, on Tauri's wire. */
  function replacer(_name, value) {
    if (typeof value !== "object" || value === null) return value;
    if (isPlain(value)) return replaced(value);
    if (isMap(value)) {
      const object = { __proto__: null };
      mapForEach(value, (member, name) => (object[name] = member));
      return object;
    }
    if (isView(value) && typedTag(value) === "Uint8Array") return arraySlice(value);
    if (isArrayBuffer(value)) return arraySlice(new Uint8Array(value));
    return replaced(value);
  }

  function replaced(value) {
    return typeof value[SERIALIZE_TO_IPC_FN] === "function" ? value[SERIALIZE_TO_IPC_FN]() : value;
  }

  /** The same for our client: bytes go beside the JSON, where a string says which of them are meant. */
  function replacerWith(baggage) {
    return (name, value) => {
      if (typeof value !== "object" || value === null) return value;
      const isTyped = isView(value) && !isDataView(value);
      // Numbers wider than a byte are sent as numbers: as bytes, Rust would read others.
      if (isTyped && !isOctets(typedTag(value))) return arraySlice(value);
      const part = memoryOf(value);
      if (part) return putAside(baggage, part);
      return baggage.takesStreams && isStream(value) ? setApart(baggage, value) : replacer(name, value);
    };
  }

  const isOctets = (tag) => tag === "Uint8Array" || tag === "Uint8ClampedArray";

  /** What is to go beside the JSON of one message. Where it takes no streams, a stream is nothing special. */
  function emptyBaggage(takesStreams) {
    return { __proto__: null, marker: undefined, parts: undefined, length: 0, takesStreams, streams: undefined };
  }

  function putAside(baggage, part) {
    const length = typedLength(part);
    // Drawn by chance, so that no text of the page's looks like the place of a part.
    baggage.marker ??= `${randomId()}-${randomId()}`;
    const place = `${baggage.marker}:${baggage.length}+${length}`;
    (baggage.parts ??= ownSet()).add(part);
    baggage.length += length;
    return place;
  }

  const isStream = (value) =>
    (!isPlain(value) && isReadableStream(value)) ||
    (typeof value[asyncIterator] === "function" && typeof value[SERIALIZE_TO_IPC_FN] !== "function");

  function setApart(baggage, source) {
    const id = randomId();
    (baggage.streams ??= ownSet()).add({ __proto__: null, id, source });
    return `__UPSTREAM__:${id}`;
  }

  /** Makes the JSON and what goes beside it one body. */
  function join(message, baggage) {
    const json = encode(encoder, message.json);
    let end = typedLength(json);
    message.type = PARTS_TYPE;
    message.headers[PARTS_HEADER] = `${baggage.marker};${end}`;
    message.bytes = new Uint8Array(end + baggage.length);
    message.parts = new Uint8Array(typedBuffer(message.bytes), end);
    bytesSet(message.bytes, json);
    baggage.parts.forEach((part) => {
      bytesSet(message.bytes, part, end);
      end += typedLength(part);
    });
  }

  /** The caller's headers in lower case, so that a header of the bridge can replace its namesake. */
  function headersOf(init) {
    const record = { __proto__: null };
    if (init) headersForEach(new Headers(init), (value, name) => (record[name] = value));
    return record;
  }

  /** What a call says. */
  class Message {
    type = OCTETS_TYPE;
    json = undefined;
    parts = undefined;
    isSealed = false;

    constructor(name, headers, bytes) {
      this.name = name;
      this.headers = headers;
      this.bytes = bytes;
    }
  }
  detach(Message);

  /** All of a message but the key and its ids. Runs the page's code, so it may throw and comes first. */
  function prepare(command, payload, options, baggage, bytes = bytesOf(payload)) {
    const name = `${command}`;
    const headers = headersOf(own(options, "headers"));
    const message = new Message(name, headers, bytes);
    if (bytes) return message;
    message.type = JSON_TYPE;
    const isAlone = isOrdinary(payload);
    message.json = isAlone ? stringify(payload) : stringify(payload, baggage ? replacerWith(baggage) : replacer);
    if (message.json === undefined) throw new TypeError(`the arguments of ${name} have no JSON form`);
    if (baggage?.parts) join(message, baggage);
    return message;
  }

  // ---- Isolation ---------------------------------------------------------------------------------------------
  // Where the app isolates the page, a frame that the page cannot look into shows each message to the app's hook and
  // gives it back sealed. The key of this script does not go there, and the frame's key does not come here.

  const READY = "__TAURI_ISOLATION_READY__";
  const SEALED_TYPE = "application/x-footbridge-sealed";
  const SEAL_HEADER = "footbridge-seal";
  const TRACE_HEADER = "footbridge-trace";
  const FRAME_WAIT_MS = 10_000;

  /** Has a message sealed and sends it; in a page that is not isolated there is none. */
  const sealAndSend = isolationUrl ? openFrame() : undefined;

  function openFrame() {
    const { MessageChannel, document } = window;
    const data = getter(MessageEvent.prototype, "data");
    const source = getter(MessageEvent.prototype, "source");
    const contentWindow = getter(HTMLIFrameElement.prototype, "contentWindow");
    const isConnected = getter(Node.prototype, "isConnected");
    const post = uncurry(MessagePort.prototype.postMessage);
    const postToWindow = uncurry(window.postMessage);
    const { port1: port, port2: portOfFrame } = new MessageChannel();

    /** What is on its way through the frame: numbers to `{ message, bytes, call, shownAt }`. */
    const shown = ownMap();
    let last = 0;
    let isReady = false;
    let isLost = false;
    let failure;

    const frame = document.createElement("iframe");
    frame.id = "__tauri_isolation__";
    frame.setAttribute("sandbox", "allow-scripts");
    frame.style.display = "none";
    frame.src = isolationUrl;

    function fail(reason) {
      failure = refusal("isolation_failed", `the isolation frame is not there: ${reason}`);
      shown.forEach(({ call }) => runCallback(call.error, failure));
      shown.clear();
    }

    function lose(reason) {
      if (isLost) return;
      isReady = false;
      isLost = true;
      fail(`the page has ${reason}; reload it`);
    }

    const loseRemoved = () => isConnected(frame) || lose("taken it away");

    function place() {
      // Beside the body, where a page that fills its body anew does not take it along.
      document.documentElement.append(frame);
      const observer = new MutationObserver(loseRemoved);
      observer.observe(document, { childList: true });
      observer.observe(document.documentElement, { childList: true });
    }

    // Before any script of the page, as long as there is something to place it in.
    if (document.documentElement) place();
    else listen(document, "readystatechange", place, { __proto__: null, once: true });
    setTimeout(() => isReady || isLost || fail(`it did not come within ${FRAME_WAIT_MS / 1000} s`), FRAME_WAIT_MS);

    let loads = 0;
    listen(frame, "load", () => {
      loads += 1;
      if (loads > 1) lose("sent it somewhere else");
    });

    window.addEventListener("message", (event) => {
      const frameWindow = contentWindow(frame);
      if (isReady || isLost || frameWindow === null || source(event) !== frameWindow || data(event) !== READY) return;
      isReady = true;
      failure = undefined;
      postToWindow(frameWindow, null, "*", listOf(portOfFrame));
      shown.forEach(show);
    });
    listen(port, "message", (event) => take(data(event)));
    port.start();

    /** A list of one, to whose iteration a page has no key: arrays have theirs from a prototype. */
    function listOf(value) {
      let done = false;
      const next = () => {
        const step = { __proto__: null, done, value };
        done = true;
        return step;
      };
      return { __proto__: null, [iterator]: () => ({ __proto__: null, next }) };
    }

    function show({ message, bytes, call }, id) {
      const { name: cmd, headers, json } = message;
      const { callback, error } = call;
      post(port, { __proto__: null, id, cmd, callback, error, headers, json, bytes });
    }

    /** The answer of the frame: the message sealed, or why the hook did not let it through. */
    function take(answer) {
      const id = own(answer, "id");
      const entry = shown.get(id);
      if (!entry) return;
      shown.delete(id);
      const { message, call, shownAt } = entry;
      const sealed = own(answer, "sealed");
      if (!isArrayBuffer(sealed)) {
        const reason = `the isolation hook stopped ${message.name}: ${own(answer, "reason")}`;
        runCallback(call.error, refusal("stopped_by_hook", reason));
        return;
      }
      // Cancelled while it was here: Rust has been told so, and must not hear of the call behind that.
      if (call.isForgotten) return;
      const command = own(answer, "cmd");
      attempt(call, () => {
        const envelope = sealedMessage(message, command, own(answer, "seal"), new Uint8Array(sealed));
        tell(envelope, call, now() - shownAt);
        transmit(envelope, call);
      });
    }

    /** For whoever shows what isolation does: the seal is made to be seen. */
    function tell({ name: command, headers, bytes }, { callback, error }, ms) {
      const read = () => typedBuffer(new Uint8Array(bytes));
      const seal = headers[SEAL_HEADER];
      notify({ __proto__: null, phase: "sealed", command, callback, error, seal, bytes: typedLength(bytes), ms, read });
    }

    return (message, call) => {
      loseRemoved();
      if (failure) {
        queueMicrotask(() => runCallback(call.error, failure));
        return;
      }
      last += 1;
      // A copy: what the page changes from here on is not part of the call.
      const view = message.json === undefined ? message.bytes : message.parts;
      const bytes = view && new Uint8Array(view);
      const entry = { __proto__: null, message, bytes, call, shownAt: now() };
      shown.set(last, entry);
      if (isReady) show(entry, last);
    };
  }

  /** What travels in the place of a message: all that was in it is under the seal. */
  function sealedMessage(message, command, seal, bytes) {
    const headers = { __proto__: null, [SEAL_HEADER]: seal };
    const trace = message.headers[TRACE_HEADER];
    if (trace !== undefined) headers[TRACE_HEADER] = trace;
    return { __proto__: null, name: command, headers, type: SEALED_TYPE, bytes, isSealed: true };
  }

  // ---- Transports --------------------------------------------------------------------------------------------

  // A message goes up over the document's socket, where there is one; else as a text, which is quick, or as a request, which
  // carries bytes as they are. Answers come back the way their calls went.

  const REQUEST = "custom protocol";
  const SOCKET = "socket";
  const TEXT_MESSAGE = "post message";

  // How long a page that was about to be left has to live on before its calls count as failed.
  const STAYED_MS = 1000;

  const { textCharsMax, textBytesMax, besideBytesMin, batchChars, piecesBytesMin, pieceBytes } = config.transports;
  let forced = config.transports.forced ?? undefined;
  let isLeaving = false;

  /** Sends texts, and bytes beside the first. Says false when it is closed, and has sent nothing. */
  let sendToHost = forced === undefined || forced === SOCKET ? openSocket?.(hear, hearBytes) : undefined;
  if (forced === SOCKET && !sendToHost) {
    warn("the engine has no socket, calls go through postMessage");
    forced = TEXT_MESSAGE;
  }

  /** What a call may ask for, the first choice first. */
  const offeredBeside = postText ? [TEXT_MESSAGE, REQUEST] : [REQUEST];
  let offered = freeze(sendToHost ? [SOCKET, ...offeredBeside] : offeredBeside);

  function send(message, call) {
    if (sealAndSend) sealAndSend(message, call);
    else transmit(message, call);
  }

  function transmit(message, call) {
    if (!call.way && !forced && !sendToHost && postText && piecesBytesMin !== null && sizeOf(message) >= piecesBytesMin) {
      sendPieces(message, call);
      return;
    }
    call.way ??= wayOf(message);
    if (call.way === REQUEST) sendRequest(message, call);
    else if (call.way === SOCKET) sendOverSocket(message, call);
    else sendText(message, call);
  }

  const urlOf = ({ name }) => ipcUrl + encodeURIComponent(name);
  const sizeOf = ({ bytes }) => (bytes ? typedLength(bytes) : 0);

  /** Which way a message goes for which nobody has said it. */
  function wayOf({ name, json, bytes }) {
    if (forced) return forced;
    if (sendToHost) return SOCKET;
    if (!postText) return REQUEST;
    // What is heard in the order in which it was sent goes one way.
    if (stringStartsWith(name, "plugin:event|")) return TEXT_MESSAGE;
    const isLarge = bytes ? typedLength(bytes) > textBytesMax : json.length > textCharsMax;
    return isLarge ? REQUEST : TEXT_MESSAGE;
  }

  /** Sends a call as a text, and its body side by side in requests, which take a copy of it before this returns. */
  function sendPieces(message, call) {
    call.way = TEXT_MESSAGE;
    const { type, bytes } = message;
    const url = urlOf(message);
    const length = typedLength(bytes);
    sendText(message, call, `"pieces":[${length},${pieceBytes},"${type}"]`);
    // The pieces must not come before it.
    texts.flush();
    call.pieces = 0;
    for (let start = 0; start < length; start += pieceBytes) {
      const body = new Uint8Array(typedBuffer(bytes), typedOffset(bytes) + start, min(pieceBytes, length - start));
      sendPiece(url, body, call.pieces++, call);
    }
  }

  function sendPiece(url, body, index, call) {
    const headers = { __proto__: null, "content-type": OCTETS_TYPE };
    headers["footbridge-piece"] = `${call.callback};${index}`;
    headers["tauri-invoke-key"] = key;
    promiseThen(
      fetch(url, { __proto__: null, method: "POST", headers, body }),
      (response) => {
        // A call that was refused has its answer. Another one waits for this piece, and is not to.
        if (headersGet(responseHeaders(response), "Tauri-Response") !== "ok" && !call.isForgotten) cancel(call);
      },
      (cause) => {
        if (!isLeaving) giveUpRequests(cause);
        if (call.isForgotten) return;
        // Its ids are in use, so it cannot be sent again the other way. The next one can.
        unsendable(call, cause);
        cancel(call);
      },
    );
  }

  function sendRequest(message, call) {
    const headers = assign({ __proto__: null }, message.headers);
    headers["content-type"] = message.type;
    headers["tauri-callback"] = `${call.callback}`;
    headers["tauri-error"] = `${call.error}`;
    headers["tauri-invoke-key"] = key;
    const body = message.bytes ?? message.json;
    promiseThen(
      fetch(urlOf(message), { __proto__: null, method: "POST", headers, body }),
      (response) => receive(response, call),
      (cause) => fallBack(message, call, cause),
    );
  }

  function receive(response, call) {
    const headers = responseHeaders(response);
    const verdict = headersGet(headers, "Tauri-Response");
    if (verdict !== "ok" && verdict !== "error") {
      const status = responseStatus(response);
      runCallback(call.error, refusal("host_failed", `the host closed the request with status ${status}`));
      return;
    }
    const type = headersGet(headers, "Content-Type") ?? "";
    let read = readBytes;
    if (stringStartsWith(type, "application/json")) read = responseJson;
    else if (stringStartsWith(type, "text/plain")) read = responseText;
    promiseThen(
      read(response),
      (data) => runCallback(verdict === "ok" ? call.callback : call.error, data),
      (cause) => runCallback(call.error, refusal("host_failed", `the reply could not be read: ${cause}`)),
    );
  }

  // A reply from this size on is taken as it comes: taken whole, the engine joins it in one go, and the page stands
  // still meanwhile.
  const PIECEWISE_BYTES_MIN = 1024 * 1024;

  function readBytes(response) {
    const length = +(headersGet(responseHeaders(response), "Content-Length") ?? 0);
    return length < PIECEWISE_BYTES_MIN ? responseBytes(response) : readPieces(response, length);
  }

  async function readPieces(response, length) {
    const bytes = new Uint8Array(length);
    const reader = readerOf(responseBody(response));
    let filled = 0;
    for (;;) {
      const { done, value } = await readerRead(reader);
      if (done) break;
      bytesSet(bytes, value, filled);
      filled += typedLength(value);
    }
    if (filled !== length) throw new TypeError(`${filled} of ${length} bytes came`);
    return typedBuffer(bytes);
  }

  /** Sends the same call, under the same ids, the other way: the host knows it again and never runs it twice. */
  function fallBack(message, call, cause) {
    if (isLeaving) {
      // Leaving a page aborts its requests, which looks like a broken transport. A timer of a page that is gone
      // never fires, so nothing is sent on its behalf.
      setTimeout(() => {
        isLeaving = false;
        sendAgain(message, call);
      }, STAYED_MS);
      return;
    }
    giveUpRequests(cause);
    sendAgain(message, call);
  }

  function giveUpRequests(cause) {
    // Nothing goes by request that does not ask for it.
    if (sendToHost) return;
    if (forced !== TEXT_MESSAGE) warn("the custom protocol failed, calls go through postMessage from here on:", cause);
    forced = TEXT_MESSAGE;
  }

  function sendAgain(message, call) {
    call.way = TEXT_MESSAGE;
    if (callbacks.has(call.callback)) attempt(call, () => sendText(message, call));
  }

  /** Sends something when nobody is there any more to hear that it cannot be sent. */
  function attempt(call, sending) {
    try {
      sending();
    } catch (cause) {
      unsendable(call, cause);
    }
  }

  function unsendable(call, cause) {
    runCallback(call.error, refusal("host_failed", `the call could not be sent: ${cause}`));
  }

  function sendText(message, call, body = bodyText(message)) {
    if (!postText) {
      const unreachable = refusal("host_failed", "the host cannot be reached: there is nothing to post a message to");
      queueMicrotask(() => runCallback(call.error, unreachable));
      return;
    }
    texts.send(textOfCall(message, call, body), call);
  }

  function sendOverSocket(message, call) {
    if (!sendToHost) return void sendInText(message, call);
    if (sizeOf(message) <= besideBytesMin) return void socketTexts.send(textOfCall(message, call, bodyText(message)), call);
    // What was sent before must not come behind it.
    socketTexts.flush();
    const text = textOfCall(message, call, `"beside":"${message.type}"`);
    if (!sendBeside(text, message.bytes)) {
      giveUpSocket();
      sendInText(message, call);
    }
  }

  // Bytes are handed to the engine in memory of ours: memory that its C API has seen can never be transferred again.
  const TRAY_BYTES = 1024 * 1024;
  let tray;

  /** Sends a text with bytes beside it; those that have no room on the tray at once go before. */
  function sendBeside(text, bytes) {
    tray ??= new Uint8Array(TRAY_BYTES);
    const part = (start, length) => new Uint8Array(typedBuffer(bytes), typedOffset(bytes) + start, length);
    let start = 0;
    for (; typedLength(bytes) - start > TRAY_BYTES; start += TRAY_BYTES) {
      bytesSet(tray, part(start, TRAY_BYTES));
      if (!sendToHost?.(undefined, tray)) return false;
    }
    const rest = typedLength(bytes) - start;
    bytesSet(tray, part(start, rest));
    return sendToHost?.(text, new Uint8Array(typedBuffer(tray), 0, rest)) ?? false;
  }

  function sendInText(message, call) {
    call.way = TEXT_MESSAGE;
    sendText(message, call);
  }

  /** The host closed it, as it does when it thinks that the document is gone. */
  function giveUpSocket() {
    sendToHost = undefined;
    offered = freeze(offeredBeside);
    if (forced === SOCKET) forced = TEXT_MESSAGE;
  }

  function textOfCall({ name, headers }, call, body) {
    const options = isEmpty(headers) ? "" : `"options":{"headers":${stringify(headers)}},`;
    const head = `"cmd":${textOfName(name)},"callback":${call.callback},"error":${call.error}`;
    return `{${head},"origin":${originText},${options}"__TAURI_INVOKE_KEY__":${keyText},${body}}`;
  }

  function isEmpty(record) {
    for (const _ in record) return false;
    return true;
  }

  // Calls of one moment are mostly of one command.
  let lastName;
  let lastNameText;

  function textOfName(name) {
    if (name !== lastName) lastNameText = stringify((lastName = name));
    return lastNameText;
  }

  // The host sees the document that is there when a message comes, which may be the one after this.
  const originText = stringify(origin);
  const keyText = stringify(key);

  function bodyText({ isSealed, type, json, bytes, parts }) {
    if (isSealed) return `"sealed":"${toBase64(bytes)}"`;
    if (type === OCTETS_TYPE) return `"bytes":"${toBase64(bytes)}"`;
    return parts ? `"payload":${json},"parts":"${toBase64(parts)}"` : `"payload":${json}`;
  }

  const texts = batchesFor((batch) => postText(batch));
  const socketTexts = batchesFor((batch) => {
    if (sendToHost?.(batch, undefined)) return;
    giveUpSocket();
    postText(batch);
  });

  /** All that is sent in one microtask leaves as one message: JSON texts, one behind the other. */
  function batchesFor(post) {
    let batch = "";
    let last;

    function send(text, call) {
      if (batch === "") queueMicrotask(flush);
      batch += text;
      call.before = last;
      last = call;
      // The host can begin with these.
      if (batch.length >= batchChars) flush();
    }

    function flush() {
      const message = batch;
      let call = last;
      batch = "";
      last = undefined;
      try {
        if (message !== "") post(message);
      } catch (cause) {
        for (; call; call = call.before) unsendable(call, cause);
      }
    }

    return { __proto__: null, send, flush };
  }

  /** The door for clients that keep their callbacks themselves. */
  function postMessage(message) {
    // Ids name a call, so one that comes without them needs fresh ones.
    const callback = (own(message, "callback") ?? randomId()) >>> 0;
    const error = (own(message, "error") ?? randomId()) >>> 0;
    const call = new Call(callback, error);
    send(prepare(own(message, "cmd"), own(message, "payload"), own(message, "options")), call);
  }

  // ---- Calls -------------------------------------------------------------------------------------------------

  /** A call that is on its way. */
  class Call {
    isForgotten = false;
    /** The one before it in a batch. */
    before = undefined;

    constructor(callback, error, way) {
      this.callback = callback;
      this.error = error;
      this.way = way;
    }
  }
  detach(Call);

  const pending = ownSet();
  const observers = ownSet();

  /** Sends a message and hands its end to `settle(ok, value)`, once and never before this returns. */
  function start(message, settle, giveUp, way) {
    const end = (ok) => (value) => {
      forget(call);
      settle(ok, value);
    };
    const callback = keep(end(true));
    const call = new Call(callback, keep(end(false)), way);
    pending.add(call);
    try {
      send(message, call);
    } catch (cause) {
      forget(call);
      giveUp?.(cause);
      throw cause;
    }
    return call;
  }

  function forget(call) {
    call.isForgotten = true;
    unregisterCallback(call.callback);
    unregisterCallback(call.error);
    pending.delete(call);
  }

  /** Tauri's `invoke`. */
  function invoke(command, payload, options) {
    return settled(command, payload, options);
  }

  /** Our client's: what JSON cannot hold goes beside it. */
  function invokeWithBaggage(command, payload, options) {
    return settled(command, payload, options, emptyBaggage(true));
  }

  function settled(command, payload = {}, options, baggage) {
    return new Promise((resolve, reject) => {
      const message = prepare(command, payload, options, baggage);
      const signal = own(options, "signal") ?? undefined;
      if (signal && signalAborted(signal)) {
        reject(signalReason(signal));
        return;
      }
      const stopStreams = baggage?.streams ? openStreams(message, baggage.streams) : undefined;
      const handler = message.name === "plugin:event|listen" ? own(payload, "handler") : undefined;
      const sentAt = isObserved() ? now() : undefined;

      const settle = (ok, value) => {
        if (signal) unlisten(signal, "abort", abort);
        if (!ok) stopStreams?.(value);
        if (handler !== undefined) registered(ok, value, handler);
        (ok ? resolve : reject)(value);
        if (sentAt === undefined) return;
        notify({ __proto__: null, phase: "settled", command: message.name, ok, ms: now() - sentAt });
      };
      const abort = () => {
        if (handler === undefined) forget(call);
        else awaitRegistration(call, payload);
        incomplete.delete(call.callback);
        settle(false, signalReason(signal));
        cancel(call);
      };
      const call = start(message, settle, stopStreams, wayAsked(options));
      if (signal) listen(signal, "abort", abort);
      if (isObserved()) notify({ __proto__: null, phase: "sent", command: message.name, by: call.way, pieces: call.pieces });
    });
  }

  function wayAsked(options) {
    const way = own(options, "transport") ?? undefined;
    if (way === undefined) return way;
    for (let i = 0; i < offered.length; i++) if (way === offered[i]) return way;
    throw new TypeError(`there is no transport of the name ${way}`);
  }

  /** Tells the host to stop. It goes the way of its call, which it must not overtake. */
  function cancel({ callback, error, way }) {
    const message = prepare("plugin:footbridge|cancel", { __proto__: null, callback, error });
    start(message, () => {}, undefined, way);
  }

  const isObserved = () => observers.size > 0;

  function notify(event) {
    freeze(event);
    observers.forEach((observer) => {
      try {
        observer(event);
      } catch (cause) {
        warn("an observer of calls failed:", cause);
      }
    });
  }

  function observe(observer) {
    observers.add(observer);
    return () => void observers.delete(observer);
  }

  // ---- Listeners ---------------------------------------------------------------------------------------------
  // A listener is a callback of the page, and an id by which Rust knows it.

  /** Ids to callbacks, of those whose callback the page has not let go. */
  const listenerHandlers = ownMap();

  function knowListener(id, handler) {
    if (callbacks.has(handler)) listenerHandlers.set(id, handler);
  }

  /** The end of a registration. One that failed leaves no callback behind. */
  function registered(ok, id, handler) {
    if (ok) knowListener(id, handler);
    else unregisterCallback(handler);
  }

  /** A registration that nobody waits for any more is taken back, should Rust have made it already. */
  function awaitRegistration(call, payload) {
    const event = own(payload, "event");
    callbacks.set(call.callback, (eventId) => {
      forget(call);
      start(prepare("plugin:event|unlisten", { __proto__: null, event, eventId }), () => {});
    });
    callbacks.set(call.error, () => forget(call));
  }

  function unregisterListener(_event, id) {
    unregisterCallback(listenerHandlers.get(id));
    listenerHandlers.delete(id);
  }

  /** Events of one name for some of the page's listeners, `[handler, id]` each. One that throws keeps it from no other. */
  function hearEvents(listeners, event, entry) {
    // They may be heard, and taken away, before their registration is answered.
    for (let n = 0; n < listeners.length; n++) knowListener(listeners[n][1], listeners[n][0]);
    for (let i = 3; i < entry.length; i += 2) {
      try {
        const payload = decode(entry[i], entry[i + 1]);
        for (let n = 0; n < listeners.length; n++) run(listeners[n][0], { event, payload, id: listeners[n][1] });
      } catch (cause) {
        report(cause);
      }
    }
  }

  // ---- Deliveries --------------------------------------------------------------------------------------------
  // What Rust pushes comes as the JSON of a list of entries, each `[kind, ...]`. Nothing in here stops for a handler that throws.

  const TEXT = 1;
  const BYTES = 2;
  const PARKED = 3;
  const END = 4;
  const EVENT = 5;
  const REPLY = 6;
  const PIECE = 7;

  /** What Rust has sent of each channel that it has not ended: ids to `{ next, taken, waiting, isClosed }`. */
  const channels = ownMap();

  // What an entry leaves behind besides its text, at least. Unit: bytes.
  const ENTRY_GARBAGE_BYTES = 64;
  const GARBAGE_BYTES_MAX = 256 * 1024;
  const RESERVED_BYTES = 8 * 1024 * 1024;
  const reservation = { __proto__: null, maxByteLength: RESERVED_BYTES };
  const mustReserve = window.webkit !== undefined && "resizable" in ArrayBuffer.prototype;
  let garbageBytes = 0;

  /**
   * Makes WebKit collect what deliveries leave behind, about once for 8 MiB of them. Its collector counts no text of less
   * than 256 bytes, and when it was busy of late it waits until 256 MiB were set aside: a page that hears a million messages
   * a second would hold as much of what nobody needs. Memory that is reserved counts too, and nobody ever writes to it.
   */
  function countGarbage(bytes) {
    garbageBytes += bytes;
    if (garbageBytes < GARBAGE_BYTES_MAX || !mustReserve) return;
    garbageBytes = 0;
    try {
      new ArrayBuffer(RESERVED_BYTES, reservation);
    } catch {
      // There is no such room, and then it collects without being asked.
    }
  }

  /** Takes a list of entries. */
  function deliver(text) {
    const list = parse(text);
    let entries = 0;
    for (let i = 0; i < list.length; i++) entries += take(list[i]);
    countGarbage(text.length + ENTRY_GARBAGE_BYTES * entries);
    if (isObserved()) notify({ __proto__: null, phase: "delivered", entries });
  }

  /** Takes an entry with its last member beside it, as bytes, or behind it, as bytes in base64. */
  function deliverBytes(text, bytes) {
    const end = bytes ? text.length : indexOf(text, ";");
    const entry = parse(stringSlice(text, 0, end));
    // They are lent. Pieces are copied anyway.
    const whole = bytes && entry[0] !== PIECE ? new Uint8Array(bytes) : bytes;
    entry[entry.length - 1] = whole ?? stringSlice(text, end + 1);
    take(entry);
    if (isObserved()) notify({ __proto__: null, phase: "delivered", entries: 1 });
  }

  /** Takes a delivery that came over the socket, or nothing when that is closed. Nobody else hears what goes wrong in it. */
  function hear(text) {
    try {
      if (text === undefined) giveUpSocket();
      else deliver(text);
    } catch (cause) {
      report(cause);
    }
  }

  /** The same with bytes, which are lent: what comes next is in the same memory, and the page could not transfer it. */
  function hearBytes(text, lent, length) {
    try {
      if (!lent) throw new TypeError("the page has no room for the bytes that came");
      deliverBytes(text, new Uint8Array(typedBuffer(lent), 0, length));
    } catch (cause) {
      report(cause);
    }
  }

  /** Takes one entry, or those that are written as one, behind what they share. Returns how many they are. */
  function take(entry) {
    const { 0: kind, 1: id, 2: second, 3: third, length } = entry;
    if (kind < PARKED) {
      arriveInDelivery(kind, id, entry);
      return (length - 2) / 2;
    }
    if (kind === EVENT) {
      hearEvents(id, second, entry);
      return (length - 3) / 2;
    }
    if (kind === REPLY) {
      for (let i = 1; i < length; i += 3) answer(entry[i], entry[i + 1], entry[i + 2]);
      return (length - 1) / 3;
    }
    if (kind === PARKED) fetchPiece(id, second, third);
    else if (kind === END) arrive(id, second, { __proto__: null, kind }, "pushed");
    else if (kind === PIECE) collect(id, second, third);
    return 1;
  }

  /** The value of a payload. Text that somebody in Rust wrote by hand may be no JSON, and throws. */
  function decode(kind, data) {
    if (kind === TEXT) return parse(data);
    if (kind === BYTES) return typedBuffer(typeof data === "string" ? fromBase64(data) : data);
    return data;
  }

  function answer(id, kind, data) {
    try {
      runCallback(id, decode(kind, data));
    } catch (cause) {
      report(cause);
    }
  }

  /** Answers that come piece by piece: ids to `{ bytes, filled }`. */
  const incomplete = ownMap();

  /** Puts a piece of an answer behind those that came, and hands the answer over when it is whole. */
  function collect(id, length, data) {
    if (!callbacks.has(id)) return void incomplete.delete(id);
    let answer = incomplete.get(id);
    if (!answer) incomplete.set(id, (answer = { __proto__: null, bytes: new Uint8Array(length), filled: 0 }));
    if (setFromBase64 && typeof data === "string") {
      answer.filled += setFromBase64(new Uint8Array(typedBuffer(answer.bytes), answer.filled), data).written;
    } else {
      const piece = typeof data === "string" ? fromBase64(data) : data;
      bytesSet(answer.bytes, piece, answer.filled);
      answer.filled += typedLength(piece);
    }
    if (answer.filled < length) return;
    incomplete.delete(id);
    run(id, typedBuffer(answer.bytes));
  }

  /** Hands a callback its data. It is the page's code, so what it throws is the page's to hear of. */
  function run(id, data) {
    try {
      runCallback(id, data);
    } catch (cause) {
      report(cause);
    }
  }

  function channelOf(id) {
    let channel = channels.get(id);
    if (!channel) {
      channel = { __proto__: null, next: 0, taken: 0, waiting: ownMap(), isClosed: false };
      channels.set(id, channel);
    }
    return channel;
  }

  /** A message too large for a delivery: it is fetched, and comes to its place in the order when it is there. */
  function fetchPiece(id, index, parcel) {
    const channel = channelOf(id);
    if (!callbacks.has(id)) stopReading(id, channel);
    // Rust drops what it keeps of a channel that is closed.
    if (channel.isClosed) return;
    watched(id, "announced", index, parcel, channel);
    const headers = { __proto__: null, "tauri-channel-id": `${parcel}` };
    const message = prepare("plugin:__TAURI_CHANNEL__|fetch", null, { __proto__: null, headers });
    start(message, (ok, value) => {
      // Where nobody reads, Rust's last word does not wait for what is fetched, and ends what is known of the channel.
      if (channels.get(id) !== channel) return;
      const piece = ok ? { __proto__: null, kind: 0, data: value } : { __proto__: null, kind: END, error: lost(value) };
      arrive(id, index, piece, "fetched");
    });
  }

  /** Messages that came with a delivery. Nearly always they are the next ones, and go straight to their reader. */
  function arriveInDelivery(kind, id, entry) {
    let channel = channels.get(id);
    for (let i = 2; i < entry.length; i += 2) {
      const index = entry[i];
      const data = entry[i + 1];
      const isNext = channel && index === channel.next && !channel.isClosed && channel.waiting.size === 0;
      // Looked up each time: a reader may stop at any message.
      const reader = isNext && watchers.size === 0 ? callbacks.get(id) : undefined;
      if (reader) {
        channel.next += 1;
        handOver(id, channel, kind, data, index, reader);
      } else {
        arrive(id, index, { __proto__: null, kind, data }, "pushed");
        channel ??= channels.get(id);
      }
    }
  }

  const lost = (cause) => refusal("message_lost", `a message of the channel could not be fetched: ${cause?.message}`);

  /** Puts a piece of a channel in its place, and hands over all that is complete up to there. */
  function arrive(id, index, piece, way) {
    const channel = channelOf(id);
    const isRead = callbacks.has(id) && !channel.isClosed;
    if (!isRead && piece.kind === END && !piece.error) return void channels.delete(id);
    if (!isRead) return stopReading(id, channel);
    if (index < channel.next) return;
    channel.waiting.set(index, piece);
    watched(id, "arrived", index, way, channel);
    for (;;) {
      const next = channel.waiting.get(channel.next);
      if (!next || channel.isClosed) return;
      channel.waiting.delete(channel.next);
      hand(id, channel, next, channel.next++);
    }
  }

  /**
   * Hands over the piece whose turn it is. Messages are numbered by how many were taken without throwing: a
   * client that counts for itself does not count the one its handler threw at, and would wait for it for ever.
   */
  function hand(id, channel, piece, index) {
    if (piece.kind === END) {
      const end = { index: channel.taken, end: true };
      if (piece.error) {
        end.error = piece.error;
        warn(`channel ${id} has ended:`, piece.error.message);
        stopReading(id, channel);
      } else {
        channels.delete(id);
      }
      run(id, end);
      return;
    }
    handOver(id, channel, piece.kind, piece.data, index);
  }

  function handOver(id, channel, kind, data, index, reader = callbacks.get(id)) {
    let message;
    try {
      message = decode(kind, data);
    } catch (cause) {
      hand(id, channel, { __proto__: null, kind: END, error: lost(cause) }, index);
      return;
    }
    watched(id, "handed over", index, undefined, channel);
    try {
      reader?.({ index: channel.taken, message });
      channel.taken += 1;
    } catch (cause) {
      report(cause);
    }
  }

  /** Tells Rust that nobody reads a channel any more; what is still under way is dropped. */
  function stopReading(id, channel) {
    if (channel.isClosed) return;
    channel.isClosed = true;
    channel.waiting = ownMap();
    start(prepare("plugin:footbridge|close_channel", { __proto__: null, channel: id }), () => {});
  }

  const watchers = ownMap();

  /**
   * Tells `watcher` of each message of a channel: `announced` with the number it can be fetched by, `arrived` with the
   * way it came, `handed over`; and how many wait for their turn. Returns a function that stops it.
   */
  function watch(id, watcher) {
    watchers.set(id, watcher);
    return () => void watchers.delete(id);
  }

  function watched(channel, phase, index, detail, { waiting }) {
    const watcher = watchers.get(channel);
    if (!watcher) return;
    try {
      watcher(freeze({ __proto__: null, phase, channel, index, detail, waiting: waiting.size }));
    } catch (cause) {
      report(cause);
    }
  }

  // ---- Upstreams ---------------------------------------------------------------------------------------------
  // A stream among the arguments of a call. Rust says when a command takes it and when it is dropped; in between the
  // page sends one piece, and reads the next when that one is answered.

  const PUSH = "plugin:footbridge|push";

  /** Begins to listen for Rust's word on each stream; returns a function that stops them all. */
  function openStreams(message, streams) {
    const opened = ownSet();
    const stopAll = (cause) => opened.forEach((upstream) => abandon(upstream, cause));
    let ids = "";
    try {
      streams.forEach(({ id, source }) => {
        const reader = readerOfSource(source);
        opened.add(listenForWord({ __proto__: null, id, reader, index: 0, isTaken: false, isOver: false }));
        ids += ids === "" ? `${id}` : `,${id}`;
      });
    } catch (cause) {
      stopAll(cause);
      throw cause;
    }
    message.headers["footbridge-upstreams"] = ids;
    return stopAll;
  }

  function listenForWord(upstream) {
    callbacks.set(upstream.id, (word) => {
      if (!own(word, "end")) return void pump(upstream);
      unregisterCallback(upstream.id);
      stop(upstream);
    });
    return upstream;
  }

  /** The call of a stream has failed. Where it never came to Rust, no word will come either. */
  function abandon(upstream, cause) {
    if (!upstream.isTaken) unregisterCallback(upstream.id);
    stop(upstream, cause);
  }

  /** A stream or an iterable as `next()` and `stop(cause)`. */
  function readerOfSource(source) {
    if (isReadableStream(source)) {
      const reader = readerOf(source);
      return { __proto__: null, next: () => readerRead(reader), stop: (cause) => readerCancel(reader, cause) };
    }
    const iterator = source[asyncIterator]();
    return { __proto__: null, next: () => iterator.next(), stop: () => iterator.return?.() };
  }

  async function pump(upstream) {
    upstream.isTaken = true;
    try {
      for (;;) {
        const { done, value } = await upstream.reader.next();
        if (upstream.isOver) return;
        if (done) break;
        await push(upstream, value, "");
      }
      await push(upstream, null, ";end");
      upstream.isOver = true;
    } catch (cause) {
      if (upstream.isOver) return;
      stop(upstream, cause);
      // Where Rust has let go of the stream by now, it wants no reason.
      promiseThen(push(upstream, textOf(cause), ";failed"), undefined, () => {});
    }
  }

  /** Sends one piece, and waits until Rust has taken it in. */
  async function push(upstream, value, kind) {
    const headers = { __proto__: null, "footbridge-upstream": `${upstream.id};${upstream.index}${kind}` };
    const bytes = isArray(value) ? null : bytesOf(value);
    const message = prepare(PUSH, value, { __proto__: null, headers }, emptyBaggage(false), bytes);
    await new Promise((resolve, reject) => start(message, (ok, answer) => (ok ? resolve : reject)(answer)));
    upstream.index += 1;
  }

  async function stop(upstream, cause) {
    if (upstream.isOver) return;
    upstream.isOver = true;
    try {
      await upstream.reader.stop(cause);
    } catch (failure) {
      report(failure);
    }
  }

  function textOf(cause) {
    try {
      return typeof own(cause, "code") === "string" ? `${own(cause, "message")}` : `${cause}`;
    } catch {
      return "a value that has no text";
    }
  }

  // ---- Coming and going --------------------------------------------------------------------------------------

  window.addEventListener("beforeunload", () => (isLeaving = true));
  window.addEventListener("pageshow", (event) => {
    isLeaving = false;
    // The host cancelled the calls of a page that comes back out of the engine's page cache.
    if (event.isTrusted && event.persisted) {
      pending.forEach((call) => runCallback(call.error, refusal("cancelled", "the page was left during the call")));
    }
  });

  // ---- Globals -----------------------------------------------------------------------------------------------

  const publish = (target, name, value) => defineProperty(target, name, { __proto__: null, value });

  const [assetUrlHead, assetUrlTail] = assetUrl.split("asset");
  const convertFileSrc = (path, protocol = "asset") =>
    `${assetUrlHead}${protocol}${assetUrlTail}${encodeURIComponent(path)}`;

  const internals = {};
  publish(internals, "invoke", invoke);
  publish(internals, "transformCallback", transformCallback);
  publish(internals, "unregisterCallback", unregisterCallback);
  publish(internals, "runCallback", runCallback);
  publish(internals, "callbacks", callbacks);
  publish(internals, "convertFileSrc", convertFileSrc);
  publish(internals, "ipc", freeze((message) => postMessage(message)));
  publish(internals, "postMessage", postMessage);
  publish(internals, "plugins", { __proto__: null });
  publish(
    internals,
    "metadata",
    freeze({ currentWindow: freeze({ label: windowLabel }), currentWebview: freeze({ windowLabel, label }) }),
  );
  publish(internals, "__TAURI_PATTERN__", freeze({ pattern: sealAndSend ? "isolation" : "brownfield" }));

  publish(window, "isTauri", true);
  publish(window, "__TAURI_INTERNALS__", internals);
  publish(window, "__TAURI_EVENT_PLUGIN_INTERNALS__", freeze({ unregisterListener }));
  publish(
    window,
    "__FOOTBRIDGE__",
    freeze({
      version: 1,
      invoke: invokeWithBaggage,
      get transport() {
        return forced ?? "automatic";
      },
      get transports() {
        return offered;
      },
      observe,
      watch,
      deliver,
      deliverBytes,
    }),
  );
}
