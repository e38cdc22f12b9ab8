// How fast workers find whose turn it is while much is due: half of it one account's, the rest of 2,000
// others. Each claim is followed by what ends it. Arguments: dataDir, url, how many are due.
import { sql } from "kysely";
import { claimNextDelivery } from "../../src/deliveries/claim-next-delivery";
import { openBenchDatabase } from "./bench-database";

const CONNECTIONS = 2_000;
const CLAIMS = 300;

const due = Number(process.argv[4]);
const database = await openBenchDatabase(process.argv.slice(2));
const { kysely } = database;
const numbers = sql`generate_series(1, ${due}::int) as i`;
await kysely.deleteFrom("deliveries").execute();
await sql`
  insert into posts (id, tenant_id, api_key_id, media_ids, review, created_at)
  values ('post_backlog', 'default', 'key_bench', '["med_bench"]', 'caller', now())
  on conflict do nothing
`.execute(kysely);
await sql`
  insert into deliveries (id, post_id, tenant_id, position, connection_id, owner_user, platform, mode,
    options, status, bytes_total, content_digest, created_at, updated_at, due_at)
  select 'dlv_' || i, 'post_backlog', 'default', i,
    case when i % 2 = 0 then 'con_busy' else 'con_' || i % ${CONNECTIONS} end, 'owner',
    'tiktok', 'publish', '{}', 'queued', 70000, md5(i::text), now(), now(),
    now() - (${due} - i) * interval '1 millisecond'
  from ${numbers}
`.execute(kysely);
await sql`analyze`.execute(kysely);

const anything = { mayUpload: true, busyTenants: [] };
const startedAt = performance.now();
for (let claims = 0; claims < CLAIMS; claims += 1) {
  const claimed = await claimNextDelivery(database, new Date(), anything);
  if (claimed === null) throw new Error("Much is due, and nothing could be taken.");
  await kysely
    .updateTable("deliveries")
    .set({ due_at: null, lease_until: null, status: "published" })
    .where("id", "=", claimed.id)
    .execute();
}
process.send?.({ claimsPerSecond: CLAIMS / ((performance.now() - startedAt) / 1000) });
await database.close();
process.exit(0);
