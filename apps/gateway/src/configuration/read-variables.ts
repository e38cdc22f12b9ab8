import type { VariableProblem } from "./configuration-problem";
import type { VariableTable, VariableValues } from "./variable";

/** The process environment, as a plain object. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a whole text file; throws when it cannot. */
export type ReadTextFile = (path: string) => string;

/** Either every value, or everything that is wrong. */
export type VariableReading<Table extends VariableTable> =
  | { readonly ok: true; readonly values: VariableValues<Table> }
  | { readonly ok: false; readonly problems: readonly VariableProblem[] };

/**
 * Reads one table of variables. An empty variable counts as absent, because compose files and
 * container platforms write `NAME=` for "not set".
 */
export function readVariables<Table extends VariableTable>(
  table: Table,
  environment: Environment,
  readFile: ReadTextFile,
): VariableReading<Table> {
  const values: Record<string, unknown> = {};
  const problems: VariableProblem[] = [];
  for (const [name, variable] of Object.entries(table)) {
    const text = variable.secret
      ? readSecretText(name, environment, readFile)
      : { text: presentText(environment[name]) };
    if ("problem" in text) {
      problems.push({ name: text.name, message: text.problem });
      continue;
    }
    const parsed = variable.schema.safeParse(text.text);
    if (parsed.success) values[name] = parsed.data;
    for (const issue of parsed.error?.issues ?? []) problems.push({ name, message: issue.message });
  }
  if (problems.length > 0) return { ok: false, problems };
  // Every name of the table was parsed by its own schema just above.
  return { ok: true, values: values as VariableValues<Table> };
}

type SecretText = { readonly text: string | undefined } | { name: string; problem: string };

function readSecretText(
  name: string,
  environment: Environment,
  readFile: ReadTextFile,
): SecretText {
  const text = presentText(environment[name]);
  const path = presentText(environment[`${name}_FILE`]);
  if (path === undefined) return { text };
  const fileVariable = `${name}_FILE`;
  if (text !== undefined) {
    return {
      name: fileVariable,
      problem: `is set together with ${name}; keep only one of the two.`,
    };
  }
  try {
    // Editors and `echo` end a file with a line break that is not part of the secret.
    return { text: presentText(readFile(path).replace(/\r?\n$/, "")) };
  } catch {
    return {
      name: fileVariable,
      problem: `names the file ${path}, which cannot be read; check that it exists and that the gateway's user may read it.`,
    };
  }
}

function presentText(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
