import type { HouseFile } from "./house-file";
import { packageManifests } from "./package-manifest";

/** Published packages under `packages/` that are no connector. */
const noConnectors = new Set(["packages/core"]);

/**
 * Checks that the package of every platform exports its factory under the one name that can be
 * guessed: `packages/my-space` exports `createMySpaceConnector` and `MySpaceConnectorOptions`.
 *
 * @returns One sentence for each missing export.
 */
export function checkConnectorFactories(files: HouseFile[]): string[] {
  const problems: string[] = [];
  for (const { folder, name } of packageManifests(files)) {
    if (!folder.startsWith("packages/") || noConnectors.has(folder)) continue;
    const index = files.find(({ path }) => path === `${folder}/src/index.ts`)?.text ?? "";
    const id = pascalCase(folder.slice("packages/".length));
    for (const wanted of [`create${id}Connector`, `${id}ConnectorOptions`]) {
      if (!exportedNames(index).has(wanted)) problems.push(`${name} must export ${wanted}.`);
    }
  }
  return problems;
}

function exportedNames(text: string): Set<string> {
  const lists = [...text.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}/g)];
  const names = lists.flatMap(([, list = ""]) => list.split(","));
  return new Set(names.map((name) => name.trim().replace(/^type\s+|^.*\sas\s+/g, "")));
}

function pascalCase(kebab: string): string {
  return kebab.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
