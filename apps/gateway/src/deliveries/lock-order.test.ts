import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { withDatabases } from "../../test/test-databases";
import { postSchema } from "../posts/post-body";

const SEED = 20261125;
const ROUNDS = 12;

/** Mulberry32: small, and the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

withDatabases("everybody at one post at once", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  it(`waits for nobody in a circle (seed ${SEED})`, async () => {
    const random = createRandom(SEED);
    const connections = [test.connection];
    for (const user of ["second", "third", "fourth"]) {
      connections.push(await test.connect({ user }));
    }
    const options = { audience: "everyone", transfer: "offset", commit: "last-byte" };
    const target = (connection: string) => ({ connection, mode: "publish", options });
    for (let round = 0; round < ROUNDS; round += 1) {
      const answer = await test.post({
        media: [test.addMedia(new TextEncoder().encode(`round ${round}`))],
        targets: connections.map(target),
        review: "caller",
        consent: { collected_at: "2026-11-20T11:59:00Z" },
        allow_duplicate: true,
      });
      expect(answer.status).toBe(202);
      const { id, deliveries } = postSchema.parse(await answer.json());
      const send = (path: string, json?: object) => () =>
        test.request(path, { method: "POST", ...(json === undefined ? {} : { json }) });
      const actions = [
        ...deliveries.map(
          ({ id: delivery }) =>
            () =>
              test.wake(delivery),
        ),
        send(`/v1/posts/${id}/cancel`),
        send(`/v1/posts/${id}/retry`),
        send("/v1/pause", { scope: "all" }),
        send("/v1/resume", { scope: "all" }),
      ];
      const shuffled = actions
        .map((action) => ({ action, key: random() }))
        .sort((left, right) => left.key - right.key)
        .map(({ action }) => action);

      const results = await Promise.all(shuffled.map((action) => action()));

      const statuses = results.flatMap((result) => (result === undefined ? [] : result.status));
      expect(statuses.filter((status) => status >= 500)).toEqual([]);
    }
    await test.request("/v1/resume", { method: "POST", json: { scope: "all" } });
    await test.settle(24);
    const kysely = test.gateway.dependencies.database.kysely;
    const open = await kysely
      .selectFrom("deliveries")
      .select(["id", "status"])
      .where("status", "not in", ["published", "canceled", "failed"])
      .execute();
    expect(open).toEqual([]);
    const out = await kysely
      .selectFrom("deliveries")
      .select("id")
      .where("status", "=", "published")
      .execute();
    expect(test.platform.posts().length).toBe(out.length);
  }, 120_000);
});
