import { defineConfig } from "tsup";

export default defineConfig({
  entry: [
    "src/index.ts",
    "src/connector/index.ts",
    "src/connector-kit/index.ts",
    "src/errors/index.ts",
    "src/testing/index.ts",
  ],
  format: ["esm"],
  dts: true,
  sourcemap: true,
  clean: true,
});
