import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "tsup";

/** The server as one file that plain Node runs, made from the sources as they are. */
export type BuiltServer = { readonly path: string; readonly remove: () => Promise<void> };

/**
 * Builds `main.ts` with everything inside but PGlite, which brings files of its own: the packages of
 * the workspace need not have been built, and are never out of date.
 */
export async function buildServer(): Promise<BuiltServer> {
  const gateway = join(import.meta.dirname, "..");
  // Inside the package, so that its dependencies are found from there.
  const outDir = await mkdtemp(join(gateway, "node_modules", ".test-server-"));
  await build({
    config: false,
    entry: {
      main: join(gateway, "src/main.ts"),
      // Started by its path, beside the server.
      "video-probe-worker": join(gateway, "src/media/probing/video-probe-worker.ts"),
    },
    format: ["esm"],
    outDir,
    silent: true,
    removeNodeProtocol: false,
    splitting: false,
    external: [/^@electric-sql\/pglite/, "pg-native"],
    // CommonJS packages inside an ES module still call `require`.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    esbuildOptions: (options) => {
      options.conditions = ["upload-post-source"];
    },
  });
  return { path: join(outDir, "main.js"), remove: () => rm(outDir, { recursive: true }) };
}
