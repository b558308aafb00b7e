import * as event from "@tauri-apps/api/event";
import { getCurrentWindow } from "@tauri-apps/api/window";
import { check, constant, equal, eventually, namesOf, refused, type Suite } from "./runner";

/** What was heard while `speak` ran, once there is as much as is expected. */
async function hear(name: string, options: event.Options | undefined, speak: () => Promise<void>, expected: unknown[]) {
  const heard: unknown[] = [];
  const unlisten = await event.listen(name, ({ payload }) => heard.push(payload), options);
  await speak();
  await eventually(() => heard.length, (length) => length >= expected.length);
  unlisten();
  equal(heard, expected);
}

export const suite: Suite = {
  name: "event",
  names: namesOf(event),
  cases: {
    TauriEvent: constant(event.TauriEvent),
    listen: async () => {
      check((await refused(event.listen("not a name", () => {}))).includes("an event name"), "the refusal says what it should be");
      await hear("conformance:listen", undefined, () => event.emit("conformance:listen", { a: [1, null] }), [{ a: [1, null] }]);
      const heard: unknown[] = [];
      const unlisten = await event.listen("conformance:gone", ({ payload }) => heard.push(payload));
      unlisten();
      await event.emit("conformance:gone", 1);
      await hear("conformance:fence", undefined, () => event.emit("conformance:fence"), [null]);
      equal(heard, []);
    },
    once: async () => {
      const heard: unknown[] = [];
      await event.once("conformance:once", ({ payload }) => heard.push(payload));
      await event.emit("conformance:once", 1);
      await event.emit("conformance:once", 2);
      await hear("conformance:fence", undefined, () => event.emit("conformance:fence"), [null]);
      equal(heard, [1]);
    },
    emit: () => hear("conformance:emit", { target: { kind: "Any" } }, () => event.emit("conformance:emit", "x"), ["x"]),
    emitTo: async () => {
      const { label } = getCurrentWindow();
      for (const target of [
        { kind: "AnyLabel", label },
        { kind: "Window", label },
        { kind: "Webview", label },
        { kind: "WebviewWindow", label },
        { kind: "App" },
      ] as event.EventTarget[]) {
        const speak = async () => {
          await event.emitTo({ kind: "Webview", label: "nobody" }, "conformance:to", "not for us");
          await event.emitTo(target, "conformance:to", target.kind);
        };
        await hear("conformance:to", { target }, speak, [target.kind]);
      }
      await hear("conformance:to", { target: label }, () => event.emitTo(label, "conformance:to", "by label"), ["by label"]);
    },
  },
};
