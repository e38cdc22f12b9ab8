import { readJson } from "./create-test-gateway";
import { type IsolationRow, nothingToName } from "./isolation-rows";
import { makePostRows } from "./make-post-rows";

const missingPost = "post_0000000000000000zzzz";
const missingDelivery = "dlv_0000000000000000zzzz";
const makePost: IsolationRow["makeThing"] = async (gateway, owner) =>
  (await makePostRows(gateway, owner)).postId;

/** A post that names somebody's connection: the same refusal for another tenant's as for a missing one. */
const namingConnection: Pick<IsolationRow, "expected" | "makeThing" | "missingId"> = {
  expected: { kind: "like-missing", status: 422 },
  makeThing: async (gateway, owner) => {
    const made = await gateway.request("/v1/connections", {
      method: "POST",
      key: owner.key,
      json: { platform: "memory", user: "someone" },
    });
    const { id } = await readJson(made, 201);
    return String(id);
  },
  missingId: "con_0000000000000000zzzz",
};
const postNaming = (connection: string) => ({
  media: ["med_0000000000000000zzzz"],
  targets: [{ connection, mode: "draft" }],
});

/** How the routes of posts and reviews keep tenants apart. */
export const postIsolationRows: readonly IsolationRow[] = [
  {
    ...namingConnection,
    route: "POST /v1/posts",
    ask: (id) => ({ path: "/v1/posts", json: postNaming(id) }),
  },
  {
    ...namingConnection,
    route: "POST /v1/posts/validate",
    expected: { kind: "like-missing", status: 200 },
    ask: (id) => ({ path: "/v1/posts/validate", json: postNaming(id) }),
  },
  {
    route: "GET /v1/posts",
    expected: { kind: "not-listed" },
    makeThing: makePost,
    missingId: missingPost,
    ask: () => ({ path: "/v1/posts?limit=200" }),
  },
  ...(
    [
      "GET /v1/posts/:id",
      "GET /v1/posts/:id/events",
      "POST /v1/posts/:id/cancel",
      "POST /v1/posts/:id/retry",
    ] as const
  ).map(
    (route): IsolationRow => ({
      route,
      expected: { kind: "like-missing", status: 404 },
      makeThing: makePost,
      missingId: missingPost,
      ask: (id) => ({ path: route.slice(route.indexOf(" ") + 1).replace(":id", id) }),
    }),
  ),
  {
    route: "POST /v1/deliveries/:id/resolve",
    expected: { kind: "like-missing", status: 404 },
    makeThing: async (gateway, owner) => (await makePostRows(gateway, owner)).deliveryId,
    missingId: missingDelivery,
    ask: (id) => ({ path: `/v1/deliveries/${id}/resolve`, json: { outcome: "published" } }),
  },
  ...["GET /review/:token", "POST /review/:token", "GET /review/:token/media/:index"].map((route) =>
    nothingToName(route, "It is found by a secret of the link, not by an id."),
  ),
];
