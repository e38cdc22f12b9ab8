import { posix } from "node:path";
import { z } from "zod";
import type { HouseFile } from "./house-file";

const manifestSchema = z.object({
  name: z.string(),
  description: z.string().optional(),
  license: z.string().optional(),
  private: z.boolean().optional(),
  type: z.string().optional(),
  sideEffects: z.unknown().optional(),
  engines: z.record(z.string(), z.string()).optional(),
  exports: z.record(z.string(), z.unknown()).optional(),
  bin: z.record(z.string(), z.string()).optional(),
  files: z.array(z.string()).optional(),
  scripts: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});

/** The parts of a package.json that the house has rules for. */
export type PackageManifest = z.infer<typeof manifestSchema> & {
  /** Folder of the package from the root of the repository. */
  folder: string;
};

/** Reads every package of the house; the root itself is none. */
export function packageManifests(files: HouseFile[]): PackageManifest[] {
  return files
    .filter(({ path }) => path.endsWith("/package.json"))
    .map(({ path, text }) => ({
      folder: posix.dirname(path),
      ...manifestSchema.parse(JSON.parse(text)),
    }));
}
