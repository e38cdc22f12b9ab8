import type { Guard } from "./guard";

const isolation = "apps/gateway/test/isolation.test.ts";

/** Takes the filter by tenant out of one query. */
function withoutTenant(filter: {
  readonly name: string;
  readonly path: string;
  readonly find: string;
  readonly replace?: string;
  readonly title: string;
}): Guard {
  const { name, path, find, replace = "", title } = filter;
  return {
    name: `tenant-of-${name}`,
    against: `a tenant sees another one's ${name}`,
    patches: [{ path: `apps/gateway/src/${path}`, find, replace }],
    test: { path: isolation, title },
  };
}

const likeMissing = (route: string) =>
  `answers a stranger like a missing id, byte for byte: ${route}`;
const notListed = (route: string) => `does not list a stranger's thing: ${route}`;

/** What keeps tenants apart: one query of each kind of thing. */
export const tenantGuards: readonly Guard[] = [
  withoutTenant({
    name: "posts",
    path: "posts/find-posts.ts",
    find: '\n    .where("posts.tenant_id", "=", tenantId)',
    title: likeMissing("GET /v1/posts/:id"),
  }),
  withoutTenant({
    name: "connections",
    path: "connections/find-connections.ts",
    find: '\n    .where("tenant_id", "=", tenantId)',
    title: likeMissing("GET /v1/connections/:id"),
  }),
  withoutTenant({
    name: "listed-connections",
    path: "connections/find-connections.ts",
    find: '\n    .where("tenant_id", "=", caller.tenantId)',
    title: notListed("GET /v1/connections"),
  }),
  withoutTenant({
    name: "media",
    path: "media/find-media.ts",
    find: '\n    .where("id", "=", id)\n    .where("tenant_id", "=", tenantId)',
    replace: '\n    .where("id", "=", id)',
    title: likeMissing("GET /v1/media/:id"),
  }),
  withoutTenant({
    name: "api-keys",
    path: "access/find-api-keys.ts",
    find: '\n    .where("tenant_id", "=", caller.tenantId)',
    title: notListed("GET /v1/api-keys"),
  }),
  withoutTenant({
    name: "audit-entries",
    path: "audit/find-audit-entries.ts",
    find: '.where("tenant_id", "=", caller.tenantId)',
    replace: '.where("tenant_id", "!=", "")',
    title: notListed("GET /v1/audit"),
  }),
];
