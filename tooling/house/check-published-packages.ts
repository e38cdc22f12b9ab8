import type { HouseFile } from "./house-file";
import { type PackageManifest, packageManifests } from "./package-manifest";

const agreedScripts = {
  build: "tsup",
  typecheck: "tsc -p tsconfig.json",
  "lint:package": "publint --strict",
  "lint:types": "attw --pack . --profile esm-only",
};
const agreedFiles = ["dist", "src", "!src/**/*.test.ts"];
const agreedEngine = ">=22.18";

/**
 * Checks that every published package has the same shape: a README, the agreed scripts, files and
 * engine, no side effects, ESM only, and exports that ship types.
 *
 * @returns One sentence for each departure.
 */
export function checkPublishedPackages(files: HouseFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return packageManifests(files)
    .filter((manifest) => manifest.private !== true)
    .flatMap((manifest) => [
      ...shapeProblems(manifest, paths),
      ...scriptProblems(manifest),
      ...exportProblems(manifest),
    ]);
}

function shapeProblems(manifest: PackageManifest, paths: Set<string>): string[] {
  const { folder, name } = manifest;
  const rules: [boolean, string][] = [
    [paths.has(`${folder}/README.md`), "needs a README.md"],
    [(manifest.description ?? "") !== "", "needs a description"],
    [manifest.license === "MIT", 'needs "license": "MIT"'],
    [manifest.type === "module", 'needs "type": "module"'],
    [manifest.sideEffects === false, 'needs "sideEffects": false'],
    [manifest.engines?.node === agreedEngine, `needs "engines": {"node": "${agreedEngine}"}`],
    [
      JSON.stringify(manifest.files?.slice(0, agreedFiles.length)) === JSON.stringify(agreedFiles),
      `needs "files" to begin with ${JSON.stringify(agreedFiles)}`,
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, need]) => `${name} ${need}.`);
}

function scriptProblems({ name, scripts }: PackageManifest): string[] {
  return Object.entries(agreedScripts)
    .filter(([script, command]) => scripts?.[script] !== command)
    .map(([script, command]) => `${name} needs the script "${script}": "${command}".`);
}

function exportProblems({ name, exports }: PackageManifest): string[] {
  const problems: string[] = [];
  if (exports?.["./package.json"] !== "./package.json") {
    problems.push(`${name} needs to export ./package.json.`);
  }
  for (const [entry, target] of Object.entries(exports ?? {})) {
    if (entry === "./package.json") continue;
    const conditions = typeof target === "object" && target !== null ? Object.keys(target) : [];
    if (conditions.join() !== "upload-post-source,types,default") {
      problems.push(
        `${name} needs upload-post-source, types and default, in this order, at ${entry}.`,
      );
    }
  }
  return problems;
}
