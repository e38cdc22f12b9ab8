import { postSchema } from "../src/posts/post-body";
import { readJson } from "./create-test-gateway";
import type { TestPosts } from "./create-test-posts";

/** How a test delivery is to be. */
export type DeliveryWish = {
  readonly connection?: string;
  readonly key?: string;
  /** Of the post's only media; three ranges of the memory platform by default. */
  readonly sizeBytes?: number;
  /** On top of the memory platform's: `transfer: offset`, `commit: last-byte`. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly publishAt?: Date;
};

/** Posts to the memory platform on the caller's own word that the owner consents; the delivery begins when it is woken. */
export async function makeDelivery(
  test: TestPosts,
  wish: DeliveryWish = {},
): Promise<{ readonly postId: string; readonly id: string }> {
  const bytes = new Uint8Array(wish.sizeBytes ?? 2500);
  crypto.getRandomValues(bytes);
  const made = await test.post(
    {
      media: [test.addMedia(bytes)],
      targets: [
        {
          connection: wish.connection ?? test.connection,
          mode: "publish",
          options: {
            audience: "everyone",
            transfer: "offset",
            commit: "last-byte",
            ...wish.options,
          },
        },
      ],
      review: "caller",
      consent: { collected_at: "2026-11-20T11:59:00Z" },
      ...(wish.publishAt === undefined ? {} : { publish_at: wish.publishAt.toISOString() }),
    },
    wish.key === undefined ? {} : { key: wish.key },
  );
  const { id, deliveries } = postSchema.parse(await readJson(made, 202));
  return { postId: id, id: deliveries[0]?.id ?? "" };
}

/** The only delivery of a post, as callers see it. */
export async function shownDelivery(test: TestPosts, postId: string) {
  const [delivery] = postSchema.parse(await test.getPost(postId)).deliveries;
  if (delivery === undefined) throw new Error(`The post ${postId} has no delivery.`);
  return delivery;
}

/** The row of a delivery. */
export function deliveryRow(test: TestPosts, id: string) {
  return test.gateway.dependencies.database.kysely
    .selectFrom("deliveries")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
}
