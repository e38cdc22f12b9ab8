/** A secret the sandbox issued or was shown. */
export interface LedgerSecret {
  readonly kind:
    | "client_secret"
    | "code"
    | "access_token"
    | "refresh_token"
    | "client_token"
    | "upload_token"
    | "state"
    | "code_verifier";
  readonly value: string;
}

/**
 * Every secret that passed through the sandbox, in clear, so that a test can search logs and
 * databases for them. Reachable in process only, never over HTTP.
 */
export interface SecretLedger {
  add(kind: LedgerSecret["kind"], value: string): void;
  list(): LedgerSecret[];
}

/** Makes an empty ledger. */
export function createSecretLedger(): SecretLedger {
  const secrets = new Map<string, LedgerSecret>();
  return {
    add(kind, value) {
      if (value !== "") {
        secrets.set(`${kind} ${value}`, { kind, value });
      }
    },
    list: () => [...secrets.values()],
  };
}
