import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { extract } from "tar";
import { EMBEDDED_POSTGRESQL } from "../database/has-usable-files";
import { OperatorError } from "../operations/operator-error";
import { type DumpManifest, dumpEntries, dumpManifestSchema } from "./dump-manifest";

/** An unpacked dump: where its database lies, and what it says of itself. */
export type UnpackedDump = { readonly files: string; readonly manifest: DumpManifest };

/**
 * Unpacks a dump into an empty directory.
 *
 * @throws OperatorError when the file is damaged, no dump, or of another PostgreSQL.
 */
export async function unpackDump(path: string, directory: string): Promise<UnpackedDump> {
  let manifest: DumpManifest;
  try {
    await extract({
      file: path,
      cwd: directory,
      strict: true,
      preserveOwner: false,
      // A dump holds nothing else; a link could lead out of the directory.
      filter: (_name, entry) =>
        "type" in entry && (entry.type === "File" || entry.type === "Directory"),
    });
    const text = await readFile(join(directory, dumpEntries.manifest), "utf8");
    manifest = dumpManifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new OperatorError(
      `${path} is not a dump of this gateway, or it is damaged. Take another one; nothing was changed.`,
      { cause },
    );
  }
  if (manifest.postgresql !== EMBEDDED_POSTGRESQL) {
    throw new OperatorError(
      `${path} was taken from an embedded PostgreSQL ${manifest.postgresql}, and this release holds PostgreSQL ${EMBEDDED_POSTGRESQL}. Restore it with the release that took it; nothing was changed.`,
    );
  }
  return { files: join(directory, dumpEntries.files), manifest };
}
