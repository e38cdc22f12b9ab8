import type { Json, JsonObject } from "../../connector";
import { MemoryConnectionError, type MemoryFaults } from "./memory-faults";

/** One call of the memory platform's API. */
export type MemoryCall = {
  readonly operation: string;
  /** The access token; `null` for calls that need none. */
  readonly token: string | null;
  readonly body: JsonObject;
  readonly signal: AbortSignal;
};

/** What it answers: a documented code for failures, `null` for success. */
export type MemoryAnswer = {
  readonly status: number;
  readonly code: string | null;
  readonly body: Json;
};

/** Thrown by handlers to answer with one of the platform's codes. */
export class MemoryRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.name = "MemoryRefusal";
    this.status = status;
    this.code = code;
  }
}

/** Runs a handler under the planned faults. */
export async function answerUnderFaults(
  faults: MemoryFaults,
  call: { readonly operation: string; readonly signal: AbortSignal },
  handle: () => Promise<Json>,
): Promise<MemoryAnswer> {
  call.signal.throwIfAborted();
  const fault = faults.take(call.operation);
  switch (fault) {
    case "refused":
      throw new MemoryConnectionError(false);
    case "request-lost":
      throw new MemoryConnectionError(true);
    case "server-error":
      return { status: 500, code: "internal", body: {} };
    case "rate-limited":
      return { status: 429, code: "too_fast", body: { retryAfterMs: 30_000 } };
    case "unauthorized":
      return { status: 401, code: "token_invalid", body: {} };
    case "hang":
      return hang(call.signal);
    default:
      break;
  }
  const answer = await settle(handle);
  if (fault === "answer-lost") throw new MemoryConnectionError(true);
  return fault === "garbage" ? { status: 200, code: null, body: "<html>" } : answer;
}

async function settle(handle: () => Promise<Json>): Promise<MemoryAnswer> {
  try {
    return { status: 200, code: null, body: await handle() };
  } catch (error) {
    if (error instanceof MemoryRefusal) return { status: error.status, code: error.code, body: {} };
    throw error;
  }
}

function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
