import { createSecret } from "@upload-post/core/connector";
import type { GatewayDatabase } from "../../apps/gateway/src/database/gateway-database";
import { openPostgresqlDatabase } from "../../apps/gateway/src/database/open-postgresql-database";

/** By the proof alone, and in its database alone: what gateways ask for as a minute, they get as this. */
const LEASE_SECONDS = 6;

/** How much more often the renewals and sweeps of the gateways must run. */
export const FASTER = 10;

const claims = [
  ["deliveries", "lease_until"],
  ["idempotency_keys", "claimed_until"],
  ["media", "writer_until"],
] as const;

/** Makes the claims of a migrated database short. */
export async function shortenLeases(url: string): Promise<void> {
  await onDatabase(url, async ({ runSql }) => {
    for (const [table, column] of claims) {
      const latest = `clock_timestamp() + interval '${LEASE_SECONDS} seconds'`;
      await runSql(`
        create function proof_${table}() returns trigger language plpgsql as $$
        begin
          if new.${column} > ${latest} then new.${column} := ${latest}; end if;
          return new;
        end $$`);
      await runSql(`
        create trigger proof_${table} before insert or update on ${table}
        for each row execute function proof_${table}()`);
    }
  });
}

/** Ends `count` connections of gateways as an operator or a failover does; answers how many there were. */
export async function terminateBackends(url: string, count: number): Promise<number> {
  return onDatabase(url, async ({ runSql }) => {
    const rows = await runSql(
      `select pg_terminate_backend(pid) from (
         select pid from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid()
         order by (state = 'idle'), random() limit $1) chosen`,
      [count],
    );
    return rows.length;
  });
}

async function onDatabase<Result>(
  url: string,
  run: (database: GatewayDatabase) => Promise<Result>,
): Promise<Result> {
  const database = openPostgresqlDatabase({
    url: createSecret(url),
    onConnectionLost: () => undefined,
  });
  try {
    return await run(database);
  } finally {
    await database.close();
  }
}
