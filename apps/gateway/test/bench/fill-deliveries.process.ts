// Writes finished deliveries into a database, with what each leaves behind: its post, three events,
// two entries of the audit log and one attempt. Arguments: dataDir, url, first number, last number.
import { sql } from "kysely";
import { openBenchDatabase } from "./bench-database";

const CHUNK = 50_000;
/** Deliveries are spread over so many connections and so many days. */
const CONNECTIONS = 2_000;
const DAYS = 365;

const [first, last] = process.argv.slice(4).map(Number);
const database = await openBenchDatabase(process.argv.slice(2));
const { kysely } = database;

for (let from = first ?? 1; from <= (last ?? 0); from += CHUNK) {
  const numbers = sql`generate_series(${from}::int, ${Math.min(from + CHUNK - 1, last ?? 0)}::int) as i`;
  const at = sql`now() - ((i % ${DAYS}) + 2) * interval '1 day' - (i % 86400) * interval '1 second'`;
  await sql`
    insert into posts (id, tenant_id, api_key_id, media_ids, review, created_at)
    select 'post_bench_' || i, 'default', 'key_bench', '["med_bench"]', 'caller', ${at} from ${numbers}
  `.execute(kysely);
  await sql`
    insert into deliveries (id, post_id, tenant_id, position, connection_id, owner_user, platform, mode,
      options, status, attempts, bytes_sent, bytes_total, remote_handle, remote_post_ids, content_digest,
      state, commit_state, created_at, updated_at)
    select 'dlv_bench_' || i, 'post_bench_' || i, 'default', 0, 'con_bench_' || i % ${CONNECTIONS}, 'owner',
      'tiktok', 'publish', '{"privacy_level":"SELF_ONLY"}', 'published', 1, 70000, 70000,
      'v_pub_file~v2.' || i, jsonb_build_array('7' || i), md5(i::text) || md5('x' || i), null,
      'confirmed', ${at}, ${at}
    from ${numbers}
  `.execute(kysely);
  await sql`
    insert into events (tenant_id, type, post_id, delivery_id, connection_id, status, at)
    select 'default', 'delivery.updated', 'post_bench_' || i, 'dlv_bench_' || i,
      'con_bench_' || i % ${CONNECTIONS}, status, ${at}
    from ${numbers}, unnest(array['queued', 'uploading', 'published']) as status
  `.execute(kysely);
  await sql`
    insert into audit_log (tenant_id, at, actor_kind, action, object_kind, object_id, detail)
    select 'default', ${at}, 'gateway', action, 'delivery', 'dlv_bench_' || i, '{}'
    from ${numbers}, unnest(array['delivery.updated', 'post.created']) as action
  `.execute(kysely);
  await sql`
    insert into delivery_attempts (delivery_id, fence, started_at, commit_started_at, outcome)
    select 'dlv_bench_' || i, 1, ${at}, ${at}, 'done' from ${numbers}
  `.execute(kysely);
}
await sql`analyze`.execute(kysely);
await database.close();
