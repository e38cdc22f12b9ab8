import { setTimeout as sleep } from "node:timers/promises";

/** An answer, whatever its status. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or null. */
  readonly body: unknown;
};

/** One call of the API. */
export type Call = {
  readonly method: string;
  /** A path of the API, or a whole address. */
  readonly path: string;
  readonly json?: unknown;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A caller of the API that behaves as documentation asks of agents: it repeats what was not answered. */
export type Agent = {
  /** One try. @throws when the connection is lost. */
  readonly once: (call: Call) => Promise<Answer>;
  /** Tries until there is an answer that means something. @throws Error after `PATIENCE_MS`. */
  readonly call: (call: Call) => Promise<Answer>;
  /** How often connections were lost under a call, and how often the gateway answered 500. */
  readonly troubles: () => { readonly lostConnections: number; readonly errors500: number };
};

const ANSWER_MS = 20_000;
const PATIENCE_MS = 300_000;
const PAUSE_MS = 300;

/** What says "come again": too early, limits, trouble of the server, an owner who is asked to consent again. */
const comeAgain = new Set([425, 429, 500, 502, 503, 504]);
const comeAgainCodes = new Set([
  "idempotency_in_progress",
  "upload_locked",
  "reauthorization_required",
]);

/** Makes an agent of one API key. */
export function createAgent(origin: string, apiKey: string): Agent {
  let lost = 0;
  let errors500 = 0;
  const once = async (call: Call): Promise<Answer> => {
    const { method, path, json, body, headers } = call;
    const response = await fetch(new URL(path, origin), {
      method,
      headers: {
        Authorization: `Bearer ${apiKey}`,
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: json === undefined ? (body ?? null) : JSON.stringify(json),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  };
  return {
    once,
    troubles: () => ({ lostConnections: lost, errors500 }),
    async call(call) {
      const giveUpAt = Date.now() + PATIENCE_MS;
      let last = "never answered";
      while (Date.now() < giveUpAt) {
        try {
          const answer = await once(call);
          if (answer.status === 500) errors500 += 1;
          if (!isPassing(answer)) return answer;
          last = `${answer.status} ${codeOf(answer)}`;
        } catch (error) {
          lost += 1;
          last = String(error);
        }
        await sleep(PAUSE_MS);
      }
      throw new Error(`${call.method} ${call.path} got no answer: ${last}`);
    },
  };
}

function isPassing(answer: Answer): boolean {
  return comeAgain.has(answer.status) || comeAgainCodes.has(codeOf(answer));
}

/** The `code` of a problem, or nothing. */
export function codeOf({ body }: Answer): string {
  const isObject = typeof body === "object" && body !== null;
  return isObject && "code" in body && typeof body.code === "string" ? body.code : "";
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
