import type { Guard } from "./guard";

const webhooks = "apps/gateway/src/webhooks";
const order = `${webhooks}/sending/keep-order.test.ts`;

/** What keeps webhooks in order, in one hand, and from those whom they do not concern. */
export const webhookGuards: readonly Guard[] = [
  {
    name: "order-of-webhooks",
    against: "a later event of a delivery is told before the earlier one was taken",
    patches: [
      {
        path: `${webhooks}/queue-messages.ts`,
        find: "(await isFirst(transaction, endpoint.id, subject.id)) ? at : null",
        replace: "(await isFirst(transaction, endpoint.id, subject.id)) ? at : at",
      },
    ],
    test: {
      path: order,
      title: "of one delivery is kept: nothing later is tried before the earlier is told",
    },
  },
  {
    name: "fence-of-webhooks",
    against: "a sender that woke too late writes over the one that has taken its place",
    patches: [
      {
        path: `${webhooks}/sending/record-attempt.ts`,
        find: '\n    .where("fence", "=", fence)\n    .where("status", "=", "pending")',
        replace: "",
      },
    ],
    test: {
      path: order,
      title: "is not disturbed by a sender that wakes up late: it writes nothing any more",
    },
  },
  {
    name: "lease-of-webhooks",
    against: "every replica sends the same event",
    patches: [
      {
        path: `${webhooks}/sending/claim-messages.ts`,
        find: "\n        and (lease_until is null or lease_until < now())",
        replace: "",
      },
      {
        path: `${webhooks}/sending/claim-messages.ts`,
        find: 'where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`now()`)])',
        replace: 'where.or([where("lease_until", "is", null), where("id", "in", ids)])',
      },
    ],
    test: {
      path: order,
      title: "is shared by senders that run side by side: each message is sent once",
    },
  },
  {
    name: "tenant-of-told-events",
    against: "a tenant is told what happens to another one's deliveries",
    patches: [
      {
        path: `${webhooks}/queue-messages.ts`,
        find: '\n    .where("tenant_id", "=", event.tenantId)',
        replace: "",
      },
    ],
    test: {
      path: `${webhooks}/sending/send-messages.test.ts`,
      title: "tells only whom it concerns",
    },
  },
  {
    name: "limits-of-told-events",
    against: "a key that is limited to some accounts has itself told about the others",
    patches: [
      {
        path: `${webhooks}/queue-messages.ts`,
        find: "if (!mayKnow(endpoint, subject)) continue;",
        replace: "mayKnow(endpoint, subject);",
      },
    ],
    test: {
      path: `${webhooks}/queue-messages.test.ts`,
      title: "is nothing about accounts that the key which made the endpoint may not see",
    },
  },
  {
    name: "tenant-of-webhook-endpoints",
    against: "a tenant sees another one's endpoints, and may change them",
    patches: [
      {
        path: `${webhooks}/endpoints/within-key-limits.ts`,
        find: '[where("webhook_endpoints.tenant_id", "=", tenantId)]',
        replace: '[where("webhook_endpoints.tenant_id", "!=", "")]',
      },
    ],
    test: {
      path: "apps/gateway/test/isolation.test.ts",
      title: "answers a stranger like a missing id, byte for byte: GET /v1/webhook-endpoints/:id",
    },
  },
];
