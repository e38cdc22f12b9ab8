import { z } from "zod";

/** The names inside a dump. */
export const dumpEntries = { manifest: "manifest.json", files: "database" } as const;

/** What a dump says of itself, in its first file. */
export const dumpManifestSchema = z.object({
  format: z.literal(1),
  taken_at: z.iso.datetime(),
  /** The embedded PostgreSQL whose files these are. */
  postgresql: z.number().int(),
  migrations: z.array(z.string()),
});

/** What {@link dumpManifestSchema} describes. */
export type DumpManifest = z.output<typeof dumpManifestSchema>;
