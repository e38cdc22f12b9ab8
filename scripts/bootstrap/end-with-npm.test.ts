import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const module = fileURLToPath(new URL("end-with-npm.mjs", import.meta.url));

/** Runs a service below a shell, as npm does, kills the shell alone, and returns what was printed. */
function killShellAbove(service: string, env: Record<string, string>): Promise<string> {
  const script = `import { endWithNpm } from ${JSON.stringify(module)};
    endWithNpm(process.env);
    process.on("SIGTERM", () => { console.log("drained"); process.exit(); });
    ${service}`;
  // The second command keeps the shell from becoming the service itself.
  const shell = spawn("sh", ["-c", '"$NODE" --input-type=module -e "$SCRIPT"; true'], {
    env: { ...env, NODE: process.execPath, SCRIPT: script },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve) => {
    let output = "";
    shell.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (text.includes("ready")) shell.kill("SIGTERM");
    });
    shell.once("close", () => resolve(output));
  });
}

describe("endWithNpm", () => {
  it("ends a service whose npm was told to stop", async () => {
    const service = 'setInterval(() => {}, 1000); console.log("ready");';

    expect(await killShellAbove(service, { npm_lifecycle_event: "start" })).toBe(
      "ready\ndrained\n",
    );
  });

  it("leaves a service alone that npm did not start", async () => {
    const service = 'setTimeout(() => console.log("lived on"), 1500); console.log("ready");';

    expect(await killShellAbove(service, {})).toBe("ready\nlived on\n");
  });
});
