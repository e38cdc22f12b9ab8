import { execFile } from "node:child_process";
import type { Client } from "@modelcontextprotocol/client";
import { readAnswer } from "../open-mcp-clients";
import type { Names } from "./match-answer";
import type { SkillStep } from "./read-skill";

/** What came of one step. */
export type StepAnswer = { readonly isRefused: boolean; readonly body: unknown };

/** A way to carry out steps. */
export type SkillWay = (step: SkillStep, names: Names) => Promise<StepAnswer>;

/** `curl` with `--fail-with-body` ends with this when the server refuses. */
const CURL_REFUSED = 22;

/** Runs a step's shell script with real `curl`, in a shell of its own, as an agent does. */
export function byShell(home: string): SkillWay {
  return ({ shell }, names) => {
    if (shell === null) throw new Error("The step has no command.");
    const env = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: home, ...Object.fromEntries(names) };
    return new Promise((resolve, reject) => {
      const options = { env, timeout: 90_000, maxBuffer: 8 * 1024 * 1024 };
      const child = execFile(
        "bash",
        ["--norc", "-euc", shell],
        options,
        (error, stdout, stderr) => {
          const isRefused = child.exitCode === CURL_REFUSED;
          if (error !== null && !isRefused) reject(new Error(`${error.message}\n${stderr}`));
          else resolve({ isRefused, body: stdout === "" ? null : JSON.parse(stdout) });
        },
      );
    });
  };
}

/** Calls a step's tool with the official client; steps that are not a tool's are left to the shell. */
export function byMcp(client: Client, shell: SkillWay): SkillWay {
  return async (step, names) => {
    if (step.mcp === null) return shell(step, names);
    const call: unknown = JSON.parse(fillIn(step.mcp, names));
    const { isError, body } = readAnswer(await client.callTool(asCall(call)));
    return { isRefused: isError, body };
  };
}

function fillIn(text: string, names: Names): string {
  return text.replaceAll(/\$([A-Z_]+)/g, (all, name: string) => {
    const value = names.get(name);
    if (value === undefined) throw new Error(`Nothing before has said what ${all} is.`);
    return value;
  });
}

function asCall(value: unknown): { name: string; arguments: Record<string, unknown> } {
  if (typeof value !== "object" || value === null) throw new Error("The call is not an object.");
  const { name, arguments: input, ...more } = value as Record<string, unknown>;
  if (typeof name !== "string" || typeof input !== "object" || Object.keys(more).length > 0) {
    throw new Error("A call has a name and arguments, and nothing else.");
  }
  return { name, arguments: { ...input } };
}
