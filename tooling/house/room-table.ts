/** One line of the table of rooms in AGENTS.md. */
export interface Room {
  /** The folder, `*` standing for any name: `packages/core/src/errors`, `packages/*`. */
  folder: string;
  /** Folders and packages of this house that its sources may import, beside itself. */
  mayImport: string[];
}

const coreSource = "packages/core/src/";

/**
 * Reads the rooms and the directions of their arrows from AGENTS.md, so that the page people read
 * is the rule that is checked.
 *
 * @throws Error when the page has no such table or says something this reader does not know.
 */
export function roomTable(agentsPage: string): Room[] {
  const rooms: Room[] = [];
  for (const line of agentsPage.split("\n")) {
    const [, room, , mayImport] = line.split("|").map((cell) => cell.trim());
    const folder = /^`((?:packages|apps|test-fixtures)\/[^`]+)`$/.exec(room ?? "")?.[1];
    if (!folder || mayImport === undefined) continue;
    rooms.push({
      folder: folder.replace(/<platform>/g, "*"),
      mayImport: readArrows(mayImport, rooms),
    });
  }
  if (rooms.length === 0) throw new Error("AGENTS.md has no table of rooms.");
  return rooms;
}

function readArrows(cell: string, roomsAbove: Room[]): string[] {
  if (cell === "nothing" || cell === "no package of this house") return [];
  if (cell === "all above") {
    return roomsAbove.map(({ folder }) => folder).filter((folder) => folder.startsWith(coreSource));
  }
  const names = cell.split(",").map((part) => /^`([^`]+)`$/.exec(part.trim())?.[1]);
  return names.map((name) => {
    if (name === undefined) throw new Error(`AGENTS.md: "${cell}" is no list of rooms.`);
    if (name.startsWith("/")) return `@upload-post/core${name}`;
    return /^[@a-z]+[/]|^@/.test(name) ? name : `${coreSource}${name}`;
  });
}
