// Runs one proof and prints what it found as JSON; the exit code is 1 when a bar is missed.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Prove } from "./proof";
import { readProofCommand } from "./read-proof-command";

const moduleOf = (name: string) => join(import.meta.dirname, name, `prove-${name}.ts`);
const names = readdirSync(import.meta.dirname).filter((name) => existsSync(moduleOf(name)));

const { name, seed, long } = readProofCommand(process.argv.slice(2), names);
const { prove } = (await import(moduleOf(name))) as { readonly prove: Prove };
console.error(`Proof "${name}", seed ${seed}${long ? ", long form" : ""}`);
const startedAt = new Date();
const { figures, missed } = await prove({ seed, long, progress: (line) => console.error(line) });
const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
console.log(
  JSON.stringify(
    { proof: name, seed, long, date: startedAt, seconds, ...figures, missed },
    null,
    2,
  ),
);
process.exitCode = missed.length === 0 ? 0 : 1;
