/** What a driver finds in the page: each suite by its name, and the dialogs, to be opened one by one. */
import { suite as app } from "./app";
import { suite as core } from "./core";
import { dialogs, names } from "./dialog";
import { listenForDrops, type Drops } from "./drops";
import { suite as event } from "./event";
import { suite as fs } from "./fs";
import { suite as log } from "./log";
import { suite as os } from "./os";
import { suite as path } from "./path";
import { namesIn, run, words } from "./runner";
import { suite as webview } from "./webview";
import { suite as webviewWindow } from "./webviewWindow";
import { suite as window } from "./window";
import { exit } from "@tauri-apps/api/app";

const suites = { core, event, path, app, webview, window, webviewWindow, fs, log, os };

export const conformance = {
  names: (suite: keyof typeof suites) => namesIn(suites[suite]),
  run: (suite: keyof typeof suites, name: string) => run(suites[suite], name),
  dialogs: names,
  /** Opens a dialog; what it gave stands in `answer` when somebody has answered it. */
  open(name: keyof typeof dialogs) {
    conformance.answer = undefined;
    dialogs[name]().then(
      (value) => (conformance.answer = { value }),
      (error) => (conformance.answer = { error: words(error) }),
    );
  },
  answer: undefined as { value?: unknown; error?: string } | undefined,
  async listenForDrops() {
    conformance.drops = await listenForDrops();
  },
  drops: undefined as Drops | undefined,
  exit,
};

Object.assign(globalThis, { conformance });
