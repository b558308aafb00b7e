/** The hook that the app ships, in a realm of its own, as in its frame. */
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { expect, test } from "vitest";

const HOOK = readFileSync(
  new URL("../../../../src-rust/app/src/demos/isolation/hook.js", import.meta.url),
  "utf8",
);

function ask(cmd: string, payload: object, otherwise = "stop"): unknown {
  const realm = vm.createContext({ Error, setTimeout: (run: () => void) => run() });
  const rule = { folder: "letters", copiesMax: 3, otherwise, delayMs: 800 };
  vm.runInContext(`globalThis.window = globalThis; const RULE = ${JSON.stringify(rule)};\n${HOOK}`, realm);
  const message = { cmd, callback: 1, error: 2, payload, options: { headers: {} } };
  return vm.runInContext("__TAURI_ISOLATION_HOOK__", realm)(message);
}

const letter = (path: unknown, copies: unknown, otherwise?: string) => ask("file_letter", { path, copies }, otherwise);

test("a letter into the folder passes as it is", async () => {
  expect(await letter("letters/ada.txt", 3)).toMatchObject({ payload: { path: "letters/ada.txt", copies: 3 } });
});

test.each([
  "ada.txt",
  "/letters/ada.txt",
  "letters",
  "letters/",
  "letters/.",
  "letters/..",
  "letters/../keys.txt",
  "letters/deep/ada.txt",
  "letters/.ssh",
  "letters\\..\\keys.txt",
  "letters/a\nb",
  "LETTERS/ada.txt",
  " letters/ada.txt",
  null,
  ["letters", "ada.txt"],
])("a letter with the path %j does not", async (path) => {
  await expect(letter(path, 1)).rejects.toThrow("is not in letters/");
});

test.each([-1, 1.5, "3", null, Number.NaN])("nor one with %j copies", async (copies) => {
  await expect(letter("letters/ada.txt", copies)).rejects.toThrow("is no number of copies");
});

test("one with too many copies is stopped, changed or delayed, as the rule says", async () => {
  await expect(letter("letters/ada.txt", 4)).rejects.toThrow("4 copies are more than 3");
  expect(await letter("letters/ada.txt", 4, "change")).toMatchObject({ payload: { copies: 3 } });
  expect(await letter("letters/ada.txt", 4, "delay")).toMatchObject({ payload: { copies: 4 } });
});

test.each(["empty_drawer", "open_isolated", "send_stolen", "plugin:fs|read_file", "__proto__", "constructor", ""])(
  "what is on no list is stopped: %j",
  (cmd) => expect(() => ask(cmd, {})).toThrow("is not on the list"),
);

test("events pass by their names", () => {
  expect(ask("plugin:event|emit_to", { event: "isolation-told", payload: 1 })).toMatchObject({ payload: { payload: 1 } });
  expect(() => ask("plugin:event|emit_to", { event: "tauri://close-requested" })).toThrow("is not on the list");
  expect(() => ask("plugin:event|listen", { event: "said" })).toThrow("is not on the list");
  expect(() => ask("plugin:footbridge|cancel", { callback: 1, error: "2" })).toThrow("it takes numbers");
});
