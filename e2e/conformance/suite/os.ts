import * as os from "@tauri-apps/plugin-os";
import { check, equal, namesOf, type Suite } from "./runner";

export const suite: Suite = {
  name: "os",
  names: namesOf(os),
  cases: {
    arch: () => check(["x86_64", "aarch64"].includes(os.arch()), "it is one that this suite runs on"),
    eol: () => equal(os.eol(), "\n"),
    exeExtension: () => equal(os.exeExtension(), ""),
    family: () => equal(os.family(), "unix"),
    platform: () => equal(os.platform(), "linux"),
    type: () => equal(os.type(), "linux"),
    version: () => check(os.version().length > 0, "there is a version"),
    hostname: async () => check((await os.hostname())!.length > 0, "there is a name"),
    locale: async () => void (await os.locale()),
  },
};
