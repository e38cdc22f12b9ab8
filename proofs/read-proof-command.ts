import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

/** What `pnpm prove` was asked for. */
export type ProofCommand = {
  readonly name: string;
  readonly seed: number;
  readonly long: boolean;
};

/**
 * Reads the command line of `pnpm prove <name> [--long] [--seed <number>]`.
 *
 * @param names the proofs there are.
 * @throws Error naming what is wrong with it, and the proofs there are.
 */
export function readProofCommand(
  commandLine: readonly string[],
  names: readonly string[],
): ProofCommand {
  const usage = `Usage: pnpm prove <${names.join("|")}> [--long] [--seed <number>]`;
  const { values, positionals } = parseArgs({
    args: [...commandLine],
    allowPositionals: true,
    options: { long: { type: "boolean", default: false }, seed: { type: "string" } },
  });
  const [name = "", ...more] = positionals;
  if (!names.includes(name) || more.length > 0) throw new Error(usage);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new Error(`The seed "${values.seed}" is not a whole number from 0. ${usage}`);
  }
  return { name, seed, long: values.long };
}
