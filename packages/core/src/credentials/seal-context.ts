/**
 * What a sealed text belongs to. All of it is authenticated: a text moved to another tenant, record,
 * kind or generation does not open there.
 */
export type SealContext = {
  /** Keys are derived per purpose: `credential`, `flow`, `checkpoint`, … */
  readonly purpose: string;
  readonly tenantId: string;
  /** The record it stands in: the id of a connection, a flow, a delivery. */
  readonly recordId: string;
  /** Which field or sort of content of that record. */
  readonly kind: string;
  /** Which version of that record; 0 where records do not change. */
  readonly generation: number;
};

/** The two layers of an envelope; in the associated data, so that one cannot stand for the other. */
type EnvelopeLayer = "key" | "body";

/**
 * The associated data of one layer: a JSON array, since arrays have no key order to disagree about.
 * The body does not name the master key, so that re-wrapping leaves it untouched.
 */
export function associatedData(
  layer: EnvelopeLayer,
  keyId: string | null,
  context: SealContext,
): Uint8Array {
  const { purpose, tenantId, recordId, kind, generation } = context;
  const fields = ["up1", layer, keyId, purpose, tenantId, recordId, kind, generation];
  return new TextEncoder().encode(JSON.stringify(fields));
}
