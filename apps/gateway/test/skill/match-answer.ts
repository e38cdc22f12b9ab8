/** Values that steps kept for later ones, by their names without the dollar sign. */
export type Names = Map<string, string>;

const nameOnly = /^\$([A-Z_]+)$/;

/**
 * Holds an answer against what the skill says about it, and keeps what it names.
 *
 * @returns what differs, each with its place; empty: nothing does
 */
export function matchAnswer(
  expected: unknown,
  actual: unknown,
  names: Names,
  path = "",
): readonly string[] {
  if (typeof expected === "string") return matchText(expected, actual, names, path);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      return [`${path}: expected ${expected.length} entries, got ${JSON.stringify(actual)}`];
    }
    return expected.flatMap((entry, index) =>
      matchAnswer(entry, actual[index], names, `${path}/${index}`),
    );
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null) {
      return [`${path}: expected an object, got ${JSON.stringify(actual)}`];
    }
    const members = new Map(Object.entries(actual));
    return Object.entries(expected).flatMap(([name, value]) =>
      matchAnswer(value, members.get(name), names, `${path}/${name}`),
    );
  }
  return expected === actual ? [] : [differs(path, expected, actual)];
}

function matchText(
  expected: string,
  actual: unknown,
  names: Names,
  path: string,
): readonly string[] {
  if (typeof actual !== "string") return [differs(path, expected, actual)];
  if (expected === "…") return [];
  const name = nameOnly.exec(expected)?.[1];
  // A name stands for one value in the whole skill.
  const wanted = name === undefined ? expected : (names.get(name) ?? actual);
  if (name !== undefined) names.set(name, wanted);
  return wanted === actual ? [] : [differs(path, wanted, actual)];
}

function differs(path: string, expected: unknown, actual: unknown): string {
  return `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}
