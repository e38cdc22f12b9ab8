import { type HouseFile, isSource } from "./house-file";
import { moduleImports } from "./module-imports";
import type { Room } from "./room-table";

/** A package of the house: its npm name and its folder. */
export interface HousePackage {
  name: string;
  folder: string;
}

/**
 * Checks that arrows point one way: a room imports only what the table grants it, and every room of
 * core stands in the table. Tests may import anything.
 *
 * @returns One sentence for each forbidden import.
 */
export function checkRoomImports(
  files: HouseFile[],
  rooms: Room[],
  packages: HousePackage[],
): string[] {
  const problems: string[] = [];
  for (const file of files.filter(isSource)) {
    const room = roomOf(file.path, rooms);
    if (!room) {
      if (/^packages\/core\/src\/[^/]+\//.test(file.path)) {
        problems.push(`${file.path} lies in a room that the table of AGENTS.md does not have.`);
      }
      continue;
    }
    for (const { specifier, target } of moduleImports(file)) {
      const house = target ?? houseTarget(specifier, packages);
      if (house === null || isInside(house, ownFolder(file.path, room))) continue;
      const granted = room.mayImport.some((grant) => specifier === grant || isInside(house, grant));
      if (!granted) problems.push(`${file.path} may not import "${specifier}".`);
    }
  }
  return problems;
}

/** The most exact room of the table that holds `path`. */
function roomOf(path: string, rooms: Room[]): Room | undefined {
  const holding = rooms.filter(({ folder }) => isInside(path, folder));
  const exact = holding.filter(({ folder }) => !folder.includes("*"));
  // `packages/*` means the platforms; core has rooms of its own.
  if (exact.length === 0 && path.startsWith("packages/core/")) return undefined;
  return exact[0] ?? holding[0];
}

/** The folder behind a room with a star: `packages/tiktok` for a file there in `packages/*`. */
function ownFolder(path: string, { folder }: Room): string {
  return path.split("/").slice(0, folder.split("/").length).join("/");
}

function houseTarget(specifier: string, packages: HousePackage[]): string | null {
  const found = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  return found ? `${found.folder}${specifier.slice(found.name.length)}` : null;
}

/** Whether `path` lies in `folder`, whose `*` stands for one name or a part of one. */
function isInside(path: string, folder: string): boolean {
  const pattern = folder.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "[^/]+");
  return new RegExp(`^${pattern}(/|$)`).test(path);
}
