import { z } from "zod";
import { type Credential, createSecret } from "../connector";

const date = z.iso.datetime().transform((text) => new Date(text));

const record = z.strictObject({
  version: z.literal(1),
  storedAt: date,
  credential: z.strictObject({
    secrets: z.record(z.string(), z.string().transform(createSecret)),
    facts: z.record(z.string(), z.string()),
    expiresAt: date.nullable(),
    grantedScopes: z.array(z.string()),
    refresh: z.strictObject({
      mode: z.enum(["none", "token", "self"]),
      notBefore: date.nullable(),
      deadline: date.nullable(),
      rotation: z.enum(["none", "replace", "single-use"]),
    }),
  }),
});

/** A credential and the moment it was stored. */
export type CredentialRecord = { readonly credential: Credential; readonly storedAt: Date };

/**
 * Writes a credential as JSON with its secrets in clear: only ever to be sealed.
 *
 * @throws RangeError when the connector made an invalid date.
 */
export function encodeCredentialRecord({ credential, storedAt }: CredentialRecord): string {
  const { secrets, facts, expiresAt, grantedScopes, refresh } = credential;
  const revealed = Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]);
  return JSON.stringify({
    version: 1,
    storedAt: storedAt.toISOString(),
    credential: {
      secrets: Object.fromEntries(revealed),
      facts,
      expiresAt: expiresAt?.toISOString() ?? null,
      grantedScopes,
      refresh: {
        mode: refresh.mode,
        notBefore: refresh.notBefore?.toISOString() ?? null,
        deadline: refresh.deadline?.toISOString() ?? null,
        rotation: refresh.rotation,
      },
    },
  });
}

/** Reads what {@link encodeCredentialRecord} wrote; `null` when it is anything else. */
export function decodeCredentialRecord(text: string): CredentialRecord | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which holds secrets; the caller says what is wrong.
    return null;
  }
  const parsed = record.safeParse(json);
  return parsed.success ? parsed.data : null;
}
