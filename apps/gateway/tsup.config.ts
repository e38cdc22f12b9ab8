import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/main.ts"],
  format: ["esm"],
  sourcemap: true,
  clean: true,
  // Some built-in modules exist only with their prefix (node:sqlite).
  removeNodeProtocol: false,
});
