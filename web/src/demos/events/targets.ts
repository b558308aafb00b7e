/** Whom an event can be for, as the form offers it. */
import type { EventTarget } from "../../../bridge";

export interface Choice {
  /** What the option and the timeline say. */
  title: string;
  target: EventTarget;
  /** Everybody but who listens as this one: a filter, which only Rust has. */
  except?: string;
}

export const TARGETS: Record<string, Choice> = {
  everybody: { title: "everybody", target: { kind: "Any" } },
  app: { title: "the app", target: { kind: "App" } },
  main: { title: "main", target: { kind: "AnyLabel", label: "main" } },
  second: { title: "second", target: { kind: "AnyLabel", label: "second" } },
  "webview-window": {
    title: "webview window second",
    target: { kind: "WebviewWindow", label: "second" },
  },
  window: {
    title: "window second",
    target: { kind: "Window", label: "second" },
  },
  filter: {
    title: "all but second",
    target: { kind: "Any" },
    except: "second",
  },
};
