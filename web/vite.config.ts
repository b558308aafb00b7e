import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { sources } from "./plugins/sources.ts";

export default defineConfig({
  plugins: [sources(), svelte({ configFile: false })],
  build: {
    target: "es2023",
  },
  test: {
    include: ["bridge/**/*.test.ts", "src/**/*.test.ts"],
  },
});
