import { statSync } from "node:fs";
import { createSecret } from "@upload-post/core/connector";
import { z } from "zod";
import type { GatewayDatabase } from "../../apps/gateway/src/database/gateway-database";
import { openEmbeddedDatabase } from "../../apps/gateway/src/database/open-embedded-database";
import { openPostgresqlDatabase } from "../../apps/gateway/src/database/open-postgresql-database";
import { storedFilePath } from "../../apps/gateway/src/media/storage/stored-file-path";
import { mediaDirectory } from "../../apps/gateway/src/operations/default-readiness-checks";
import type { LedgerEntry } from "./ledger";

/** Where a gateway that has been stopped keeps everything. */
export type StoppedGateway = { readonly databaseUrl: string | null; readonly dataDir: string };

/**
 * Looks into the database of a stopped gateway for what must never be there.
 *
 * @returns one sentence for every rule that is broken.
 */
export async function findBrokenInvariants(
  { databaseUrl, dataDir }: StoppedGateway,
  ledger: readonly LedgerEntry[],
): Promise<string[]> {
  const database =
    databaseUrl === null
      ? await openEmbeddedDatabase(dataDir)
      : openPostgresqlDatabase({
          url: createSecret(databaseUrl),
          onConnectionLost: () => undefined,
        });
  try {
    const broken: string[] = [];
    for (const { rule, find } of rules) {
      const found = await find(database);
      if (found.length > 0) broken.push(`${rule} ${found.slice(0, 5).join(", ")}`);
    }
    broken.push(...(await findUnknownPosts(database, ledger)));
    broken.push(...(await findMissingFiles(database, mediaDirectory({ dataDir }))));
    return broken;
  } finally {
    await database.close();
  }
}

type Rule = {
  readonly rule: string;
  readonly find: (database: GatewayDatabase) => Promise<string[]>;
};

const rules: readonly Rule[] = [
  {
    rule: "Not ended:",
    find: (database) =>
      ids(
        database,
        `select concat_ws(' ', id, status, status_detail, commit_state, error ->> 'code',
           'due', due_at, 'claimed', claims, 'times') as id
         from deliveries
         where status not in ('published', 'in_inbox', 'failed', 'canceled', 'unconfirmed')`,
      ),
  },
  {
    rule: "Accepted, and neither ended nor waiting for anybody:",
    find: (database) =>
      ids(
        database,
        `select id from deliveries
         where status in ('scheduled', 'queued', 'uploading', 'processing', 'waiting')
           and due_at is null`,
      ),
  },
  {
    rule: "More than one attempt that may be out:",
    find: (database) =>
      ids(
        database,
        `select delivery_id as id from delivery_attempts
         where commit_started_at is not null and outcome is distinct from 'failed_confirmed'
         group by delivery_id having count(*) > 1`,
      ),
  },
  {
    rule: "Ended, with an attempt that has not:",
    find: (database) =>
      ids(
        database,
        `select d.id from deliveries d join delivery_attempts a on a.delivery_id = d.id
         where a.outcome is null
           and d.status in ('published', 'in_inbox', 'failed', 'canceled', 'unconfirmed')`,
      ),
  },
  {
    rule: "Ended, and then something else:",
    find: (database) =>
      ids(
        database,
        `select later.delivery_id as id from events later join events earlier
           on earlier.delivery_id = later.delivery_id and earlier.id < later.id
         where earlier.status in ('published', 'failed', 'canceled', 'unconfirmed')
           and later.status <> earlier.status`,
      ),
  },
  {
    rule: "Shown otherwise than told:",
    find: (database) =>
      ids(
        database,
        `select d.id from deliveries d
         where d.status is distinct from (
           select e.status from events e where e.delivery_id = d.id order by e.id desc limit 1)`,
      ),
  },
  {
    rule: "Due for more than a minute, and in the hands of nobody alive:",
    find: (database) =>
      ids(
        database,
        `select id || ' ' || status as id from deliveries
         where due_at < now() - interval '60 seconds'
           and (lease_until is null or lease_until < now() - interval '60 seconds')`,
      ),
  },
];

async function ids({ runSql }: GatewayDatabase, query: string): Promise<string[]> {
  const rows = z.array(z.object({ id: z.string() })).parse(await runSql(query));
  return rows.map(({ id }) => id);
}

/** Every key has made exactly one post, and nobody else has made any. */
async function findUnknownPosts(
  { kysely }: GatewayDatabase,
  ledger: readonly LedgerEntry[],
): Promise<string[]> {
  const known = new Map(ledger.map(({ reference, postId }) => [reference, postId]));
  const posts = await kysely.selectFrom("posts").select(["id", "reference"]).execute();
  const stored = new Set(posts.map(({ id }) => id));
  const strangers = posts.filter(({ id, reference }) => known.get(reference ?? "") !== id);
  const forgotten = ledger.filter(({ postId }) => postId !== null && !stored.has(postId));
  return [
    ...strangers.map(({ id, reference }) => `The post ${id} of ${reference} is a second one.`),
    ...forgotten.map(({ postId }) => `The accepted post ${postId} is not stored.`),
  ];
}

/** Media that are ready lie on the disk, whole. */
async function findMissingFiles({ kysely }: GatewayDatabase, root: string): Promise<string[]> {
  const media = await kysely
    .selectFrom("media")
    .select(["id", "epoch", "size_bytes"])
    .where("status", "=", "ready")
    .execute();
  return media.flatMap(({ id, epoch, size_bytes }) => {
    const { finished } = storedFilePath(root, { id, epoch: Number(epoch) });
    const file = statSync(finished, { throwIfNoEntry: false });
    return file?.size === Number(size_bytes) ? [] : [`The media ${id} is ready and not whole.`];
  });
}
