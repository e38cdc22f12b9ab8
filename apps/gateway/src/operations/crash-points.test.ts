import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, it } from "vitest";
import { createTestMedia } from "../../test/create-test-media";
import { createTestPosts } from "../../test/create-test-posts";
import { deliveryRow, makeDelivery } from "../../test/make-delivery";
import { crashPoints, mediaPoints, refreshPoints } from "./crash-points";
import { POINTS_CHANNEL } from "./mark-point";

it("every point lies on the way of some delivery", async () => {
  const seen = new Set<unknown>();
  const listen = (message: unknown) => {
    if (typeof message !== "object" || message === null || !("point" in message)) return;
    // Connecting an account passes some of these as well.
    if (!refreshPoints.some((point) => point === message.point)) seen.add(message.point);
  };
  const test = await createTestPosts("embedded");
  subscribe(POINTS_CHANNEL, listen);
  try {
    await makeDelivery(test);
    await makeDelivery(test, { options: { commit: "create" } });
    await test.settle(1);
    await makeDelivery(test);
    test.platform.failNext("last-bytes", "answer-lost");
    await test.settle(1);

    const { id } = await makeDelivery(test);
    const { kysely } = test.gateway.dependencies.database;
    await kysely
      .updateTable("deliveries")
      .set({ state: "not sealed by us" })
      .where("id", "=", id)
      .execute();
    await expect(test.wake(id)).rejects.toThrow();
    expect((await deliveryRow(test, id)).lease_until).toBeNull();
  } finally {
    unsubscribe(POINTS_CHANNEL, listen);
    await test.close();
  }
  expect([...seen].sort()).toEqual([...crashPoints].sort());
});

it("every point of a media lies on the way of one that is stored and deleted", async () => {
  const seen: unknown[] = [];
  const listen = (message: unknown) => {
    if (typeof message === "object" && message !== null && "point" in message) {
      seen.push(message.point);
    }
  };
  const test = await createTestMedia("embedded");
  subscribe(POINTS_CHANNEL, listen);
  try {
    const { id } = await test.addFile("photo.webp");
    await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
  } finally {
    unsubscribe(POINTS_CHANNEL, listen);
    await test.close();
  }
  expect(seen).toEqual([...mediaPoints]);
});
