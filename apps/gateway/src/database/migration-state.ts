import { sql } from "kysely";
import { OperatorError } from "../operations/operator-error";
import type { GatewayDatabase } from "./gateway-database";
import { migrations } from "./migrations";

/** How the tables of a database stand to this release. */
export type MigrationState = {
  readonly applied: readonly string[];
  /** What this release adds. */
  readonly pending: readonly string[];
  /** What a newer release has added. */
  readonly unknown: readonly string[];
};

/** Reads which migrations a database has seen. Changes nothing. */
export async function readMigrationState({
  kysely,
}: Pick<GatewayDatabase, "kysely">): Promise<MigrationState> {
  const found = await sql<{
    found: string | null;
  }>`select to_regclass('kysely_migration')::text as found`.execute(kysely);
  const { rows } =
    found.rows[0]?.found == null
      ? { rows: [] }
      : await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
          kysely,
        );
  const applied = rows.map(({ name }) => name);
  return {
    applied,
    pending: Object.keys(migrations).filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !Object.hasOwn(migrations, name)),
  };
}

/**
 * Refuses tables that a newer release has made: this one does not know what they mean.
 *
 * @throws OperatorError naming what it does not know.
 */
export function requireKnownMigrations({ unknown }: MigrationState): void {
  if (unknown.length === 0) return;
  throw new OperatorError(
    `The tables were made by a newer gateway (${unknown.join(", ")}). Nothing was changed. Run that version or a newer one; or restore the dump that it took before its upgrade.`,
  );
}
