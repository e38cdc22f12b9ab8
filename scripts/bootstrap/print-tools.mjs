// Run inside npx by find-tools.mjs: says which Node runs here and where its pnpm lies.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const directories = (process.env.PATH ?? "").split(delimiter);
const binDirectory = directories.find((directory) => existsSync(join(directory, "pnpm")));
process.stdout.write(JSON.stringify({ node: process.execPath, binDirectory }));
