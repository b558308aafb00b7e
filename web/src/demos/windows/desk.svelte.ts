/** What this page knows of all windows, and what it was told by others. */
import { Channel, settle, type EventTarget, type UnlistenFn } from "../../../bridge";
import { events, watch_windows, type OpenWindow, type Overview, type Said } from "../../bindings";

const HEARD_MAX = 5;

/** A window that this demo opens: only these, and the main one, listen and count. */
const OURS = /^(main|window-\d|pair)$/;

export class Desk {
  readonly webview = window.__TAURI_INTERNALS__.metadata.currentWebview.label;
  readonly window = window.__TAURI_INTERNALS__.metadata.currentWindow.label;
  overview = $state.raw<Overview>();
  heard = $state.raw<{ key: number; said: Said }[]>([]);
  error = $state.raw<unknown>();

  #key = 0;
  readonly #leaving = new AbortController();
  readonly #overviews = new Channel<Overview>((overview) => (this.overview = overview));
  readonly #listening: Promise<UnlistenFn>[];

  constructor() {
    void settle(watch_windows({ overviews: this.#overviews }, { signal: this.#leaving.signal })).then((outcome) => {
      if (!outcome.ok && !this.#leaving.signal.aborted) this.error = outcome.error;
    });
    const targets: EventTarget[] = [
      { kind: "Window", label: this.window },
      { kind: "Webview", label: this.webview },
    ];
    this.#listening = targets.map((target) => events.listen("said", ({ payload }) => this.#hear(payload), { target }));
    for (const listening of this.#listening) listening.catch((error: unknown) => (this.error = error));
  }

  /** The window that this page is in. */
  get own(): OpenWindow | undefined {
    return this.overview?.windows.find(({ label }) => label === this.window);
  }

  /** This page's own presses. */
  get pressed(): number {
    return this.own?.webviews.find(({ label }) => label === this.webview)?.state.pressed ?? 0;
  }

  /** Whom something can be said to: a window, and the webviews in it where they are more than one. */
  get targets(): { label: string; title: string; target: EventTarget }[] {
    const windows = this.overview?.windows.filter(({ label }) => OURS.test(label)) ?? [];
    return windows.flatMap(({ label, webviews }) => {
      const window = { label, title: `window ${label}`, target: { kind: "Window", label } as const };
      const inside = webviews.filter((webview) => webview.label !== label);
      return [
        window,
        ...inside.map(({ label }) => ({ label, title: `webview ${label}`, target: { kind: "Webview", label } as const })),
      ];
    });
  }

  /** Watches and listens no longer. */
  close(): void {
    this.#leaving.abort();
    this.#overviews.close();
    for (const listening of this.#listening) {
      listening.then(
        (unlisten) => unlisten(),
        () => {},
      );
    }
  }

  #hear(said: Said): void {
    this.heard = [{ key: this.#key++, said }, ...this.heard].slice(0, HEARD_MAX);
  }
}
