import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const web = join(import.meta.dirname, "..");
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "footbridge-types-"));
  for (const part of ["src", "bridge", "plugins", "tsconfig.json", "package.json", "vite.config.ts"]) {
    cpSync(join(web, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(web, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true }));

/** What svelte-check says of the page when these bindings are written from Rust. */
function check(bindings: string) {
  writeFileSync(join(copy, "src/bindings.ts"), bindings);
  const script = join(web, "node_modules/svelte-check/bin/svelte-check");
  const args = [script, "--tsconfig", "./tsconfig.json", "--output", "machine"];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
  return { passed: status === 0, errors: stdout };
}

// Rust writes the bindings (and a stale file fails the build), so this is what a renamed field becomes.
test("renaming a Rust field or argument breaks the page's type check", { timeout: 120_000 }, () => {
  const bindings = readFileSync(join(web, "src/bindings.ts"), "utf8");
  expect(check(bindings)).toMatchObject({ passed: true });
  for (const [field, renamed, user] of [
    ["totalCents", "sumCents", "arguments"],
    ["sha256", "digest", "bytes"],
    ["firstName", "givenName", "arguments"],
  ] as const) {
    expect(bindings).toContain(field);
    const { passed, errors } = check(bindings.replaceAll(field, renamed));
    expect(passed, `${field} was renamed to ${renamed}`).toBe(false);
    expect(errors).toMatch(new RegExp(`demos/${user}/.*${field}`, "s"));
  }
});
