/** This page as a listener: what it listens for, until it stops or has heard what it wanted to hear once. */
import { listen, once, settle, WindowEvents, type Event, type UnlistenFn } from "../../../bridge";
import { heard, heard_window_event } from "../../bindings";

/** What one listener of this page is there for. */
export interface Listening {
  key: number;
  name: string;
  once: boolean;
  /** Whether it hears whatever is emitted, or only what is meant for this page. */
  every: boolean;
  unlisten?: UnlistenFn;
}

/** A letter as it was heard. */
export interface Heard {
  id: number;
  text: string;
  form: "json" | "bytes";
}

/** To listen for `tauri://close-requested` means to decide about it, so that one is left out. */
const BY_THEMSELVES = [
  WindowEvents.WINDOW_RESIZED,
  WindowEvents.WINDOW_MOVED,
  WindowEvents.WINDOW_FOCUS,
  WindowEvents.WINDOW_BLUR,
  WindowEvents.WINDOW_DESTROYED,
];
const WINDOWS = ["main", "second"];
const LETTERS_MAX = 6;

export class Ear {
  readonly label = window.__TAURI_INTERNALS__.metadata.currentWebview.label;
  listening = $state.raw<Listening[]>([]);
  letters = $state.raw<Heard[]>([]);
  hearsWindows = $state(false);
  error = $state.raw<unknown>();

  #key = 0;
  #windows: UnlistenFn[] = [];
  readonly #changed: () => void;

  /** `changed` is called whenever Rust's count of this page's listeners may have changed. */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  async listen(name: string, isOnce: boolean, every: boolean): Promise<void> {
    const entry: Listening = { key: this.#key++, name, once: isOnce, every };
    const target = every ? undefined : { kind: "WebviewWindow" as const, label: this.label };
    const handler = (event: Event<unknown>) => {
      if (isOnce) this.#forget(entry);
      this.#hear(event.payload);
    };
    const outcome = await settle((isOnce ? once : listen)(name, handler, { target }));
    this.error = outcome.ok ? undefined : outcome.error;
    if (outcome.ok) this.listening = [...this.listening, { ...entry, unlisten: outcome.value }];
    this.#changed();
  }

  async stop(entry: Listening): Promise<void> {
    this.#forget(entry);
    await entry.unlisten?.();
    this.#changed();
  }

  /** Listens to what both windows emit by themselves, or no longer. */
  async hearWindows(on: boolean): Promise<void> {
    this.hearsWindows = on;
    const stops = this.#windows;
    this.#windows = [];
    await Promise.all(stops.map((unlisten) => unlisten()));
    if (on) {
      const pairs = WINDOWS.flatMap((label) => BY_THEMSELVES.map((name) => ({ label, name })));
      this.#windows = await Promise.all(
        pairs.map(({ label, name }) =>
          listen(name, () => void settle(heard_window_event({ name, window: label })), {
            target: { kind: "Window", label },
          }),
        ),
      );
    }
    this.#changed();
  }

  /** Stops listening to everything. */
  close(): void {
    for (const entry of this.listening) void this.stop(entry);
    void this.hearWindows(false);
  }

  #forget({ key }: Listening): void {
    this.listening = this.listening.filter((entry) => entry.key !== key);
  }

  #hear(payload: unknown): void {
    const letter = read(payload);
    // Anybody may emit under this name, and a payload of theirs has no number to tell of.
    if (!letter) return;
    this.letters = [letter, ...this.letters].slice(0, LETTERS_MAX);
    void settle(heard({ id: letter.id })).then(this.#changed);
  }
}

/** The number is a member of the object, or the first four of the bytes, the lowest first. */
function read(payload: unknown): Heard | undefined {
  if (payload instanceof ArrayBuffer) {
    if (payload.byteLength < 4) return undefined;
    const text = new TextDecoder().decode(payload.slice(4));
    return {
      id: new DataView(payload).getUint32(0, true),
      text,
      form: "bytes",
    };
  }
  if (typeof payload !== "object" || payload === null) return undefined;
  const { id, text } = payload as Record<string, unknown>;
  return typeof id === "number" && typeof text === "string" ? { id, text, form: "json" } : undefined;
}
