import { DEFAULT_TENANT_ID } from "../access/default-tenant";
import { recordAudit } from "../audit/record-audit";
import type { GatewayDependencies } from "../gateway-dependencies";
import type { KeyRotation } from "./rotate-encryption-keys";

/** Seals what lasts under the newest key, and writes into the audit log that it was done. */
export async function rotateAndRecord(
  { credentials, database, now }: Pick<GatewayDependencies, "credentials" | "database" | "now">,
  newestKeyId: string,
): Promise<KeyRotation> {
  const { rewrapped, remaining } = await credentials.rotateKeys();
  await database.kysely.transaction().execute((transaction) =>
    recordAudit(transaction, {
      tenantId: DEFAULT_TENANT_ID,
      actor: { kind: "gateway", id: "rotate", requestId: null },
      action: "encryption_keys.rotated",
      object: { kind: "encryption_keys", id: newestKeyId },
      detail: { rewrapped, remaining },
      at: now(),
    }),
  );
  return { rewrapped, remaining };
}
