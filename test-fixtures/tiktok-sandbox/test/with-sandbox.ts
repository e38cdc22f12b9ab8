import { expect } from "vitest";
import {
  type RuleId,
  startTiktokSandbox,
  type TiktokSandbox,
  type TiktokSandboxOptions,
} from "../src/index";
import { type Answer, createTiktokClient, type TiktokClient } from "./tiktok-client";

/** What a test works with. */
export interface SandboxScene {
  readonly sandbox: TiktokSandbox;
  readonly client: TiktokClient;
}

/** Runs a test against a fresh sandbox on a manual clock; fails when the sandbox itself failed. */
export async function withSandbox(
  act: (scene: SandboxScene) => Promise<void>,
  options: TiktokSandboxOptions = {},
): Promise<void> {
  const sandbox = await startTiktokSandbox({
    clock: "manual",
    startAt: Date.UTC(2026, 10, 22, 12),
    ...options,
  });
  try {
    await act({ sandbox, client: createTiktokClient(sandbox) });
    await sandbox.advance(0);
  } finally {
    await sandbox.close();
  }
}

/** Expects an API refusal: status, code, and optionally what its message contains. */
export function expectApiError(answer: Answer, status: number, code: string, message = ""): void {
  expect({ status: answer.status, code: answer.json?.error?.code }).toEqual({ status, code });
  expect(answer.json.error.message).toContain(message);
  expect(answer.json.error.log_id).toMatch(/^\d{14}[0-9A-F]{20}$/);
}

/** Expects a flat OAuth error; 200 is what was seen live. */
export function expectOauthError(answer: Answer, code: string, description = ""): void {
  expect({ status: answer.status, code: answer.json?.error }).toEqual({ status: 200, code });
  expect(answer.json.error_description).toContain(description);
  expect(answer.json).not.toHaveProperty("access_token");
}

/** Expects TikTok's own error page naming a field, and no redirect. */
export function expectErrorPage(answer: Answer, field: string): void {
  expect(answer.status).toBe(400);
  expect(answer.headers.get("location")).toBeNull();
  expect(answer.text).toContain("Something went wrong");
  expect(answer.text).toContain(`<code>${field}</code>`);
}

/** Expects that the latest request was refused for this rule and no other. */
export function expectRule(sandbox: TiktokSandbox, rule: RuleId): void {
  expect(sandbox.inspect.requests().at(-1)?.rule).toBe(rule);
}
