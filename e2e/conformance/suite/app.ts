import * as app from "@tauri-apps/api/app";
import { getCurrentWindow } from "@tauri-apps/api/window";
import { check, constant, equal, eventually, namesOf, unsupported, type Suite } from "./runner";

const macos = "only macOS shows and hides an app as a whole";

export const suite: Suite = {
  name: "app",
  names: namesOf(app),
  cases: {
    BundleType: constant(app.BundleType),
    getVersion: async () => check(/^\d+\.\d+\.\d+/.test(await app.getVersion()), "it is a version"),
    getName: async () => check((await app.getName()).length > 0, "there is a name"),
    getTauriVersion: async () => check(/^2\.\d+\.\d+/.test(await app.getTauriVersion()), "it is the wire's version"),
    getIdentifier: async () => check((await app.getIdentifier()).length > 0, "there is an identifier"),
    getBundleType: async () => void (await app.getBundleType()),
    setTheme: async () => {
      await app.setTheme("dark");
      await eventually(() => getCurrentWindow().theme(), (theme) => theme === "dark");
      await app.setTheme("light");
      await eventually(() => getCurrentWindow().theme(), (theme) => theme === "light");
      await app.setTheme(null);
    },
    defaultWindowIcon: async () => {
      const icon = await app.defaultWindowIcon();
      check(icon === null || icon.rid >= 0, "it is a picture or none");
    },
    supportsMultipleWindows: async () => equal(await app.supportsMultipleWindows(), true),
    fetchDataStoreIdentifiers: async () => equal(await app.fetchDataStoreIdentifiers(), []),
    show: unsupported(macos, () => app.show()),
    hide: unsupported(macos, () => app.hide()),
    setDockVisibility: unsupported("there is no dock", () => app.setDockVisibility(true)),
    removeDataStore: unsupported("there are no data stores", () => app.removeDataStore(Array(16).fill(0) as any)),
    onBackButtonPress: async () => {
      const listener = await app.onBackButtonPress(() => {});
      await listener.unregister();
    },
    exit: constant(app.exit),
  },
};
