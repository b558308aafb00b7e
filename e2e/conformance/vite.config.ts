import { defineConfig } from "vite";

// One script without imports, which a driver can hand to a page that holds nothing else.
export default defineConfig({
  build: {
    lib: { entry: "suite/index.ts", formats: ["iife"], name: "CONFORMANCE", fileName: () => "suite.js" },
    minify: false,
    target: "es2022",
  },
});
