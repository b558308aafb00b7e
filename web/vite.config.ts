import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { sources } from "./plugins/sources.ts";

export default defineConfig({
  plugins: [sources(), svelte({ configFile: false })],
  build: {
    target: "es2023",
    // The host's policy lets fonts and scripts come from the app itself, and not out of a `data:` URL.
    assetsInlineLimit: 0,
  },
  test: {
    include: ["bridge/**/*.test.ts", "src/**/*.test.ts"],
  },
});
