import { type PlatformAnswer, parseJsonExactly } from "@upload-post/core/connector-kit";
import { z } from "zod";

/** The v2 envelope, read tolerantly: `data` may be `{}` or absent, the log id has two spellings (2.4). */
const envelopeSchema = z.object({
  data: z.unknown().optional(),
  error: z.object({
    code: z.string(),
    message: z.string().nullish(),
    log_id: z.string().nullish(),
    logid: z.string().nullish(),
  }),
});

/** The flat OAuth error (2.2); tolerant, since a success has the same shape without `error`. */
const oauthErrorSchema = z.object({
  error: z.string(),
  error_description: z.string().nullish(),
  log_id: z.string().nullish(),
});

/** The parts of an answer that decide; `null` when the body is not of that shape. */
export type Envelope = {
  readonly data: unknown;
  readonly code: string;
  readonly message: string | null;
  readonly logId: string | null;
};

/** The flat OAuth error of an answer. */
export type OAuthRefusal = {
  readonly code: string;
  readonly message: string | null;
  readonly logId: string | null;
};

/** Parses a body, 64-bit integers exact; `undefined` when it is no JSON. */
export function readJson(answer: PlatformAnswer): unknown {
  try {
    return parseJsonExactly(answer.body);
  } catch {
    // What is no JSON is told to the caller by its absence; the body itself must not travel on.
    return undefined;
  }
}

/** Reads the v2 envelope out of an answer. */
export function readEnvelope(answer: PlatformAnswer): Envelope | null {
  const parsed = envelopeSchema.safeParse(readJson(answer));
  if (!parsed.success) return null;
  const { data, error } = parsed.data;
  return {
    data,
    code: error.code,
    message: error.message ?? null,
    logId: error.log_id ?? error.logid ?? headerLogId(answer),
  };
}

/** Reads a flat OAuth error out of an answer; `null` when there is none, whatever the status (2.2). */
export function readOAuthRefusal(answer: PlatformAnswer): OAuthRefusal | null {
  const parsed = oauthErrorSchema.safeParse(readJson(answer));
  if (!parsed.success || parsed.data.error === "") return null;
  return {
    code: parsed.data.error,
    message: parsed.data.error_description ?? null,
    logId: parsed.data.log_id ?? headerLogId(answer),
  };
}

/** Log id of the response header (seen live, WILD). */
export function headerLogId(answer: PlatformAnswer): string | null {
  return answer.headers["x-tt-logid"] ?? null;
}
