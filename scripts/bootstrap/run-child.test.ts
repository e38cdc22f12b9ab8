import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runChild } from "./run-child.mjs";

const module = fileURLToPath(new URL("run-child.mjs", import.meta.url));

/** Starts a Node that runs `childScript` through runChild, with its output in a pipe. */
function startParent(childScript: string) {
  const parentScript = `import { runChild } from ${JSON.stringify(module)};
    process.exitCode = await runChild(process.execPath, ["-e", ${JSON.stringify(childScript)}]);`;
  return spawn(process.execPath, ["--input-type=module", "-e", parentScript], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

describe("runChild", () => {
  it("answers the child's exit code", async () => {
    expect(await runChild(process.execPath, ["-e", "process.exit(7)"])).toBe(7);
  });

  it("answers 128 and the signal's number when a signal ended the child", async () => {
    const kill = "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)";

    expect(await runChild(process.execPath, ["-e", kill])).toBe(128 + 9);
  });

  it("hands arguments over as they are", async () => {
    const words = ["two words", "$HOME", "'quoted'", '"double"', "*", ""];
    const compare = `process.exit(JSON.stringify(process.argv.slice(1)) === process.env.EXPECTED ? 0 : 1)`;

    const code = await runChild(process.execPath, ["-e", compare, "--", ...words], {
      env: { EXPECTED: JSON.stringify(words) },
    });

    expect(code).toBe(0);
  });

  it("says which program could not be started", async () => {
    await expect(runChild("no-such-program", [])).rejects.toThrow(
      "no-such-program could not be started",
    );
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "passes %s on and waits until the child has drained",
    async (signal) => {
      const parent = startParent(
        `process.on(${JSON.stringify(signal)}, () => { console.log("drained"); process.exit(3); });
         setInterval(() => {}, 1000); console.log("ready");`,
      );
      let output = "";
      parent.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (text.includes("ready")) parent.kill(signal);
      });

      const [code] = await once(parent, "close");

      expect(output).toBe("ready\ndrained\n");
      expect(code).toBe(3);
    },
  );
});
