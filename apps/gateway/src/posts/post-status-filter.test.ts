import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { withDatabases } from "../../test/test-databases";
import type { DeliveryStatus } from "../deliveries/delivery-status";
import { postSchema, postStatuses } from "./post-body";
import { postStatus } from "./post-status";

const options = { audience: "owner", transfer: "offset", commit: "last-byte" };
const telling: readonly DeliveryStatus[] = [
  ...(["awaiting_review", "queued", "uploading", "in_inbox"] as const),
  ...(["published", "failed", "canceled", "unconfirmed"] as const),
];

withDatabases("the list of posts by status", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const make = async (connections: readonly string[], reference: string) => {
    const made = await test.post({
      media: [test.addMedia()],
      targets: connections.map((connection) => ({ connection, mode: "draft", options })),
      reference,
      allow_duplicate: true,
    });
    return postSchema.parse(await readJson(made, 202));
  };
  const setStatus = (id: string, status: DeliveryStatus) =>
    test.gateway.dependencies.database.kysely
      .updateTable("deliveries")
      .set({ status })
      .where("id", "=", id)
      .execute();
  const list = async (query: string) => {
    const answer = await readJson(await test.request(`/v1/posts?${query}`), 200);
    const ids = postSchema.pick({ id: true }).array().parse(answer.data);
    return { ids: ids.map(({ id }) => id), next: answer.next_cursor };
  };

  it("means by each status what a post shows", async () => {
    const { deliveries } = await make([test.connection, await test.connect({})], "pairs");
    const [first = "", second = ""] = deliveries.map(({ id }) => id);
    for (const [index, one] of telling.entries()) {
      for (const other of telling.slice(index)) {
        await setStatus(first, one);
        await setStatus(second, other);
        const listed = await Promise.all(
          postStatuses.map(async (status) => {
            const { ids } = await list(`reference=pairs&status=${status}`);
            return ids.length === 1 ? [status] : [];
          }),
        );
        expect(listed.flat(), `${one} and ${other}`).toEqual([postStatus([one, other])]);
      }
    }
  });

  it("loses and repeats nothing where pages meet", async () => {
    const wanted: string[] = [];
    for (let index = 0; index < 9; index += 1) {
      const post = await make([test.connection], "pages");
      // Several at the same moment: the id decides then.
      if (index % 3 === 2) test.gateway.clock.advance(1000);
      if (index % 2 === 0) {
        await setStatus(post.deliveries[0]?.id ?? "", "canceled");
        wanted.push(post.id);
      }
    }
    for (const limit of [1, 2, 5]) {
      const found: string[] = [];
      let cursor = "";
      do {
        const page = await list(`reference=pages&status=canceled&limit=${limit}${cursor}`);
        expect(page.ids.length).toBeLessThanOrEqual(limit);
        found.push(...page.ids);
        cursor = page.next === null ? "" : `&cursor=${page.next}`;
      } while (cursor !== "");
      expect(found.toSorted(), `pages of ${limit}`).toEqual(wanted.toSorted());
    }
  });
});
