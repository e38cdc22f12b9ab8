import type { GatewayDatabase } from "../database/gateway-database";

/** Forgets attempts to refresh a credential that has since been replaced or destroyed. */
export async function forgetOldAttempts({ kysely }: GatewayDatabase): Promise<number> {
  const deleted = await kysely
    .deleteFrom("refresh_attempts")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("credential_pointers")
            .select("credential_pointers.generation")
            .whereRef("credential_pointers.tenant_id", "=", "refresh_attempts.tenant_id")
            .whereRef("credential_pointers.connection_id", "=", "refresh_attempts.connection_id")
            .whereRef("credential_pointers.generation", "=", "refresh_attempts.generation"),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
