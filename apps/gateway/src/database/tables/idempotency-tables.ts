/** One `Idempotency-Key` of one tenant on one route. */
type IdempotencyKeysTable = {
  tenant_id: string;
  route: string;
  /** Hex SHA-256 of the header: callers put names of people into such keys. */
  key_digest: string;
  /** Hex SHA-256 of the canonical request. */
  fingerprint: string;
  /** Whose run it is; compared before the effect commits. */
  claim: string;
  /** While no resource exists: until when the run is believed to be alive. */
  claimed_until: Date;
  /** Set in the same transaction as the effect; `null` while it is running. */
  resource_id: string | null;
  created_at: Date;
};

export type IdempotencyTables = { idempotency_keys: IdempotencyKeysTable };
