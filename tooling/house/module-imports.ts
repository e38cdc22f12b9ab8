import { posix } from "node:path";
import ts from "typescript";
import type { HouseFile } from "./house-file";

/** One import, re-export or dynamic import of a file. */
export interface ModuleImport {
  specifier: string;
  /** For a relative specifier, the path it names from the root of the repository; else null. */
  target: string | null;
}

/** Lists what a file imports, by TypeScript's own reading of it. */
export function moduleImports(file: HouseFile): ModuleImport[] {
  const { importedFiles } = ts.preProcessFile(file.text, true, true);
  return importedFiles.map(({ fileName }) => ({
    specifier: fileName,
    target: fileName.startsWith(".") ? posix.join(posix.dirname(file.path), fileName) : null,
  }));
}
