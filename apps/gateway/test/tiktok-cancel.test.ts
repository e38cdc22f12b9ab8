import { type ByteRequest, type ByteSender, createNodeByteSender } from "@upload-post/core";
import { PlatformUnavailableError } from "@upload-post/core/errors";
import { afterEach, beforeEach, expect, it } from "vitest";
import { wakeDeliveries } from "../src/platform-webhooks/wake-deliveries";
import { readJson } from "./create-test-gateway";
import { withDatabases } from "./test-databases";
import { createTiktokWorld, type TiktokWorld } from "./tiktok-world";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** A video's bytes are under way when their sender is gone, and the post is canceled before they arrive. */
withDatabases("canceling a video whose last byte may be under way", (engine) => {
  let world: TiktokWorld;
  let connection = "";
  let media = "";
  beforeEach(async () => {
    world = await createTiktokWorld(engine, { users: [{ username: "ada" }] });
    connection = await world.connect("ada");
    media = await world.store();
  });
  afterEach(() => world.close());

  /** Keeps what it is given instead of sending it, and is gone. */
  const leaveUnderWay = () => {
    const sender = createNodeByteSender();
    const underWay: ByteRequest[] = [];
    const worker = new AbortController();
    const lost = new PlatformUnavailableError({ message: "reset", effect: "possible" });
    const holding = (isDeath: boolean): ByteSender => ({
      async send(request) {
        underWay.push(request);
        if (isDeath) worker.abort(lost);
        throw lost;
      },
      close: () => undefined,
    });
    return {
      /** The process dies: nothing of it is recorded any more. */
      die: () => world.replica(0, holding(true))({ id: "" }, worker.signal),
      /** The connection breaks, and the process goes on with that. */
      lose: () => world.work([world.replica(0, holding(false))], 0),
      async arrive() {
        const signal = new AbortController().signal;
        for (const request of underWay) await sender.send({ ...request, signal });
        await world.sandbox.settle();
        sender.close();
      },
    };
  };
  const cancel = async (id: string) =>
    readJson(
      await world.gateway.request(`/v1/posts/${id}/cancel`, {
        method: "POST",
        key: world.gateway.adminKey,
      }),
      200,
    );
  const published = () =>
    world.sandbox.inspect.tasks().filter(({ status }) => status === "PUBLISH_COMPLETE").length;

  it.each(["die", "lose"] as const)(
    "waits until it cannot arrive any more, and is canceled then (%s)",
    async (how) => {
      const id = await world.post(connection, media, 1);
      await leaveUnderWay()[how]();

      expect(await cancel(id)).toMatchObject({ canceled: [], too_late: [] });
      const waiting = await world.shown(id);
      expect(waiting).toMatchObject({ status: "waiting", status_detail: "canceling", error: null });
      // The upload address lives an hour, and is settled ten minutes later.
      const waitMs = Date.parse(waiting?.resumes_at ?? "") - world.sandbox.now();
      expect(waitMs).toBeGreaterThan(60 * MINUTE_MS);
      expect(waitMs).toBeLessThanOrEqual(70 * MINUTE_MS);

      await world.work([world.replica(0)], 80 * MINUTE_MS);

      expect(await world.shown(id)).toMatchObject({
        status: "canceled",
        status_detail: "canceled_by_caller",
      });
      expect(world.sandbox.inspect.commits()).toEqual([]);
    },
  );

  it.each(["die", "lose"] as const)(
    "is told as published when it arrives after all (%s)",
    async (how) => {
      const id = await world.post(connection, media, 1);
      const bytes = leaveUnderWay();
      await bytes[how]();
      await cancel(id);

      await bytes.arrive();
      await world.work([world.replica(0)], 80 * MINUTE_MS);

      expect(await world.shown(id)).toMatchObject({ status: "published" });
      expect(published()).toBe(1);
    },
  );

  it("is told as published as soon as the platform says so", async () => {
    const id = await world.post(connection, media, 1);
    const bytes = leaveUnderWay();
    await bytes.die();
    await cancel(id);
    await bytes.arrive();
    const { database, jobs, now } = world.gateway.dependencies;
    const { account_id: accountId } = await database.kysely
      .selectFrom("connections")
      .select("account_id")
      .where("id", "=", connection)
      .executeTakeFirstOrThrow();
    const handle = world.sandbox.inspect.tasks()[0]?.publishId ?? "";

    const spokenOf = { platform: "tiktok", accountId: accountId ?? "", handle, isNew: true };
    await wakeDeliveries({ database, jobs, now }, spokenOf);
    await world.work([world.replica(0)], MINUTE_MS);

    expect(await world.shown(id)).toMatchObject({ status: "published", resumes_at: null });
  });

  it("is at once where the platform takes uploads back", async () => {
    world.sandbox.setSwitches({ cancelFileUpload: "accept" });
    const id = await world.post(connection, media, 1);
    const bytes = leaveUnderWay();
    await bytes.die();

    expect(await cancel(id)).toMatchObject({ canceled: [expect.any(String)], requested: [] });
    await bytes.arrive();

    expect(await world.shown(id)).toMatchObject({ status: "canceled" });
    expect(published()).toBe(0);
  });

  it("is forgotten by nobody when the platform cannot be asked meanwhile", async () => {
    const id = await world.post(connection, media, 1);
    await leaveUnderWay().die();
    await cancel(id);
    await world.sandbox.advance(70 * MINUTE_MS);
    world.sandbox.faults.add({
      target: "POST /v2/post/publish/status/fetch/",
      effect: { kind: "api-error", code: "internal_error", status: 503 },
      times: 6,
    });

    await world.work([world.replica(0)], 60 * MINUTE_MS);

    expect(await world.shown(id)).toMatchObject({ status: "canceled" });
    expect(world.sandbox.inspect.commits()).toEqual([]);
  });
});
