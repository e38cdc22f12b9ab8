import type { Guard } from "./guard";

const deliveries = "apps/gateway/src/deliveries";
const hostile = `${deliveries}/hostile-deliveries.test.ts`;
const claiming = `${deliveries}/claim-delivery.test.ts`;

/** What keeps a delivery in one hand, and out once. */
export const deliveryGuards: readonly Guard[] = [
  {
    name: "fence-when-writing",
    against: "a worker that woke too late writes over the one that has taken its place",
    patches: [
      {
        path: `${deliveries}/change-delivery.ts`,
        find: '\n    .where("fence", "=", delivery.fence)',
        replace: "",
      },
    ],
    test: {
      path: hostile,
      title: "stop quietly before the last byte when they are canceled while bytes are sent",
    },
  },
  {
    name: "fence-when-claiming",
    against: "two workers hold the same fence",
    patches: [
      {
        path: `${deliveries}/claim-delivery.ts`,
        find: "fence: sql`fence + 1`,",
        replace: "",
      },
    ],
    test: { path: claiming, title: "moves the fence with every change of hands" },
  },
  {
    name: "lease-when-claiming",
    against: "a second wake-up takes a delivery out of a live worker's hands",
    patches: [
      {
        path: `${deliveries}/claim-delivery.ts`,
        find: 'where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`now()`)])',
        replace: 'where.or([where("lease_until", "is", null), where("id", "=", deliveryId)])',
      },
    ],
    test: { path: claiming, title: "gives it to one worker as long as that one's lease runs" },
  },
  {
    name: "what-may-still-arrive",
    against: "a post is called canceled or failed while its last bytes are on their way",
    patches: [
      {
        path: "packages/core/src/pipeline/reconcile.ts",
        find: 'const commit = isSettled ? "none" : "unsettled";',
        replace: 'const commit = "none";',
      },
    ],
    test: {
      path: "apps/gateway/test/tiktok-cancel.test.ts",
      title: "is told as published when it arrives after all (lose)",
    },
  },
  {
    name: "one-commit",
    against: "a delivery is sent again although an attempt of it is or may be out",
    patches: [
      {
        path: "apps/gateway/src/database/migrations/0041-delivery-attempts.ts",
        find: "create unique index one_commit on",
        replace: "create index one_commit on",
      },
    ],
    test: {
      path: `${deliveries}/delivery-attempts.test.ts`,
      title: "cannot be sent twice even when the engine forgets what it knew",
    },
  },
  {
    name: "idempotency-in-one-transaction",
    against: "a run that lost its key to another one creates its resource all the same",
    patches: [
      {
        path: "apps/gateway/src/idempotency/create-once.ts",
        find: "    result = await create(\n      (transaction, resourceId) => completeClaim(transaction, row, resourceId),",
        replace:
          "    const created: string[] = [];\n    result = await create(\n      async (_transaction, resourceId) => void created.push(resourceId),",
      },
      {
        path: "apps/gateway/src/idempotency/create-once.ts",
        find: "\n    );\n  } catch (error) {",
        replace:
          "\n    );\n    for (const id of created) {\n      await database.kysely.transaction().execute((own) => completeClaim(own, row, id));\n    }\n  } catch (error) {",
      },
    ],
    test: {
      path: "apps/gateway/src/idempotency/create-once.test.ts",
      title: "lets a run that lost its key to another one create nothing",
    },
  },
];
