import type { CredentialKey, PendingRefresh, RefreshJournal } from "@upload-post/core";
import { StorageUnavailableError } from "@upload-post/core";
import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import { markPoint } from "../operations/mark-point";
import type { PlacedJournal } from "./open-refresh-journal";

/**
 * How long a replica that stopped in a refresh has to come back with the answer, counted from when it
 * began. The same secret is not sent again before that.
 */
const COMES_BACK_WITHIN_MS = 5 * 60_000;

/** What {@link createSharedRefreshJournal} needs. */
export type SharedRefreshJournalOptions = {
  readonly database: GatewayDatabase;
  /** Answers are on this replica's disk before they are anywhere else. */
  readonly files: PlacedJournal;
  readonly now: () => Date;
};

/**
 * A journal of which every replica sees that a refresh was begun: the intent is a row, written before
 * the request leaves, the answer a line on the disk of the replica that asked. A replica that finds
 * somebody else's intent without a result takes over that journal when it can reach it, and otherwise
 * knows that the answer may be lost (docs/decisions/0013).
 */
export function createSharedRefreshJournal({
  database: { kysely },
  files,
  now,
}: SharedRefreshJournalOptions): RefreshJournal {
  return {
    async begin(key, generation) {
      const attempt = { generation, place: files.place, begun_at: sql<Date>`clock_timestamp()` };
      await guarded(() =>
        kysely
          .insertInto("refresh_attempts")
          .values({ tenant_id: key.tenantId, connection_id: key.connectionId, ...attempt })
          .onConflict((conflict) =>
            conflict.columns(["tenant_id", "connection_id"]).doUpdateSet(attempt),
          )
          .execute(),
      );
      await files.begin(key, generation);
      markPoint("refresh.begun");
    },

    async received(key, generation, renewed) {
      markPoint("refresh.answered");
      await files.received(key, generation, renewed);
      markPoint("refresh.journalled");
    },

    async settle(key) {
      await files.settle(key);
      await guarded(() =>
        kysely
          .deleteFrom("refresh_attempts")
          .where("tenant_id", "=", key.tenantId)
          .where("connection_id", "=", key.connectionId)
          .where("place", "=", files.place)
          .execute(),
      );
    },

    async pending(key) {
      const own = await files.pending(key);
      if (own?.renewed) return own;
      const attempt = await findAttempt(key);
      if (attempt === null || attempt.place === files.place) return own;
      const elsewhere: PendingRefresh = {
        key,
        generation: attempt.generation,
        renewed: null,
        answerMayComeUntil: new Date(now().getTime() + COMES_BACK_WITHIN_MS - attempt.ageMs),
      };
      const takenOver = await files.takeOverAbandoned();
      if (!takenOver.includes(attempt.place)) return elsewhere;
      // Its whole journal is ours now: what is not in it, nobody has.
      return (await files.pending(key)) ?? { ...elsewhere, answerMayComeUntil: null };
    },

    all: files.all,
  };

  async function findAttempt({ tenantId, connectionId }: CredentialKey) {
    const row = await guarded(() =>
      kysely
        .selectFrom("refresh_attempts")
        .select(["generation", "place"])
        .select(
          sql<number>`(extract(epoch from clock_timestamp() - begun_at) * 1000)::float8`.as(
            "age_ms",
          ),
        )
        .where("tenant_id", "=", tenantId)
        .where("connection_id", "=", connectionId)
        .executeTakeFirst(),
    );
    if (row === undefined) return null;
    return { generation: Number(row.generation), place: row.place, ageMs: Number(row.age_ms) };
  }
}

async function guarded<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    throw new StorageUnavailableError({
      message: "The database did not answer about a refresh. Nothing was sent; repeat later.",
      cause,
    });
  }
}
