import type { z } from "zod";
import type { Credential, JsonObject } from "../../connector";
import { PlatformUnavailableError } from "../../errors";
import { memoryContractError, memoryErrorOf } from "./memory-errors";
import { MemoryConnectionError } from "./memory-faults";
import type { MemoryPlatform } from "./memory-platform";
import type { MemoryAnswer } from "./memory-wire";

/** Calls the memory platform and turns every failure into one of our errors. */
export type MemoryClient = {
  call<T>(
    operation: string,
    request: {
      readonly credential: Credential | null;
      readonly body: JsonObject;
      readonly answer: z.ZodType<T>;
      readonly signal: AbortSignal;
    },
  ): Promise<T>;
};

/** Makes a client that calls once and never retries. */
export function createMemoryClient(platform: MemoryPlatform): MemoryClient {
  return {
    async call(operation, { credential, body, answer: schema, signal }) {
      const token = credential?.secrets.access?.reveal() ?? null;
      const answer = await send(platform, { operation, token, body, signal });
      if (answer.code !== null) throw memoryErrorOf(answer);
      const parsed = schema.safeParse(answer.body);
      if (!parsed.success) throw memoryContractError(null);
      return parsed.data;
    },
  };
}

async function send(
  platform: MemoryPlatform,
  call: Parameters<MemoryPlatform["request"]>[0],
): Promise<MemoryAnswer> {
  try {
    return await platform.request(call);
  } catch (error) {
    if (!(error instanceof MemoryConnectionError)) throw error;
    throw new PlatformUnavailableError({
      effect: error.sent ? "possible" : "none",
      message: error.sent
        ? "The connection to the memory platform broke before its answer. Ask it what happened."
        : "The memory platform cannot be reached. Repeat later.",
    });
  }
}
