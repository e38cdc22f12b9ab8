import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    main: "src/main.ts",
    // Started by its path, beside the bundle, in a thread of its own.
    "video-probe-worker": "src/media/probing/video-probe-worker.ts",
  },
  format: ["esm"],
  sourcemap: true,
  clean: true,
  // Some built-in modules exist only with their prefix (node:sqlite).
  removeNodeProtocol: false,
});
