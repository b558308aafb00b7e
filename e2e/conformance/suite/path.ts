import * as path from "@tauri-apps/api/path";
import { check, constant, equal, namesOf, refused, words, type Case, type Suite } from "./runner";

/** A folder that every system has, or a clear word that this one does not. */
const folder = (find: () => Promise<string>): Case => async () => {
  try {
    check((await find()).startsWith("/"), "the path is absolute");
  } catch (error) {
    check(words(error).includes("has no directory"), `a missing folder is called missing, not ${words(error)}`);
  }
};

export const suite: Suite = {
  name: "path",
  names: namesOf(path),
  cases: {
    BaseDirectory: constant(path.BaseDirectory),
    ...Object.fromEntries(
      (["appCacheDir", "appConfigDir", "appDataDir", "appLocalDataDir", "appLogDir", "audioDir", "cacheDir", "configDir", "dataDir",
        "desktopDir", "documentDir", "downloadDir", "executableDir", "fontDir", "homeDir", "localDataDir", "pictureDir",
        "publicDir", "resourceDir", "runtimeDir", "tempDir", "templateDir", "videoDir"] as const).map((name) => [name, folder(path[name])]),
    ),
    sep: () => equal(path.sep(), "/"),
    delimiter: () => equal(path.delimiter(), ":"),
    resolve: async () => equal(await path.resolve("/a", "b", "../c", "./d"), "/a/c/d"),
    normalize: async () => equal(await path.normalize("/a/./b/../c//d"), "/a/c/d"),
    join: async () => equal(await path.join("a", "..", "b", "c"), "b/c"),
    dirname: async () => equal(await path.dirname("/a/b/c.txt"), "/a/b"),
    extname: async () => {
      equal(await path.extname("/a/b.tar.gz"), "gz");
      await refused(path.extname("/a/b"));
    },
    basename: async () => {
      equal(await path.basename("/a/b.txt"), "b.txt");
      equal(await path.basename("/a/b.txt", ".txt"), "b");
    },
    isAbsolute: async () => equal([await path.isAbsolute("/a"), await path.isAbsolute("a")], [true, false]),
    resolveResource: async () => check((await path.resolveResource("a.txt")).endsWith("/a.txt"), "it stands in the resources"),
  },
};
