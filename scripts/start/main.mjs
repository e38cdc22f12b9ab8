// `npm start`: the gateway as a service. `npm start -- --sandbox`: with TikTok's sandbox beside it.
import { parseArgs } from "node:util";
import { runChild } from "../bootstrap/run-child.mjs";
import { runWithSandbox } from "./run-with-sandbox.mjs";

const gatewayMain = "apps/gateway/dist/main.js";

/** @param {string[]} commandLine */
function readArguments(commandLine) {
  try {
    return parseArgs({
      args: commandLine,
      options: { sandbox: { type: "boolean", default: false } },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(
      `npm start: ${reason}\nThe only option is --sandbox, as in: npm start -- --sandbox`,
    );
    process.exit(2);
  }
}

const { sandbox } = readArguments(process.argv.slice(2));
try {
  process.exitCode = sandbox
    ? await runWithSandbox(gatewayMain, process.env)
    : await runChild(process.execPath, [gatewayMain]);
} catch (error) {
  console.error(`npm start: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
