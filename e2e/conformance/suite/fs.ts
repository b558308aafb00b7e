import * as fs from "@tauri-apps/plugin-fs";
import { tempDir, join } from "@tauri-apps/api/path";
import { check, constant, equal, eventually, namesOf, refused, type Suite } from "./runner";

const text = new TextEncoder();
const at = { baseDir: fs.BaseDirectory.Temp };
/** Two bytes a letter, the lower one first. */
const wide = (words: string) => new Uint8Array(Uint16Array.from(words, (letter) => letter.charCodeAt(0)).buffer);
let folders = 0;

/** A folder of its own under the one for passing files, gone in the end. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = `conformance-${Date.now()}-${++folders}`;
  await fs.mkdir(folder, at);
  try {
    return await work(folder);
  } finally {
    await fs.remove(folder, { ...at, recursive: true });
  }
}

/** A file that holds `hello, world`. */
const inFile = <T>(work: (file: string, folder: string) => Promise<T>) =>
  inFolder(async (folder) => {
    const file = `${folder}/a.txt`;
    await fs.writeTextFile(file, "hello, world", at);
    return work(file, folder);
  });

async function handled<T>(file: string, options: fs.OpenOptions, work: (handle: fs.FileHandle) => Promise<T>): Promise<T> {
  const handle = await fs.open(file, { ...at, ...options });
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

export const suite: Suite = {
  name: "fs",
  names: namesOf(fs),
  cases: {
    BaseDirectory: constant(fs.BaseDirectory),
    SeekMode: constant(fs.SeekMode),
    readFile: () =>
      inFile(async (file) => {
        equal([...(await fs.readFile(file, at))], [...text.encode("hello, world")]);
        const path = await join(await tempDir(), file);
        equal((await fs.readFile(path)).length, 12);
        equal((await fs.readFile(new URL(`file://${path}`))).length, 12);
        check((await refused(fs.readFile(`${file}-not`, at))).includes("a.txt-not"), "the refusal names the file");
      }),
    readTextFile: async () => {
      await inFile(async (file) => equal(await fs.readTextFile(file, at), "hello, world"));
      check((await refused(fs.readTextFile("/etc/passwd"))).length > 10, "a file outside of the scope is refused");
      check((await refused(fs.readTextFile("../etc/passwd", at))).length > 10, "a way out of it too");
      await inFolder(async (folder) => {
        await fs.writeFile(`${folder}/wide`, wide("ä\nö"), at);
        equal(await fs.readTextFile(`${folder}/wide`, { ...at, encoding: "utf-16le" }), "ä\nö");
      });
    },
    readTextFileLines: () =>
      inFolder(async (folder) => {
        await fs.writeTextFile(`${folder}/lines`, "one\ntwo\r\nthree", at);
        const lines: string[] = [];
        for await (const line of await fs.readTextFileLines(`${folder}/lines`, at)) lines.push(line.replace(/[\r\n\0]+$/, ""));
        equal(lines, ["one", "two", "three"]);
        const again = await fs.readTextFileLines(`${folder}/lines`, at);
        for await (const line of again) if (line.startsWith("two")) break;
        equal((await again[Symbol.asyncIterator]().next()).value.trim(), "one");
        await fs.writeFile(`${folder}/wide`, wide("ä\nö"), at);
        const wideLines: string[] = [];
        for await (const line of await fs.readTextFileLines(`${folder}/wide`, { ...at, encoding: "utf-16le" })) wideLines.push(line.trim());
        equal(wideLines, ["ä", "ö"]);
      }),
    writeFile: () =>
      inFolder(async (folder) => {
        const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i);
        await fs.writeFile(`${folder}/bytes`, bytes, at);
        equal((await fs.readFile(`${folder}/bytes`, at)).length, 70_000);
        const stream = new ReadableStream({
          start(controller) {
            for (const part of ["a", "b", "c"]) controller.enqueue(text.encode(part));
            controller.close();
          },
        });
        await fs.writeFile(`${folder}/stream`, stream, at);
        equal(await fs.readTextFile(`${folder}/stream`, at), "abc");
      }),
    writeTextFile: () =>
      inFile(async (file) => {
        await fs.writeTextFile(file, "!", { ...at, append: true });
        equal(await fs.readTextFile(file, at), "hello, world!");
        await refused(fs.writeTextFile(file, "x", { ...at, createNew: true }));
        await refused(fs.writeTextFile(`${file}-not`, "x", { ...at, create: false }));
        await fs.writeTextFile(file, "ü", at);
        equal(await fs.readTextFile(file, at), "ü");
      }),
    create: () =>
      inFolder(async (folder) => {
        const handle = await fs.create(`${folder}/new`, at);
        equal(await handle.write(text.encode("made")), 4);
        await handle.close();
        equal(await fs.readTextFile(`${folder}/new`, at), "made");
      }),
    open: () => inFile((file) => handled(file, { read: true }, async (handle) => check(handle.rid >= 0, "it has a number"))),
    FileHandle: () =>
      inFile(async (file) => {
        const handle = await fs.open(file, at);
        await handle.close();
        check((await refused(handle.read(new Uint8Array(1)))).includes(String(handle.rid)), "the refusal names the closed handle");
      }),
    "FileHandle.read": () =>
      inFile((file) =>
        handled(file, { read: true }, async (handle) => {
          const buffer = new Uint8Array(5);
          equal(await handle.read(buffer), 5);
          equal(new TextDecoder().decode(buffer), "hello");
          await handle.seek(0, fs.SeekMode.End);
          equal(await handle.read(buffer), null);
        }),
      ),
    "FileHandle.seek": () =>
      inFile((file) => handled(file, { read: true }, async (handle) => equal(await handle.seek(-5, fs.SeekMode.End), 7))),
    "FileHandle.stat": () => inFile((file) => handled(file, { read: true }, async (handle) => equal((await handle.stat()).size, 12))),
    "FileHandle.truncate": () =>
      inFile(async (file) => {
        await handled(file, { read: true, write: true }, (handle) => handle.truncate(5));
        equal(await fs.readTextFile(file, at), "hello");
      }),
    "FileHandle.write": () =>
      inFile(async (file) => {
        await handled(file, { write: true }, async (handle) => equal(await handle.write(text.encode("J")), 1));
        equal(await fs.readTextFile(file, at), "Jello, world");
      }),
    copyFile: () =>
      inFile(async (file, folder) => {
        await fs.copyFile(file, `${folder}/b.txt`, { fromPathBaseDir: at.baseDir, toPathBaseDir: at.baseDir });
        equal(await fs.readTextFile(`${folder}/b.txt`, at), "hello, world");
      }),
    mkdir: () =>
      inFolder(async (folder) => {
        await refused(fs.mkdir(`${folder}/a/b`, at));
        await fs.mkdir(`${folder}/a/b`, { ...at, recursive: true });
        equal((await fs.stat(`${folder}/a/b`, at)).isDirectory, true);
      }),
    readDir: () =>
      inFile(async (_, folder) => equal(await fs.readDir(folder, at), [{ name: "a.txt", isDirectory: false, isFile: true, isSymlink: false }])),
    remove: () =>
      inFile(async (file) => {
        await fs.remove(file, at);
        equal(await fs.exists(file, at), false);
        await refused(fs.remove(file, at));
        await fs.writeTextFile(file, "", at);
      }),
    rename: () =>
      inFile(async (file, folder) => {
        await fs.rename(file, `${folder}/b.txt`, { oldPathBaseDir: at.baseDir, newPathBaseDir: at.baseDir });
        equal([await fs.exists(file, at), await fs.exists(`${folder}/b.txt`, at)], [false, true]);
      }),
    stat: () =>
      inFile(async (file) => {
        const { size, isFile, mtime, readonly } = await fs.stat(file, at);
        equal([size, isFile, readonly], [12, true, false]);
        check(mtime && Math.abs(mtime.getTime() - Date.now()) < 3_600_000, "it was written within the hour");
      }),
    lstat: () => inFile(async (file) => equal((await fs.lstat(file, at)).isSymlink, false)),
    truncate: () =>
      inFile(async (file) => {
        await fs.truncate(file, 5, at);
        equal(await fs.readTextFile(file, at), "hello");
      }),
    exists: () => inFile(async (file, folder) => equal([await fs.exists(file, at), await fs.exists(`${folder}/no`, at)], [true, false])),
    size: () => inFile(async (file) => equal(await fs.size(await join(await tempDir(), file)), 12)),
    watch: () =>
      inFile(async (file, folder) => {
        const seen: fs.WatchEvent[] = [];
        const stop = await fs.watch(folder, (event) => seen.push(event), { ...at, delayMs: 20 });
        await fs.writeTextFile(file, "changed", at);
        await eventually(() => seen.flatMap(({ paths }) => paths), (paths) => paths.some((path) => path.endsWith("a.txt")));
        stop();
      }),
    watchImmediate: () =>
      inFile(async (file, folder) => {
        const seen: fs.WatchEvent[] = [];
        const stop = await fs.watchImmediate(folder, (event) => seen.push(event), at);
        await fs.writeTextFile(file, "changed", at);
        await eventually(() => seen.flatMap(({ paths }) => paths), (paths) => paths.some((path) => path.endsWith("a.txt")));
        stop();
      }),
    startAccessingSecurityScopedResource: () => fs.startAccessingSecurityScopedResource(""),
    stopAccessingSecurityScopedResource: () => fs.stopAccessingSecurityScopedResource(""),
  },
};
