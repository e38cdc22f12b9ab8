import { type Credential, createSecret } from "@upload-post/core/connector";
import { PlatformContractError } from "@upload-post/core/errors";
import { z } from "zod";
import { splitScopes } from "./scopes";

const seconds = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

/** The flat success of the token endpoint (2.1), as far as it decides anything. */
const tokenAnswerSchema = z.object({
  access_token: z.string().min(1),
  expires_in: seconds.nullish(),
  open_id: z.string().min(1).nullish(),
  refresh_token: z.string().min(1).nullish(),
  refresh_expires_in: seconds.nullish(),
  scope: z.string().nullish(),
});

/** What is carried over when the answer omits it. */
export type PreviousGrant = {
  readonly credential: Credential | null;
  /** Scopes named by the callback, for an exchange whose answer names none. */
  readonly scopes: readonly string[];
  /** The moment just before the request left: lifetimes count from there. */
  readonly askedAt: Date;
};

/**
 * Makes a credential from a token answer. Lifetimes are those of the answer, never constants: TikTok
 * changed them in November 2026 (section 12).
 *
 * @throws PlatformContractError when there is no access token or no account in it.
 */
export function readTokenAnswer(body: unknown, previous: PreviousGrant): Credential {
  const parsed = tokenAnswerSchema.safeParse(body);
  if (!parsed.success) {
    throw brokenTokenAnswer("left the access token out of its answer");
  }
  const answer = parsed.data;
  const old = previous.credential;
  const openId = answer.open_id ?? old?.facts.open_id ?? null;
  if (openId === null) throw brokenTokenAnswer("did not say whose account it is");
  if (old?.facts.open_id !== undefined && old.facts.open_id !== openId) {
    throw brokenTokenAnswer("refreshed one account and answered with another");
  }
  const refreshToken =
    typeof answer.refresh_token === "string"
      ? createSecret(answer.refresh_token)
      : old?.secrets.refresh_token;
  return {
    secrets: {
      access_token: createSecret(answer.access_token),
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    },
    facts: { open_id: openId },
    expiresAt: after(previous.askedAt, answer.expires_in ?? null),
    grantedScopes: typeof answer.scope === "string" ? splitScopes(answer.scope) : previous.scopes,
    refresh:
      refreshToken === undefined
        ? { mode: "none", notBefore: null, deadline: null, rotation: "none" }
        : {
            mode: "token",
            notBefore: null,
            deadline:
              after(previous.askedAt, answer.refresh_expires_in ?? null) ??
              old?.refresh.deadline ??
              null,
            // OTR since November 2026: the old refresh token dies once the new one is issued.
            rotation: "single-use",
          },
  };
}

function after(start: Date, lifetimeSeconds: number | null): Date | null {
  return lifetimeSeconds === null ? null : new Date(start.getTime() + lifetimeSeconds * 1000);
}

function brokenTokenAnswer(what: string): PlatformContractError {
  return new PlatformContractError({
    effect: "possible",
    message: `TikTok's token endpoint said yes but ${what}. Report this as a bug of the connector; the owner may have to connect the account again.`,
    platform: { name: "tiktok", code: null, logId: null },
  });
}
