/** Dialogs are native windows: each is opened here, and answered from outside with real keys. */
import * as dialog from "@tauri-apps/plugin-dialog";
import { readTextFile } from "@tauri-apps/plugin-fs";
import { namesOf } from "./runner";

export const names = namesOf(dialog);

export const dialogs = {
  open: () => dialog.open({ title: "Conformance open" }),
  openAndRead: async () => (await readTextFile((await dialog.open({ title: "Conformance read" }))!)).length > 0,
  openFolder: () => dialog.open({ title: "Conformance folder", directory: true }),
  openSeveral: () =>
    dialog.open({ title: "Conformance several", multiple: true, filters: [{ name: "Text", extensions: ["txt"] }] }),
  save: () => dialog.save({ title: "Conformance save", defaultPath: "conformance.txt" }),
  message: () => dialog.message("A message", { title: "Conformance message", kind: "info" }),
  ask: () => dialog.ask("Yes or no?", { title: "Conformance ask", kind: "warning" }),
  confirm: () => dialog.confirm("Is that so?", { title: "Conformance confirm" }),
};
