import { type Credential, createSecret } from "../../connector";

/** A credential that uses every field, with secrets nobody else has. */
export function sampleCredential(label: string): Credential {
  return {
    secrets: {
      access: createSecret(`canary-access-${label}-äöü-"quoted"`),
      refresh: createSecret(`canary-refresh-${label}`),
    },
    facts: { issuer: "https://issuer.test", label },
    expiresAt: new Date("2026-11-01T02:00:00.123Z"),
    grantedScopes: ["profile", "post"],
    refresh: {
      mode: "token",
      notBefore: new Date("2026-11-01T00:00:00Z"),
      deadline: new Date("2027-05-01T00:00:00Z"),
      rotation: "single-use",
    },
  };
}

/** A credential with its secrets in clear, to compare with. */
export function revealed(credential: Credential) {
  const secrets = Object.entries(credential.secrets).map(([name, secret]) => [
    name,
    secret.reveal(),
  ]);
  return { ...credential, secrets: Object.fromEntries(secrets) };
}
