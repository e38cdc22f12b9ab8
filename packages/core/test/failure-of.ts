import { expect } from "vitest";

/** Everything an error could show somebody who prints it with all its causes. */
function printed(error: unknown): string {
  const parts: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    const properties = Object.values(current).map(String);
    parts.push(String(current.stack), JSON.stringify(current), ...properties);
  }
  return parts.join("\n");
}

/** What a request fails with; nowhere in it may the word `canary` stand, which tests plant in secrets. */
export async function failureOf(sending: Promise<unknown>): Promise<unknown> {
  try {
    await sending;
  } catch (error) {
    expect(printed(error)).not.toContain("canary");
    return error;
  }
  throw new Error("the request was expected to fail");
}
