// Written from the Rust commands; `cargo xtask bindings` renews it. Do not edit.
import { call, typedEvents, type Bytes, type Call, type CallOptions, type Channel } from "../bridge";

/**
 * The app, and what it runs on.
 */
export type About = {
  version: string;
  /**
   * The web engine with its version.
   */
  engine: string;
  profile: Profile;
};

/**
 * What Rust made of a guest.
 */
export type Admitted = {
  /**
   * Whom Rust saw.
   */
  name: string;
  /**
   * Whether Rust took them for the keeper. The vault is opened to the keeper only.
   */
  isKeeper: boolean;
};

/**
 * What the plain window asks the isolated one to call.
 */
export type Asked = {
  /**
   * Stands in the answer again.
   */
  id: number;
  /**
   * The command.
   */
  command: string;
  /**
   * The letter, for a command that takes one.
   */
  letter: Letter | null;
};

/**
 * One thing that was tried.
 */
export type Attempt = {
  /**
   * What was sent.
   */
  sent: string;
  /**
   * Why it was refused: a code, or a status; `ok` where it was not.
   */
  code: string;
  /**
   * The answer in words.
   */
  words: string;
  /**
   * The trace of the call, where it has one.
   */
  trace: string | null;
};

/**
 * What became of one call, as the page tells it.
 */
export type CallOutcome = {
  call: string;
  allowed: boolean;
  /**
   * Why it was refused.
   */
  code: string;
  /**
   * The answer, or the refusal's sentence.
   */
  text: string;
};

/**
 * Who called, as the host knows it.
 */
export type Caller = { window: string; webview: string };

/**
 * What a page learns about a file.
 */
export type Chosen = {
  /**
   * What the page reads it by.
   */
  id: number;
  /**
   * The last part of the path.
   */
  name: string;
  /**
   * The whole path, for the person to see.
   */
  path: string;
  /**
   * Its length when it was chosen.
   */
  bytes: number;
};

/**
 * Why a path was not read.
 */
export type Closed = {
  code: string;
  message: string;
  /**
   * As in [`Note`]; nothing when the path was not followed.
   */
  leadsTo: string | null;
  /**
   * Nothing when no entry speaks of the path.
   */
  decidedBy: Decider | null;
};

/**
 * Who buys.
 */
export type Customer = { name: string; city: string };

/**
 * Who opened or closed a path.
 */
export type Decider = { by: "entry"; entry: string; line: number | null } | { by: "grant" };

/**
 * Whether a call may go on, by which entry, with which scopes, and what would change it.
 */
export type Decision = {
  /**
   * Whether the command would run.
   */
  allowed: boolean;
  /**
   * The entry that opened the command, or the one that denies it; `None` where no entry had a say.
   */
  decided_by: EntryPlace | null;
  /**
   * What the command may touch: the scopes of every entry that opens it to this caller, as
   * [`CommandScope`](crate::CommandScope) has them.
   */
  allow_scopes: Array<JsonValue>;
  /**
   * What it must not touch.
   */
  deny_scopes: Array<JsonValue>;
  /**
   * Why, in sentences.
   */
  reason: string;
  /**
   * What to change, and where, for the call to be allowed.
   */
  suggestion?: string;
  /**
   * What every command of the same plugin may touch, as [`GlobalScope`](crate::GlobalScope) has it.
   */
  global_allow_scopes: Array<JsonValue>;
  /**
   * What none of them may touch.
   */
  global_deny_scopes: Array<JsonValue>;
};

/**
 * What arrived, to be compared with what was sent.
 */
export type Digest = {
  bytes: number;
  /**
   * SHA-256, in lowercase hexadecimal.
   */
  sha256: string;
};

/**
 * Why a division has no answer. The page branches on `code`.
 */
export type DivisionError =
  | {
      code: "division_by_zero";
      /**
       * The sentence for a person.
       */
      message: string;
      /**
       * What was to be divided.
       */
      dividend: number;
    }
  | {
      code: "not_finite";
      /**
       * The sentence for a person.
       */
      message: string;
    };

/**
 * What became of the cancelled calls.
 */
export type Drops = {
  /**
   * Calls to `slow` that were dropped before their end.
   */
  dropped: number;
  /**
   * Calls to `slow_steps` that were told to stop.
   */
  told: number;
  /**
   * The step which the last of those had reached.
   */
  reached: number;
};

/**
 * One event, as its emitter describes it.
 */
export type Emission = {
  /**
   * A number that stands in the payload too, by which whoever hears it can say what it heard.
   */
  id: number;
  name: string;
  /**
   * Who is meant, in words.
   */
  to: string;
  form: Form;
  text: string;
};

/**
 * The last stage.
 */
export type Encode = {
  /**
   * What to write.
   */
  format: Format;
  /**
   * From 1 to 100. JPEG alone has one; the others lose nothing.
   */
  quality: number;
};

/**
 * Something that happened.
 */
export type Entry =
  | { kind: "ready" }
  | { kind: "emitted"; from: string; emission: Emission }
  | { kind: "heard"; id: number; by: string }
  | { kind: "windowEvent"; name: string; window: string; by: string }
  | { kind: "changed" }
  | { kind: "missed"; entries: number };

/**
 * An entry of a capability file.
 */
export type EntryPlace = {
  /**
   * The path, as the capabilities were read from.
   */
  file: string;
  /**
   * The line, counted from 1.
   */
  line: number;
  /**
   * The permission that the entry names.
   */
  entry: string;
};

/**
 * The same names serve both sides: an emitter names whom it means, a listener what it listens as.
 *
 * On the wire `{ "kind": "Window", "label": "main" }` and so on, as in Tauri 2; a bare string is [`Self::AnyLabel`].
 *
 * ```
 * use footbridge::EventTarget;
 *
 * let target: EventTarget = serde_json::from_str(r#"{ "kind": "Window", "label": "main" }"#)?;
 * assert_eq!(target, EventTarget::window("main"));
 * assert_eq!(EventTarget::from("main"), EventTarget::labeled("main"));
 * # Ok::<(), serde_json::Error>(())
 * ```
 */
export type EventTarget =
  | { kind: "Any" }
  | {
      kind: "AnyLabel";
      /**
       * The label.
       */
      label: string;
    }
  | { kind: "App" }
  | {
      kind: "Window";
      /**
       * The label.
       */
      label: string;
    }
  | {
      kind: "Webview";
      /**
       * The label.
       */
      label: string;
    }
  | {
      kind: "WebviewWindow";
      /**
       * The label.
       */
      label: string;
    };

/**
 * A file that was written.
 */
export type Exported = { path: string; bytes: number };

/**
 * Why a command could not do what it was asked.
 */
export type Failure = {
  /**
   * Stable, in snake case: what the page branches on.
   */
  code: string;
  /**
   * What went wrong and what to do about it, in whole sentences: what the person reads.
   */
  message: string;
};

/**
 * One point of one curve.
 */
export type Figure = {
  plot: string;
  series: string;
  /**
   * Of one call or message.
   */
  bytes: number;
  /**
   * Calls or messages a second.
   */
  perSecond: number;
};

/**
 * A task that came to its end.
 */
export type Finished = {
  number: number;
  /**
   * 1 for the first task that finished since the app started.
   */
  finishedAs: number;
  /**
   * How long it really took.
   */
  ms: number;
};

/**
 * A hook that fired, as often as it did in a row for the same reason.
 */
export type Fired = { number: number; hook: string; about: string; times: number };

/**
 * What an event carries.
 */
export type Form = "json" | "bytes";

/**
 * What can be written.
 */
export type Format = "jpeg" | "png" | "webp";

/**
 * Somebody at the vault's door, by what the page says of them.
 */
export type Guest = { name: string; isKeeper: boolean };

/**
 * What came of it.
 */
export type Hashed = {
  /**
   * SHA-256, in lowercase hexadecimal.
   */
  sha256: string;
  /**
   * How long it took, pauses and all.
   */
  ms: number;
};

/**
 * All that is kept.
 */
export type Hooks = {
  fired: Array<Fired>;
  /**
   * Whether the plugin is there.
   */
  on: boolean;
};

/**
 * One stage of a call.
 */
export type Hop = {
  /**
   * Name of the stage, which is that of its span.
   */
  name: string;
  /**
   * When it began, in microseconds after the request arrived.
   */
  startUs: number;
  /**
   * How long it took, in microseconds.
   */
  durationUs: number;
};

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

/**
 * The arguments of `file_letter`.
 */
export type Letter = {
  /**
   * Where it goes.
   */
  path: string;
  /**
   * How many of it.
   */
  copies: number;
};

/**
 * One line of an order.
 */
export type Line = { item: string; quantity: number; unitPriceCents: number };

/**
 * Who listens, as Rust counts.
 */
export type Listening = {
  rust: Array<RustListener>;
  /**
   * Listeners of Rust to window events.
   */
  rustWindowEvents: number;
  main: number;
  /**
   * `null` while there is no second window.
   */
  second: number | null;
};

/**
 * A row of data, as apps send them.
 */
export type Measurement = { id: number; name: string; value: number };

/**
 * A file that the page may read.
 */
export type Note = {
  /**
   * What is in it.
   */
  text: string;
  /**
   * Where the path really leads, from the folder of samples on if it is in there.
   */
  leadsTo: string;
  decidedBy: Decider;
};

/**
 * A message that knows its number, and is as large as was asked for.
 */
export type Numbered = { number: number; padding: string };

/**
 * What a webview keeps for itself. It outlives a reload, and ends with the webview.
 */
export type OfWebview = {
  /**
   * Documents that it began to load.
   */
  documents: number;
  loading: boolean;
  pressed: number;
};

/**
 * What a window keeps for itself, for as long as it is open.
 */
export type OfWindow = {
  /**
   * Width of the content, in physical pixels. Zero until the system has said.
   */
  width: number;
  /**
   * Height of the content, in physical pixels.
   */
  height: number;
  focused: boolean;
  /**
   * Whether it was asked to close and a page in it has not decided.
   */
  asked: boolean;
  /**
   * Presses in its webviews.
   */
  pressed: number;
};

/**
 * One webview.
 */
export type OpenWebview = { label: string; state: OfWebview };

/**
 * One window.
 */
export type OpenWindow = { label: string; state: OfWindow; webviews: Array<OpenWebview> };

/**
 * A picture that was opened.
 */
export type OpenedPicture = {
  /**
   * Of the file, and of the picture in every other command.
   */
  id: number;
  name: string;
  /**
   * What it is, by its content.
   */
  format: string;
  /**
   * What it is by its name, if that is something else.
   */
  named: string | null;
  /**
   * Of the file.
   */
  bytes: number;
  /**
   * As it is stored.
   */
  width: number;
  height: number;
  /**
   * Whether its camera noted that it is to be turned.
   */
  isTurned: boolean;
};

/**
 * What somebody wants to buy: a struct, with a struct and a list of structs inside.
 */
export type Order = { customer: Customer; lines: Array<Line> };

/**
 * What becomes of a call that asks for too much.
 */
export type Otherwise = "stop" | "change" | "delay";

/**
 * Everything that is open.
 */
export type Overview = {
  windows: Array<OpenWindow>;
  /**
   * Presses in all windows together.
   */
  pressed: number;
};

/**
 * Whose table a resource stands in, and so what ends it at the latest.
 */
export type Owner = "page" | "window" | "app";

/**
 * What the command does with the stream that it holds.
 */
export type Pace = "fast" | "slow" | "still" | "enough";

/**
 * What a pass made.
 */
export type Passed = {
  width: number;
  height: number;
  /**
   * Of the file that can be exported.
   */
  bytes: number;
  /**
   * How much work was cancelled half way since the app started.
   */
  cancelled: number;
};

/**
 * One webview.
 */
export type PermissionColumn = {
  /**
   * The label of its window.
   */
  window: string;
  /**
   * Its own label.
   */
  webview: string;
  /**
   * Whether it is there.
   */
  open: boolean;
};

/**
 * What becomes of a call.
 */
export type PermissionMark = "open" | "closed" | "denied";

/**
 * One command, with a mark for each column.
 */
export type PermissionRow = {
  /**
   * Its name on the wire.
   */
  command: string;
  /**
   * In the order of the columns.
   */
  marks: Array<PermissionMark>;
};

/**
 * Every command against every webview.
 */
export type PermissionTable = {
  /**
   * The open webviews by their labels, the visitor's among them, be it open or not.
   */
  columns: Array<PermissionColumn>;
  /**
   * All commands that are declared, by their names.
   */
  rows: Array<PermissionRow>;
};

/**
 * A picture that comes with the app.
 */
export type PictureSample = {
  /**
   * What to open it by.
   */
  name: string;
  /**
   * What it is for.
   */
  about: string;
  /**
   * Whether it opens.
   */
  isGood: boolean;
};

/**
 * How the app was built.
 */
export type Profile = "debug" | "release";

/**
 * What the page can reach by a resource id.
 */
export type Reach = {
  resources: Array<Row>;
  /**
   * The files that this demo holds open, whoever owns them.
   */
  openFiles: number;
};

/**
 * What an order comes to.
 */
export type Receipt = { customer: string; items: number; totalCents: number };

/**
 * A pass: stages in their order, and what to write at the end.
 */
export type Recipe = {
  /**
   * From the decoded picture on.
   */
  stages: Array<Stage>;
  /**
   * The last stage, which is never left out.
   */
  encode: Encode;
};

/**
 * A refusal, or a command's own error.
 */
export type Refused = {
  /**
   * What a page branches on.
   */
  code: string;
  /**
   * What a person reads.
   */
  message: string;
};

/**
 * What was measured, and on what.
 */
export type Report = {
  /**
   * When the run began, as ISO 8601.
   */
  began: string;
  engine: string;
  /**
   * Of the app: `debug` or `release`.
   */
  profile: string;
  /**
   * How the calls went: `automatic`, or the one transport for all.
   */
  transport: string;
  figures: Array<Figure>;
};

/**
 * A resource, as it stands in its table.
 */
export type Row = {
  rid: number;
  name: string;
  owner: Owner;
  /**
   * Where the next read begins; `null` for a resource that is no file of this demo.
   */
  position: number | null;
  /**
   * Its length; `null` as above.
   */
  bytes: number | null;
};

/**
 * What the hook goes by. It is written into the hook's text, so it is checked first.
 */
export type Rule = {
  /**
   * The folder that letters may be filed in.
   */
  folder: string;
  /**
   * Copies that pass as they are.
   */
  copiesMax: number;
  /**
   * What becomes of a call that asks for more.
   */
  otherwise: Otherwise;
  /**
   * How long such a call waits, if it is to. Unit: milliseconds.
   */
  delayMs: number;
};

/**
 * A job as the page sees it.
 */
export type RunningJob = {
  /**
   * The id of its channel.
   */
  job: number;
  /**
   * Bytes that Rust has hashed, whether or not the page has heard of them.
   */
  bytes: number;
  paused: boolean;
};

/**
 * One listener of Rust.
 */
export type RustListener = { id: number; name: string; once: boolean; every: boolean };

/**
 * What one page says to others.
 */
export type Said = { by: string; text: string };

/**
 * A file that comes with the app.
 */
export type Sample = {
  /**
   * What to open it by.
   */
  name: string;
  /**
   * What is in it and what to try with it.
   */
  about: string;
  /**
   * Its length.
   */
  bytes: number;
};

/**
 * Where the figures are.
 */
export type SavedReport = {
  /**
   * The whole path, for the person to see.
   */
  path: string;
};

/**
 * Where the page shows a picture, in pixels of the screen.
 */
export type Screen = { width: number; height: number };

/**
 * A sealed message.
 */
export type Sealed = {
  /**
   * The command that it was sealed for.
   */
  command: string;
  /**
   * Id of the callback for a success.
   */
  callback: number;
  /**
   * Id of the callback for a failure.
   */
  error: number;
  /**
   * `<session>;<number>`.
   */
  seal: string;
  /**
   * How long the frame had it. Unit: milliseconds.
   */
  ms: number;
  /**
   * Its bytes, two hexadecimal digits each.
   */
  hex: string;
};

/**
 * A sealed message, as anybody in the page can see it go.
 */
export type SealedMessage = {
  command: string;
  callback: number;
  error: number;
  /**
   * `<session>;<number>`.
   */
  seal: string;
  bytes: Array<number>;
};

/**
 * A shape. The page sends an instance of a class that says itself how it is sent.
 */
export type Shape =
  | {
      Circle: {
        /**
         * In metres.
         */
        radius: number;
      };
    }
  | {
      Rectangle: {
        /**
         * In metres.
         */
        width: number;
        /**
         * In metres.
         */
        height: number;
      };
    };

/**
 * A shelf, as the entries in the capability file name it.
 */
export type Shelf = { shelf: string };

/**
 * What the caller's entries name.
 */
export type Shelves = { allowed: Array<Shelf>; denied: Array<Shelf> };

/**
 * One stage between decoding and encoding.
 */
export type Stage =
  | { kind: "orient"; turn: Turn }
  | { kind: "crop"; left: number; top: number; right: number; bottom: number }
  | { kind: "resize"; longSide: number }
  | { kind: "adjust"; exposure: number; contrast: number; saturation: number }
  | { kind: "blur"; radius: number }
  | { kind: "sharpen"; amount: number; radius: number }
  | { kind: "greyscale" };

/**
 * News of a stage. Decoding is stage 0, then come the stages of the recipe, and encoding is the last.
 */
export type StageNews =
  | { kind: "running"; stage: number; done: number }
  | { kind: "finished"; stage: number; ms: number; width: number; height: number };

/**
 * What a thief does with a sealed message.
 */
export type Theft = "relabel" | "replay";

/**
 * What became of it.
 */
export type Told = {
  /**
   * That of the question; 0 when the isolated window is ready for questions.
   */
  id: number;
  /**
   * What Rust answered, as text.
   */
  answer: string | null;
  /**
   * Why it did not.
   */
  refusal: Refused | null;
  /**
   * From the call to its end. Unit: milliseconds.
   */
  ms: number;
  /**
   * What went to Rust.
   */
  sealed: Sealed | null;
};

/**
 * One call, hop by hop.
 */
export type Trace = {
  /**
   * The command.
   */
  command: string;
  /**
   * Label of the window that called.
   */
  window: string;
  /**
   * Label of the webview that called.
   */
  webview: string;
  /**
   * By which transport the request came.
   */
  transport: string;
  /**
   * Size of the request's body, in bytes.
   */
  bytesIn: number;
  /**
   * Size of the reply's body, in bytes.
   */
  bytesOut: number;
  /**
   * When the request reached Rust, in microseconds since 1970.
   */
  arrivedUnixUs: number;
  /**
   * When the reply left Rust, in microseconds since 1970.
   */
  leftUnixUs: number;
  /**
   * The stages, in the order in which they began.
   */
  hops: Array<Hop>;
  /**
   * The hop that refused the call.
   */
  stoppedAt: string | null;
  /**
   * Code of the refusal.
   */
  code: string | null;
  /**
   * The refusal's sentence.
   */
  message: string | null;
};

/**
 * Paths for the page to try.
 */
export type Traps = {
  /**
   * A path that is allowed.
   */
  letter: string;
  /**
   * What no answer may hold.
   */
  secret: string;
  /**
   * Paths that lead to the secret, each in its own way.
   */
  paths: Array<string>;
};

/**
 * What is in the folder.
 */
export type Tree = {
  /**
   * Where it is on this machine.
   */
  folder: string;
  /**
   * Each folder before what is in it.
   */
  entries: Array<TreeEntry>;
};

/**
 * One line of the tree.
 */
export type TreeEntry = {
  /**
   * From the folder on.
   */
  path: string;
  isFolder: boolean;
  /**
   * Where a link says that it leads.
   */
  target: string | null;
};

/**
 * A call that the visitor's window is asked to make.
 */
export type TrialOrder = {
  /**
   * The page's own count of such calls.
   */
  number: number;
  /**
   * The command's name.
   */
  command: string;
  /**
   * Its arguments, as JSON.
   */
  arguments: string;
};

/**
 * What became of a call that was made for real.
 */
export type Tried = {
  /**
   * The number of the order.
   */
  number: number;
  /**
   * Whether it was answered with a value, and not with an error.
   */
  answered: boolean;
  /**
   * The code of the error.
   */
  code: string;
  /**
   * The value as JSON, shortened, or the error's sentence.
   */
  text: string;
};

/**
 * Clockwise.
 */
export type Turn = "none" | "right" | "half" | "left";

/**
 * How Rust answered.
 */
export type Verdict = {
  /**
   * The value, where the call was let through.
   */
  answer: string | null;
  /**
   * Why it was not.
   */
  refusal: Refused | null;
};

/**
 * Everything that there is to see.
 */
export type Visit = {
  /**
   * Where the page is served, while it is.
   */
  address: string | null;
  /**
   * The capability that names it, whether it holds or not.
   */
  capability: string | null;
  granted: boolean;
  /**
   * What the page told last of its calls; none until it has.
   */
  outcomes: Array<CallOutcome>;
};

/**
 * What to hash.
 */
export type Work = { kind: "file"; id: number } | { kind: "sample"; bytes: number };

/** Says which app this is and what it runs on. */
export function about(options?: CallOptions): Call<About> {
  return call("about", undefined, options);
}

/** The hops of the call that was sent with the header `Footbridge-Trace: <trace>`, once it has ended. */
export function hops(args: { trace: string }, options?: CallOptions): Call<Trace, Failure> {
  return call("hops", args, options);
}

/**
 * The hops of a call that was sent with a trace and has been answered. Nothing where it never became a call, because it was
 * refused before that.
 */
export function hops_of_answered(args: { trace: string }, options?: CallOptions): Call<Trace | null> {
  return call("hops_of_answered", args, options);
}

/** Greets `name`. A name of nothing but spaces is an error. */
export function greet(args: { name: string }, options?: CallOptions): Call<string, Failure> {
  return call("greet", args, options);
}

/**
 * Opens the window “guest” anew, which greets `name` under the trace id `trace` as soon as it is there.
 *
 * No capability lets that window call `greet`, so its call is refused.
 */
export function open_guest(
  args: { name: string; trace: string },
  options?: CallOptions,
): Call<null, Failure> {
  return call("open_guest", args, options);
}

/** Joins two names. The page says `firstName` and `lastName`, as JavaScript does. */
export function full_name(
  args: { firstName: string; lastName: string },
  options?: CallOptions,
): Call<string> {
  return call("full_name", args, options);
}

/** Names a person by the nickname if there is one: an `Option` need not be sent. */
export function nickname(
  args: { name: string; nickname?: string | null },
  options?: CallOptions,
): Call<string> {
  return call("nickname", args, options);
}

/** Adds an order up. A sum that does not fit is an error, never a wrong sum. */
export function order_total(args: { order: Order }, options?: CallOptions): Call<Receipt, Failure> {
  return call("order_total", args, options);
}

/** Says how much paint `shape` takes. */
export function paint(args: { shape: Shape }, options?: CallOptions): Call<string> {
  return call("paint", args, options);
}

/** Moves the counter by `step`. The page sends only the step; the counter comes from the app's state. */
export function count(args: { step: number }, options?: CallOptions): Call<number> {
  return call("count", args, options);
}

/** Says who calls. The page sends nothing: it cannot claim to be another window. */
export function who_calls(options?: CallOptions): Call<Caller> {
  return call("who_calls", undefined, options);
}

/** Divides. A typed error: an enum with a code, and what each case needs beside it. */
export function divide(
  args: { dividend: number; divisor: number },
  options?: CallOptions,
): Call<number, DivisionError> {
  return call("divide", args, options);
}

/** Opens a drawer. A plain error: any type that serializes can be one, a string too. */
export function open_drawer(args: { number: number }, options?: CallOptions): Call<string, string> {
  return call("open_drawer", args, options);
}

/** Squares `number`. The page sends text in its place, and the call never reaches this function. */
export function square(args: { number: number }, options?: CallOptions): Call<number> {
  return call("square", args, options);
}

/** Panics. The bridge catches it, logs where it happened, and settles the promise. */
export function panicking(options?: CallOptions): Call<null> {
  return call("panicking", undefined, options);
}

/** Would answer, but no capability opens it: the call stops before this function. */
export function locked(options?: CallOptions): Call<string> {
  return call("locked", undefined, options);
}

/** Takes `ms` milliseconds without holding a thread: `async`, so any number run side by side. */
export function work(args: { number: number; ms: number }, options?: CallOptions): Call<Finished> {
  return call("work", args, options);
}

/** Takes `ms` milliseconds and knows nothing of cancelling: a cancelled call is dropped where it waits. */
export function slow(args: { ms: number }, options?: CallOptions): Call<string> {
  return call("slow", args, options);
}

/** Takes `steps` steps of 100 ms and asks for the token: told of the cancellation, it stops between two steps. */
export function slow_steps(args: { steps: number }, options?: CallOptions): Call<number> {
  return call("slow_steps", args, options);
}

/** Says what became of the cancelled calls. */
export function drops(options?: CallOptions): Call<Drops> {
  return call("drops", undefined, options);
}

/** Blocks its thread for `ms` milliseconds and names it: a worker, never the one that draws the window. */
export function block(args: { ms: number }, options?: CallOptions): Call<string> {
  return call("block", args, options);
}

/** Sends `size` bytes as they are. */
export function raw_down(args: { size: number }, options?: CallOptions): Call<ArrayBuffer, Failure> {
  return call("raw_down", args, options);
}

/** Takes the body of the request as it is. */
export function raw_up(body: Bytes, options?: CallOptions): Call<Digest, Failure> {
  return call("raw_up", body, options);
}

/** Sends `size` bytes as a JSON array of numbers: up to four characters a byte. */
export function json_down(args: { size: number }, options?: CallOptions): Call<Array<number>, Failure> {
  return call("json_down", args, options);
}

/** The digest of what `raw_down` and `json_down` send for this `size`. */
export function digest_of(args: { size: number }, options?: CallOptions): Call<Digest, Failure> {
  return call("digest_of", args, options);
}

/** Shows the native dialog. The answer is `null` when the person chose nothing. */
export function choose_file(options?: CallOptions): Call<Chosen | null, Failure> {
  return call("choose_file", undefined, options);
}

/** Waits for the next file that is dropped onto the calling webview. Cancel the call to wait no more. */
export function dropped_file(options?: CallOptions): Call<Chosen, Failure> {
  return call("dropped_file", undefined, options);
}

/** The files that come with the app. */
export function samples(options?: CallOptions): Call<Array<Sample>> {
  return call("samples", undefined, options);
}

/** Writes the sample `name` to the app's data folder and chooses it. */
export function open_sample(args: { name: string }, options?: CallOptions): Call<Chosen, Failure> {
  return call("open_sample", args, options);
}

/** Opens a file by its path, if the person has chosen it since the app started. */
export function open_path(args: { path: string }, options?: CallOptions): Call<Chosen, Failure> {
  return call("open_path", args, options);
}

/** Reads the file `id` as text. */
export function read_text(args: { id: number }, options?: CallOptions): Call<string, Failure> {
  return call("read_text", args, options);
}

/** Reads the file `id` as bytes. */
export function read_raw(args: { id: number }, options?: CallOptions): Call<ArrayBuffer, Failure> {
  return call("read_raw", args, options);
}

/** Reads `length` bytes of the file `id` from `offset` on, fewer only where the file ends. */
export function read_piece(
  args: { id: number; offset: number; length: number },
  options?: CallOptions,
): Call<ArrayBuffer, Failure> {
  return call("read_piece", args, options);
}

/** Sends a message of each of these sizes, in bytes of JSON, numbered from 1. */
export function send_json(
  args: { sizes: Array<number>; messages: Channel<Numbered> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("send_json", args, options);
}

/** The same as bytes: the number is in the first four of them, little-endian. */
export function send_raw(
  args: { sizes: Array<number>; messages: Channel<ArrayBuffer> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("send_raw", args, options);
}

/** Sends the numbers from 0 to `count`, as fast as they come. */
export function firehose(
  args: { count: number; numbers: Channel<number> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("firehose", args, options);
}

/**
 * The same as events, to whoever listens. The channel carries nothing but its end, which comes behind the last event:
 * all that goes to a page stands in one queue.
 */
export function firehose_of_events(
  args: { count: number; end: Channel<null> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("firehose_of_events", args, options);
}

/** Sends numbers for as long as the page reads them. It never asks how fast: `send` returns when there is room. */
export function flow(
  args: { numbers: Channel<number> },
  options?: CallOptions,
): Call<null, { code: string; message: string }> {
  return call("flow", args, options);
}

/** How many numbers `flow` has sent. */
export function flow_sent(options?: CallOptions): Call<number> {
  return call("flow_sent", undefined, options);
}

/**
 * Takes numbers until the page ends its stream, or there are enough; answers how many. It never asks the page to wait:
 * the page is asked for the next number when there is room for it.
 */
export function take_in(
  args: { numbers: AsyncIterable<number> | ReadableStream<number>; pace: Pace },
  options?: CallOptions,
): Call<number, { code: string; message: string }> {
  return call("take_in", args, options);
}

/** Has `take_in` go on at another pace. */
export function set_intake(args: { pace: Pace }, options?: CallOptions): Call<null> {
  return call("set_intake", args, options);
}

/** How many numbers `take_in` has taken. */
export function taken_in(options?: CallOptions): Call<number> {
  return call("taken_in", undefined, options);
}

/** Shows the native dialog. The answer is `null` when the person chose nothing. */
export function choose_file_to_hash(options?: CallOptions): Call<Chosen | null, Failure> {
  return call("choose_file_to_hash", undefined, options);
}

/** Waits for the next file that is dropped onto the calling webview. */
export function dropped_file_to_hash(options?: CallOptions): Call<Chosen, Failure> {
  return call("dropped_file_to_hash", undefined, options);
}

/**
 * Hashes piece by piece and tells after each how many bytes are done.
 *
 * A job is known by the id of its channel, which both sides have. A cancelled call is dropped at the next `await`,
 * and with it the job.
 */
export function hash(
  args: { work: Work; progress: Channel<number> },
  options?: CallOptions,
): Call<Hashed, Failure> {
  return call("hash", args, options);
}

/** Has the job stand still after the piece at hand, or go on. */
export function pause_hash(
  args: { job: number; paused: boolean },
  options?: CallOptions,
): Call<null, Failure> {
  return call("pause_hash", args, options);
}

/** Every job that is not over, and where Rust really is with it. */
export function hash_jobs(options?: CallOptions): Call<Array<RunningJob>> {
  return call("hash_jobs", undefined, options);
}

/** Shows the native dialog. The answer is `null` when the person chose nothing. */
export function choose_picture(options?: CallOptions): Call<Chosen | null, Failure> {
  return call("choose_picture", undefined, options);
}

/** Waits for the next file that is dropped onto the calling webview. Cancel the call to wait no more. */
export function dropped_picture(options?: CallOptions): Call<Chosen, Failure> {
  return call("dropped_picture", undefined, options);
}

/** The pictures that come with the app. */
export function picture_samples(options?: CallOptions): Call<Array<PictureSample>> {
  return call("picture_samples", undefined, options);
}

/** Draws the sample `name`, unless it was drawn before, and chooses it. */
export function choose_picture_sample(args: { name: string }, options?: CallOptions): Call<Chosen, Failure> {
  return call("choose_picture_sample", args, options);
}

/** Decodes the file `id`, which was chosen. The picture before it stays open until this one is. */
export function open_picture(
  args: { id: number; news: Channel<StageNews>; pictures: Channel<ArrayBuffer> },
  options?: CallOptions,
): Call<OpenedPicture, Failure> {
  return call("open_picture", args, options);
}

/** Picture `id` as it is before a pass, the same part of it the same way up. */
export function picture_before(
  args: { id: number; recipe: Recipe; screen: Screen },
  options?: CallOptions,
): Call<ArrayBuffer, Failure> {
  return call("picture_before", args, options);
}

/** Runs one pass over picture `id`. A cancelled one stops within a band of rows. */
export function run_pass(
  args: {
    id: number;
    recipe: Recipe;
    screen: Screen;
    news: Channel<StageNews>;
    pictures: Channel<ArrayBuffer>;
  },
  options?: CallOptions,
): Call<Passed, Failure> {
  return call("run_pass", args, options);
}

/** Lets the person say where to write what the last pass made. The answer is `null` when they closed the dialog. */
export function export_picture(args: { id: number }, options?: CallOptions): Call<Exported | null, Failure> {
  return call("export_picture", args, options);
}

/** Closes the open picture and gives its memory back. */
export function close_picture(options?: CallOptions): Call<null> {
  return call("close_picture", undefined, options);
}

/** Sends what happens from here on, until the page closes the channel or goes away. The first entry is `ready`. */
export function watch_timeline(
  args: { entries: Channel<Entry> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("watch_timeline", args, options);
}

/** Says that the calling page has emitted. */
export function announce(args: { emission: Emission }, options?: CallOptions): Call<null> {
  return call("announce", args, options);
}

/** Says that the calling page has heard the event with the number `id`. */
export function heard(args: { id: number }, options?: CallOptions): Call<null> {
  return call("heard", args, options);
}

/** Says that the calling page has heard what `window` emits by itself. */
export function heard_window_event(
  args: { name: string; window: string },
  options?: CallOptions,
): Call<null> {
  return call("heard_window_event", args, options);
}

/** Emits from Rust to `target`; when `except` names a window, to everybody but who listens as that one. */
export function emit_from_rust(
  args: { emission: Emission; target: EventTarget; except?: string | null },
  options?: CallOptions,
): Call<null, Failure> {
  return call("emit_from_rust", args, options);
}

/** Lets Rust listen for `name`: to what is meant for the app, or with `every` to whatever is emitted. */
export function listen_in_rust(
  args: { name: string; once: boolean; every: boolean },
  options?: CallOptions,
): Call<null, Failure> {
  return call("listen_in_rust", args, options);
}

/** Lets Rust no longer listen. An unknown number is left alone: one that listened once may just have heard. */
export function unlisten_in_rust(args: { id: number }, options?: CallOptions): Call<null> {
  return call("unlisten_in_rust", args, options);
}

/** Lets Rust listen to what the windows emit by themselves, or no longer. */
export function watch_window_events(args: { on: boolean }, options?: CallOptions): Call<null> {
  return call("watch_window_events", args, options);
}

/** Counts the listeners of Rust and of both pages. */
export function who_listens(options?: CallOptions): Call<Listening> {
  return call("who_listens", undefined, options);
}

/** Opens the second window, or raises it. */
export function open_second(options?: CallOptions): Call<null, Failure> {
  return call("open_second", undefined, options);
}

/**
 * Sends what is open, and again whenever that changes, until the page closes the channel or goes away. A page that is
 * behind gets the newest next.
 */
export function watch_windows(
  args: { overviews: Channel<Overview> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("watch_windows", args, options);
}

/** Opens one more window. The answer is its label. */
export function open_window(options?: CallOptions): Call<string, Failure> {
  return call("open_window", undefined, options);
}

/**
 * Opens a window with two webviews side by side, which keep their halves when it is resized; or raises it. One that
 * lacks a webview is opened anew.
 */
export function open_pair(options?: CallOptions): Call<null, Failure> {
  return call("open_pair", undefined, options);
}

/** Raises a window. */
export function show_window(args: { label: string }, options?: CallOptions): Call<null, Failure> {
  return call("show_window", args, options);
}

/** Closes a window as its own close button does: a page in it that wants to be asked is asked, and decides. */
export function close_window(args: { label: string }, options?: CallOptions): Call<null, Failure> {
  return call("close_window", args, options);
}

/** Closes a window whatever its pages want. */
export function destroy_window(args: { label: string }, options?: CallOptions): Call<null, Failure> {
  return call("destroy_window", args, options);
}

/** Takes a webview out of its window, which stays. */
export function close_webview(args: { label: string }, options?: CallOptions): Call<null, Failure> {
  return call("close_webview", args, options);
}

/** What a page decides about its own window, once that was asked to close. */
export function decide_to_close(args: { close: boolean }, options?: CallOptions): Call<null, Failure> {
  return call("decide_to_close", args, options);
}

/** Counts a press in the calling page: one count is everybody's, one its window's, one its webview's. */
export function press(options?: CallOptions): Call<null> {
  return call("press", undefined, options);
}

/** Says something to every webview, to those in one window, or to one. */
export function say(args: { text: string; to: EventTarget }, options?: CallOptions): Call<null, Failure> {
  return call("say", args, options);
}

/** The hooks that have fired, the oldest first, and whether the plugin is there. */
export function hooks_fired(options?: CallOptions): Call<Hooks> {
  return call("hooks_fired", undefined, options);
}

/** Takes the plugin out, or puts it back in. Its `on_drop` and its `setup` run meanwhile. */
export function switch_notes(args: { on: boolean }, options?: CallOptions): Call<null, Failure> {
  return call("switch_notes", args, options);
}

/** Opens a window for the plugin to be told of. */
export function open_noted(options?: CallOptions): Call<null, Failure> {
  return call("open_noted", undefined, options);
}

/** Keeps a note, and tells whoever listens to the plugin all notes. */
export function notes_keep(args: { text: string }, options?: CallOptions): Call<null, Failure> {
  return call("plugin:notes|keep", args, options);
}

/** Gives back all notes. */
export function notes_kept(options?: CallOptions): Call<Array<string>> {
  return call("plugin:notes|kept", undefined, options);
}

/** Forgets all notes. */
export function notes_forget(options?: CallOptions): Call<null> {
  return call("plugin:notes|forget", undefined, options);
}

/** Opens the tide table that comes with the app. The answer is the resource's id. */
export function open_tides(args: { owner: Owner }, options?: CallOptions): Call<number, Failure> {
  return call("open_tides", args, options);
}

/** Shows the native dialog and opens what the person chose. The answer is `null` when that is nothing. */
export function open_handle(args: { owner: Owner }, options?: CallOptions): Call<number | null, Failure> {
  return call("open_handle", args, options);
}

/** Reads on where the last read ended: `length` bytes, fewer where the file ends, none at its end. */
export function read_next(
  args: { rid: number; length: number },
  options?: CallOptions,
): Call<ArrayBuffer, Failure> {
  return call("read_next", args, options);
}

/** Lets the next read begin at `offset`, which may lie behind the end. */
export function seek(args: { rid: number; offset: number }, options?: CallOptions): Call<null, Failure> {
  return call("seek", args, options);
}

/** Lists the resources of the calling page, its window and the app. */
export function open_resources(options?: CallOptions): Call<Reach> {
  return call("open_resources", undefined, options);
}

/** Every command, and which webview may call it: one of a page from `origin`, or of the app's own pages. */
export function permission_table(
  args?: { origin?: string | null },
  options?: CallOptions,
): Call<PermissionTable, Failure> {
  return call("permission_table", args, options);
}

/** What would become of a call, and why: the words in which a debug build refuses it. */
export function explain_call(
  args: { command: string; window: string; webview: string; origin?: string | null },
  options?: CallOptions,
): Call<Decision, Failure> {
  return call("explain_call", args, options);
}

/** Opens the visitor's window, or raises it. */
export function open_visitor(options?: CallOptions): Call<null, Failure> {
  return call("open_visitor", undefined, options);
}

/** Rings, after some seconds if it is to wait. Both windows may call it. */
export function ring_bell(args?: { seconds?: number | null }, options?: CallOptions): Call<string, Failure> {
  return call("ring_bell", args, options);
}

/** Signs. Only the main window may call it. */
export function sign_book(options?: CallOptions): Call<string> {
  return call("sign_book", undefined, options);
}

/** Burns. One entry opens it and another denies it, so nobody may call it. */
export function burn_book(options?: CallOptions): Call<string> {
  return call("burn_book", undefined, options);
}

/** Answers with what it was handed: the shelves that the entries name by which this caller may call it. */
export function see_shelves(options?: CallOptions): Call<Shelves> {
  return call("see_shelves", undefined, options);
}

/** Lays out the folder of samples, and lists what is in it. */
export function sample_tree(options?: CallOptions): Call<Tree, Failure> {
  return call("sample_tree", undefined, options);
}

/**
 * Reads a file, if the scope of this command opens it to the page that asks.
 *
 * The scope is what the permission says that opens the command. The command judges by it, and nobody else does.
 */
export function read_note(args: { path: string }, options?: CallOptions): Call<Note, Closed> {
  return call("read_note", args, options);
}

/**
 * Opens one folder to the page, for as long as its document is there. The answer is the number to take it back by.
 *
 * Which folder, Rust decides: a page that could name it would need no scope.
 */
export function lend_folder(options?: CallOptions): Call<number, Failure> {
  return call("lend_folder", undefined, options);
}

/** Sends what there is to see, and again whenever that changes, until the page closes the channel or goes away. */
export function watch_remote(args: { visits: Channel<Visit> }, options?: CallOptions): Call<null, Failure> {
  return call("watch_remote", args, options);
}

/** Serves the page on a port of its own and opens a window for it; or raises the window that is open. */
export function open_remote(options?: CallOptions): Call<null, Failure> {
  return call("open_remote", undefined, options);
}

/** Closes the window. The site, its address and its capability go with it. */
export function close_remote(options?: CallOptions): Call<null, Failure> {
  return call("close_remote", undefined, options);
}

/** Gives the page one command by a capability that names its address, or takes it back; then has it call again. */
export function switch_capability(args: { on: boolean }, options?: CallOptions): Call<null, Failure> {
  return call("switch_capability", args, options);
}

/** The one command that the capability gives. */
export function greet_visitor(args: { name: string }, options?: CallOptions): Call<string> {
  return call("greet_visitor", args, options);
}

/**
 * Opens the isolated window, with a hook that goes by this rule. One that is open is opened anew: a window keeps its
 * hook for as long as it lives.
 */
export function open_isolated(args: { rule: Rule }, options?: CallOptions): Call<null, Failure> {
  return call("open_isolated", args, options);
}

/** Puts copies of a letter into the drawer, and says how many it holds. */
export function file_letter(
  args: { path: string; copies: number },
  options?: CallOptions,
): Call<string, Failure> {
  return call("file_letter", args, options);
}

/** Throws all letters away. The hook has it on no list. */
export function empty_drawer(options?: CallOptions): Call<string> {
  return call("empty_drawer", undefined, options);
}

/** A mebibyte of bytes, to measure what isolation costs. */
export function read_mebibyte(options?: CallOptions): Call<ArrayBuffer> {
  return call("read_mebibyte", undefined, options);
}

/**
 * Sends a sealed message once more, as somebody would who has stolen it together with the invoke key: under these labels,
 * through every gate of the bridge.
 */
export function send_stolen(
  args: { command: string; callback: number; error: number; seal: string; bytes: Array<number> },
  options?: CallOptions,
): Call<Verdict, Failure> {
  return call("send_stolen", args, options);
}

/** Opens the vault, and says how often it was opened. An attack that gets this far has got through. */
export function open_vault(options?: CallOptions): Call<number> {
  return call("open_vault", undefined, options);
}

/** How often the vault was opened. */
export function vault_openings(options?: CallOptions): Call<number> {
  return call("vault_openings", undefined, options);
}

/** Never ends by itself: what a flood is made of. All of a flood ends with the call that leads it. */
export function hold_vault(args: { leads: boolean }, options?: CallOptions): Call<null, Failure> {
  return call("hold_vault", args, options);
}

/** Opens the vault to its keeper, and to nobody who only inherited that name. */
export function admit_to_vault(args: { guest: Guest }, options?: CallOptions): Call<Admitted> {
  return call("admit_to_vault", args, options);
}

/** Lays out a folder that this page may read from, and a secret beside it that it may not. */
export function lay_traps(options?: CallOptions): Call<Traps, Failure> {
  return call("lay_traps", undefined, options);
}

/** Takes bytes, and says how many. A body that is too large does not come this far. */
export function weigh_loot(body: Bytes, options?: CallOptions): Call<number> {
  return call("weigh_loot", body, options);
}

/** Has a page from elsewhere attack, in a window of its own, and gives what it tried. */
export function attack_from_elsewhere(options?: CallOptions): Call<Array<Attempt>, Failure> {
  return call("attack_from_elsewhere", undefined, options);
}

/** Has a thief send messages of an isolated page, with the invoke key, and gives what was tried. */
export function attack_seal(args: { theft: Theft }, options?: CallOptions): Call<Array<Attempt>, Failure> {
  return call("attack_seal", args, options);
}

/** The isolated page gives its sealed messages away. */
export function hand_over(args: { messages: Array<SealedMessage> }, options?: CallOptions): Call<null> {
  return call("hand_over", args, options);
}

/** Gives `text` back: JSON in both directions. */
export function carry(args: { text: string }, options?: CallOptions): Call<string> {
  return call("carry", args, options);
}

/** Takes a text as JSON, and says how many bytes it has. */
export function carry_text(args: { text: string }, options?: CallOptions): Call<number> {
  return call("carry_text", args, options);
}

/** Takes the body as it is, and says how many bytes came. */
export function carry_up(body: Bytes, options?: CallOptions): Call<number, Failure> {
  return call("carry_up", body, options);
}

/** Sends `size` bytes as they are. */
export function carry_down(args: { size: number }, options?: CallOptions): Call<ArrayBuffer, Failure> {
  return call("carry_down", args, options);
}

/** Gives the rows back: JSON in both directions, read and written with its types. */
export function echo_rows(
  args: { rows: Array<Measurement> },
  options?: CallOptions,
): Call<Array<Measurement>> {
  return call("echo_rows", args, options);
}

/** Sends rows that take about `bytes` bytes of JSON. */
export function give_rows(args: { bytes: number }, options?: CallOptions): Call<Array<Measurement>, Failure> {
  return call("give_rows", args, options);
}

/** Sends so many bytes as they are. */
export function give_bytes(args: { bytes: number }, options?: CallOptions): Call<ArrayBuffer, Failure> {
  return call("give_bytes", args, options);
}

/** Takes the body as it is, and says how many bytes came. */
export function take_bytes(body: Bytes, options?: CallOptions): Call<number, Failure> {
  return call("take_bytes", body, options);
}

/** Sends `count` texts, each of which takes exactly `bytes` bytes of JSON. */
export function stream_text(
  args: { count: number; bytes: number; messages: Channel<string> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("stream_text", args, options);
}

/** Sends `count` messages of `bytes` bytes as they are. */
export function stream_bytes(
  args: { count: number; bytes: number; messages: Channel<ArrayBuffer> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("stream_bytes", args, options);
}

/** Lets the person say where to write the figures. The answer is `null` when they closed the dialog. */
export function save_throughput(
  args: { report: Report },
  options?: CallOptions,
): Call<SavedReport | null, Failure> {
  return call("save_throughput", args, options);
}

/** The app's events, and what each carries. */
export interface AppEvents {
  firehose: number;
  said: Said;
  "hook-fired": Fired;
  "try-call": TrialOrder;
  tried: Tried;
  "visitor-ready": null;
  "isolation-asked": Asked;
  "isolation-told": Told;
}

/** `listen`, `once`, `emit` and `emitTo` for these events. */
export const events = typedEvents<AppEvents>();

export const demos = [
  { name: "hello", group: "Calls" },
  { name: "arguments", group: "Calls" },
  { name: "errors", group: "Calls" },
  { name: "tasks", group: "Calls" },
  { name: "bytes", group: "Bytes" },
  { name: "files", group: "Bytes" },
  { name: "channel", group: "Streams" },
  { name: "progress", group: "Streams" },
  { name: "images", group: "Streams" },
  { name: "events", group: "Events" },
  { name: "windows", group: "Windows" },
  { name: "plugins", group: "Plugins" },
  { name: "resources", group: "Plugins" },
  { name: "permissions", group: "Permissions" },
  { name: "scopes", group: "Permissions" },
  { name: "remote", group: "Permissions" },
  { name: "isolation", group: "Defence" },
  { name: "attacks", group: "Defence" },
  { name: "transports", group: "Speed" },
  { name: "throughput", group: "Speed" },
] as const;
