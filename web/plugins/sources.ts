/**
 * The very files that run, for the page to show: `virtual:sources` gives each demo's words and a loader of its
 * files, highlighted here so that the page carries no highlighter. A build fails when a demo lacks one of its files.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { createHighlighter, type Highlighter, type ThemeRegistrationRaw } from "shiki";
import type { Plugin } from "vite";
import { parseHeader } from "../src/lib/header.ts";
import type { Kind, SourceFile } from "../src/lib/sources.ts";

const INDEX = "virtual:sources";
const LANGUAGES = {
  ".rs": "rust",
  ".svelte": "svelte",
  ".ts": "typescript",
  ".json": "json",
  ".js": "javascript",
  ".toml": "toml",
} as const;
const ROOT = join(import.meta.dirname, "../..");
const DEMOS = join(ROOT, "web/src/demos");

/** What is told apart. The page's tokens decide the colours, so each kind becomes a class and no colour of its own. */
const CLASSES = {
  comment: ["comment", "punctuation.definition.comment"],
  keyword: ["keyword.control", "keyword.other", "storage.type", "storage.modifier", "keyword.operator.new"],
  type: [
    "entity.name.type",
    "support.type",
    "support.class",
    "entity.name.tag",
    "meta.attribute",
    "support.type.property-name",
  ],
  function: ["entity.name.function", "support.function"],
  string: ["string", "punctuation.definition.string"],
  constant: ["constant"],
};
const PLAIN = "#000000";
const THEME: ThemeRegistrationRaw = {
  name: "classes",
  fg: PLAIN,
  bg: "#ffffff",
  settings: [
    { settings: { foreground: PLAIN } },
    ...Object.values(CLASSES).map((scope, index) => ({ scope, settings: { foreground: colourOf(index) } })),
    { scope: ["keyword.operator", "meta.template.expression", "meta.embedded"], settings: { foreground: PLAIN } },
  ],
};
const CLASS_OF = new Map(Object.keys(CLASSES).map((name, index) => [colourOf(index), name]));

interface DemoFile {
  kind: Kind;
  file: string;
}

export function sources(): Plugin {
  let strict = false;
  let highlighter: Promise<Highlighter> | undefined;

  /** The first file of each kind is required; further ones of the same folder follow it. */
  function filesOf(demo: string): DemoFile[] {
    const rust = join(ROOT, "src-rust/app/src/demos", demo);
    const page = join(DEMOS, demo);
    const files: DemoFile[] = [
      { kind: "rust", file: join(rust, "mod.rs") },
      ...others(rust, "mod.rs").map((file) => ({ kind: "rust" as const, file })),
      { kind: "page", file: join(page, "Demo.svelte") },
      ...others(page, "Demo.svelte").map((file) => ({ kind: "page" as const, file })),
      ...scripts(rust).map((file) => ({ kind: "page" as const, file })),
      { kind: "capability", file: join(ROOT, "capabilities", `${demo}.json`) },
      ...permissions(demo).map((file) => ({ kind: "capability" as const, file })),
      { kind: "test", file: join(ROOT, "e2e/tests", `${demo}.rs`) },
    ];
    const missing = files.find(({ file }) => !existsSync(file));
    if (missing && strict) {
      throw new Error(
        `demo "${demo}" has no ${fromRoot(missing.file)}; a demo is a Rust file, a page, a capability and a test`,
      );
    }
    return files.filter(({ file }) => existsSync(file));
  }

  function headerOf(demo: string) {
    const file = join(ROOT, "src-rust/app/src/demos", demo, "mod.rs");
    if (!existsSync(file) && !strict) return { title: demo, lead: "", tries: "", next: "" };
    try {
      return parseHeader(readFileSync(file, "utf8"));
    } catch (error) {
      throw new Error(`${fromRoot(file)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }

  return {
    name: "footbridge-sources",
    configResolved(config) {
      strict = config.command === "build" && config.mode === "production";
    },
    resolveId(id) {
      return id === INDEX || id.startsWith(`${INDEX}/`) ? `\0${id}` : null;
    },
    async load(id) {
      if (id === `\0${INDEX}`) {
        const entries = demoNames().map((demo) => {
          for (const { file } of filesOf(demo)) this.addWatchFile(file);
          const words = JSON.stringify(headerOf(demo)).slice(0, -1);
          return `${JSON.stringify(demo)}: ${words}, "load": () => import("${INDEX}/${demo}") }`;
        });
        return `export const sources = {\n${entries.join(",\n")}\n};`;
      }
      if (!id.startsWith(`\0${INDEX}/`)) return null;
      highlighter ??= createHighlighter({ themes: [THEME], langs: Object.values(LANGUAGES) });
      const shiki = await highlighter;
      const files = filesOf(id.slice(INDEX.length + 2)).map(({ kind, file }): SourceFile => {
        this.addWatchFile(file);
        const text = readFileSync(file, "utf8");
        return { kind, path: fromRoot(file), text, lines: highlight(shiki, text, file) };
      });
      return `export const files = ${JSON.stringify(files)};`;
    },
    async buildEnd() {
      (await highlighter)?.dispose();
      highlighter = undefined;
    },
  };
}

function demoNames(): string[] {
  return readdirSync(DEMOS).filter((demo) => existsSync(join(DEMOS, demo, "Demo.svelte")));
}

function others(folder: string, first: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name !== first && !/\btests?\./.test(name) && /\.(rs|ts|svelte)$/.test(name))
    .map((name) => join(folder, name));
}

/** What a demo serves by itself, to a page that is not the app's. */
function scripts(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  return names.map((name) => join(folder, name));
}

/** The permissions of a demo's own, if it has any. */
function permissions(demo: string): string[] {
  return [join(ROOT, "permissions", `${demo}.toml`)].filter((file) => existsSync(file));
}

function fromRoot(file: string): string {
  return relative(ROOT, file).replaceAll("\\", "/");
}

/** A theme can only speak in colours: one that is never drawn stands for each class. */
function colourOf(index: number): string {
  return `#00000${index + 1}`;
}

function highlight(shiki: Highlighter, text: string, file: string): string[] {
  const lang = LANGUAGES[extname(file) as keyof typeof LANGUAGES];
  const { tokens } = shiki.codeToTokens(text.replace(/\n$/, ""), { lang, theme: "classes" });
  return tokens.map((line) =>
    line
      .map(({ content, color }) => {
        const name = CLASS_OF.get(color?.toLowerCase() ?? PLAIN);
        return name ? `<span class="${name}">${escape(content)}</span>` : escape(content);
      })
      .join(""),
  );
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
