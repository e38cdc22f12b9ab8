/** Which envelope is the current one of a connection; the envelopes themselves lie in `keyv`. */
type CredentialPointersTable = {
  tenant_id: string;
  connection_id: string;
  /** `bigint`: PostgreSQL's driver answers it as text. */
  generation: number | string | bigint;
  envelope_id: string;
  previous_envelope_id: string | null;
};

/** Locks that replicas share; times are the database's own. */
type LeasesTable = { name: string; holder: string; expires_at: Date };

/** A known text sealed with each key that was ever the newest one. */
type EncryptionKeyChecksTable = { key_id: string; sealed: string; created_at: Date };

/** Only read here, to find the key ids that are in use. */
type KeyvTable = { key: string; value: string | null };

/** The refresh of a credential that was begun last: written before the request leaves. */
type RefreshAttemptsTable = {
  tenant_id: string;
  connection_id: string;
  /** The generation whose secret was sent; `bigint`. */
  generation: number | string | bigint;
  /** Whose journal gets the answer. */
  place: string;
  /** By the database's clock. */
  begun_at: Date;
};

export type CredentialTables = {
  refresh_attempts: RefreshAttemptsTable;
  credential_pointers: CredentialPointersTable;
  leases: LeasesTable;
  encryption_key_checks: EncryptionKeyChecksTable;
  keyv: KeyvTable;
};
