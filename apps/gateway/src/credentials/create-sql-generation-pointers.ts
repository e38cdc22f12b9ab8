import {
  type CredentialKey,
  type GenerationPointer,
  type GenerationPointers,
  StorageUnavailableError,
} from "@upload-post/core";
import type { GatewayDatabase } from "../database/gateway-database";

/**
 * Generation pointers in the gateway's own tables: every move is one statement that compares and
 * sets, so it holds over all replicas without any lock.
 */
export function createSqlGenerationPointers({ kysely }: GatewayDatabase): GenerationPointers {
  return {
    read: (key) =>
      guarded(async () => {
        const row = await kysely
          .selectFrom("credential_pointers")
          .select(["generation", "envelope_id", "previous_envelope_id"])
          .where("tenant_id", "=", key.tenantId)
          .where("connection_id", "=", key.connectionId)
          .executeTakeFirst();
        if (row === undefined) return null;
        return {
          generation: Number(row.generation),
          envelopeId: row.envelope_id,
          previousEnvelopeId: row.previous_envelope_id,
        };
      }),

    advance: (key, from, to) =>
      guarded(() => (from === null ? insert(key, to) : update(key, from, to))),

    remove: (key, from) =>
      guarded(async () => {
        const result = await kysely
          .deleteFrom("credential_pointers")
          .where("tenant_id", "=", key.tenantId)
          .where("connection_id", "=", key.connectionId)
          .where("generation", "=", from)
          .executeTakeFirst();
        return result.numDeletedRows === 1n;
      }),
  };

  async function insert(key: CredentialKey, to: GenerationPointer): Promise<boolean> {
    const result = await kysely
      .insertInto("credential_pointers")
      .values({ tenant_id: key.tenantId, connection_id: key.connectionId, ...columnsOf(to) })
      .onConflict((conflict) => conflict.columns(["tenant_id", "connection_id"]).doNothing())
      .executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  }

  async function update(key: CredentialKey, from: number, to: GenerationPointer): Promise<boolean> {
    const result = await kysely
      .updateTable("credential_pointers")
      .set(columnsOf(to))
      .where("tenant_id", "=", key.tenantId)
      .where("connection_id", "=", key.connectionId)
      .where("generation", "=", from)
      .executeTakeFirst();
    return result.numUpdatedRows === 1n;
  }
}

function columnsOf(pointer: GenerationPointer) {
  return {
    generation: pointer.generation,
    envelope_id: pointer.envelopeId,
    previous_envelope_id: pointer.previousEnvelopeId,
  };
}

async function guarded<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    throw new StorageUnavailableError({
      message:
        "The database did not answer about the generation of a credential. Nothing is lost; repeat when it is back.",
      cause,
    });
  }
}
