import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { SealedValues } from "../../credentials/sealed-values";

/** How long a replaced secret goes on signing beside the new one. */
const OVERLAP_MS = 24 * 60 * 60 * 1000;
/** Standard Webhooks wants 24 to 64 bytes. */
const SECRET_BYTES = 32;

const contentsSchema = z.strictObject({
  url: z.string(),
  /** Newest first; `until` in ISO 8601, `null` for the one that was not replaced. */
  secrets: z.array(z.strictObject({ secret: z.string(), until: z.string().nullable() })).min(1),
});

/** What of an endpoint is stored sealed: its URL may hold a token of its own. */
export type EndpointContents = z.output<typeof contentsSchema>;

/** The row that the contents belong to; they open for no other. */
type EndpointPlace = { readonly id: string; readonly tenant_id: string };

/** Makes a secret in the form that Standard Webhooks prescribes. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
}

/** Seals an endpoint's contents for its row. */
export function sealContents(
  sealedValues: SealedValues,
  { id, tenant_id: tenantId }: EndpointPlace,
  contents: EndpointContents,
): string {
  return sealedValues.seal({ kind: "webhook", tenantId, id }, JSON.stringify(contents));
}

/**
 * Opens the contents of an endpoint's row.
 *
 * @throws CredentialUnreadableError when a key is missing, or the text was changed or moved.
 */
export function openContents(
  sealedValues: SealedValues,
  row: EndpointPlace & { readonly sealed: string },
): EndpointContents {
  const { id, tenant_id: tenantId } = row;
  return contentsSchema.parse(
    JSON.parse(sealedValues.open({ kind: "webhook", tenantId, id }, row.sealed)),
  );
}

/** The secrets that sign at a moment, newest first. */
export function liveSecrets({ secrets }: EndpointContents, now: Date): readonly string[] {
  return secrets
    .filter(({ until }) => until === null || new Date(until) > now)
    .map(({ secret }) => secret);
}

/** Puts a secret before the others, which go on signing for a day from the moment they were replaced. */
export function withNewSecret(
  contents: EndpointContents,
  secret: string,
  now: Date,
): EndpointContents {
  const until = new Date(now.getTime() + OVERLAP_MS).toISOString();
  const kept = contents.secrets
    .filter((old) => old.until === null || new Date(old.until) > now)
    .map((old) => ({ ...old, until: old.until ?? until }));
  return { url: contents.url, secrets: [{ secret, until: null }, ...kept] };
}
