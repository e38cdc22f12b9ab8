import type { Credential, JsonObject } from "@upload-post/core/connector";
import { createPlatformClient, type PlatformAnswer } from "@upload-post/core/connector-kit";
import { PlatformContractError } from "@upload-post/core/errors";
import type { z } from "zod";
import { requireSecret } from "../login-kit/require-secret";
import type { TiktokSettings } from "../settings/read-settings";
import { headerLogId, readEnvelope, readJson, readOAuthRefusal } from "./api-answer";
import { refuseApiAnswer } from "./refuse-api-answer";

/** A call on behalf of an account. */
export type ApiCall<Data> = {
  readonly method: "GET" | "POST";
  /** Ends with a slash (section 4). */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** `null` for an empty body. */
  readonly body: JsonObject | null;
  readonly credential: Credential;
  /** The scopes that the call needs, for the error when one is missing. */
  readonly scopes: readonly string[];
  /** What `data` must look like, tolerantly. */
  readonly data: z.ZodType<Data>;
  readonly signal: AbortSignal;
};

/** A call to an OAuth endpoint, as a form. */
export type OAuthCall = {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Whether an empty body is an answer (2.3) or a sign that it was lost. */
  readonly emptyBody: "answer" | "lost";
  readonly signal: AbortSignal;
};

/** TikTok's API: makes each call once and answers with data or throws the error its code stands for. */
export type TiktokApi = {
  call<Data>(call: ApiCall<Data>): Promise<Data>;
  /** Answers with the parsed body; `undefined` when it is empty. */
  oauth(call: OAuthCall): Promise<unknown>;
};

/** Makes the API client of one connector. */
export function createTiktokApi(settings: TiktokSettings): TiktokApi {
  const client = createPlatformClient({
    platformName: "TikTok",
    fetch: settings.fetch,
    baseUrl: settings.apiOrigin,
    timeoutMs: settings.timeoutMs,
    userAgent: "upload-post",
  });

  return {
    async call(call) {
      const token = requireSecret(call.credential, "access_token").reveal();
      const answer = await client.send({
        method: call.method,
        path: call.path,
        signal: call.signal,
        ...(call.query === undefined ? {} : { query: call.query }),
        ...(call.body === null ? {} : { body: JSON.stringify(call.body) }),
        headers: {
          authorization: `Bearer ${token}`,
          ...(call.method === "POST" ? { "content-type": "application/json; charset=UTF-8" } : {}),
        },
      });
      const envelope = readEnvelope(answer);
      // Success is error.code === "ok" and nothing else (CI, DP, PH): errors come with HTTP 200 too.
      if (envelope?.code !== "ok" || answer.status >= 300) {
        throw refuseApiAnswer({
          answer,
          code: envelope === null || envelope.code === "ok" ? null : envelope.code,
          message: envelope?.message ?? null,
          logId: envelope?.logId ?? null,
          source: "api",
          scopes: call.scopes,
          now: settings.now(),
        });
      }
      const parsed = call.data.safeParse(envelope.data ?? {});
      if (parsed.success) return parsed.data;
      throw unexpectedData(answer, call.path, envelope.logId);
    },

    async oauth(call) {
      const answer = await client.send({
        method: "POST",
        path: call.path,
        signal: call.signal,
        headers: { "cache-control": "no-cache" },
        body: new URLSearchParams({ ...call.fields }),
      });
      // OAuth errors come with HTTP 200 as well (2.2, WILD): presence of `error` decides.
      const refusal = readOAuthRefusal(answer);
      const body = readJson(answer);
      const isLost = body === undefined && (answer.body !== "" || call.emptyBody === "lost");
      if (refusal !== null || answer.status >= 300 || isLost) {
        throw refuseApiAnswer({
          answer,
          code: refusal?.code ?? null,
          message: refusal?.message ?? null,
          logId: refusal?.logId ?? null,
          source: "oauth",
          scopes: [],
          now: settings.now(),
        });
      }
      return body;
    },
  };
}

function unexpectedData(answer: PlatformAnswer, path: string, logId: string | null) {
  return new PlatformContractError({
    effect: "possible",
    message: `TikTok said yes to ${path} but left out what it documents for it. Report this as a bug of the connector.`,
    platform: { name: "tiktok", code: "ok", logId: logId ?? headerLogId(answer) },
  });
}
