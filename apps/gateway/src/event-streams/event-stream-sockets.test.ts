import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../test/create-test-gateway";
import { makePostRows } from "../../test/make-post-rows";
import { createApp } from "../http/create-app";
import { type ListeningServer, listen } from "../operations/listen";
import { type EventStreams, openEventStreams } from "./open-event-streams";

describe("event streams on sockets", () => {
  let gateway: TestGateway;
  let server: ListeningServer;
  let streams: EventStreams;
  /** What the key's places are, as the next stream would find them. */
  let taken: number;
  let freed: PromiseWithResolvers<void>;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine: "embedded" });
    taken = 0;
    freed = Promise.withResolvers();
    const { eventStreams } = gateway.dependencies;
    streams = {
      ...eventStreams,
      stallMs: 300,
      places: {
        take(key) {
          const leave = eventStreams.places.take(key);
          taken += 1;
          return () => {
            leave();
            taken -= 1;
            freed.resolve();
          };
        },
      },
    };
    const app = createApp({ ...gateway.dependencies, eventStreams: streams });
    server = await listen(app, { host: "127.0.0.1", port: 0 });
  });
  afterAll(async () => {
    await server.stop();
    await gateway.close();
  });

  const addPost = async (events: number): Promise<string> => {
    const { postId, deliveryId } = await makePostRows(gateway, { id: "default" });
    const { kysely } = gateway.dependencies.database;
    await kysely
      .updateTable("deliveries")
      .set({ status: "waiting" })
      .where("id", "=", deliveryId)
      .execute();
    await sql`
      insert into events (tenant_id, type, post_id, delivery_id, connection_id, status, detail, at)
      select 'default', 'delivery.updated', ${postId}, ${deliveryId}, 'con_x', 'waiting', repeat('x', 500), now()
      from generate_series(1, ${events}::int)`.execute(kysely);
    return postId;
  };
  /** Asks for a stream on a connection of its own. */
  const ask = async (postId: string, port = server.port): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write(
      `GET /v1/posts/${postId}/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${gateway.adminKey}\r\n\r\n`,
    );
    return socket;
  };

  it("give their place back when the reader breaks off", async () => {
    freed = Promise.withResolvers();
    const socket = await ask(await addPost(1));
    await once(socket, "data");
    expect(taken).toBe(1);
    socket.resetAndDestroy();
    await freed.promise;
    expect(taken).toBe(0);
  });

  it("let a reader go that reads nothing, and hold no more than a batch for it", async () => {
    freed = Promise.withResolvers();
    const socket = await ask(await addPost(20_000));
    await once(socket, "data");
    socket.pause();
    const before = process.memoryUsage().arrayBuffers;
    await freed.promise;
    expect(taken).toBe(0);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    const closed = once(socket, "close");
    socket.resume();
    await closed;
  });

  it.each([
    ["reads", 1],
    ["reads nothing", 20_000],
  ])("do not hold up the end of the server when their reader %s", async (_what, events) => {
    const own = openEventStreams(gateway.dependencies);
    const app = createApp({ ...gateway.dependencies, eventStreams: own });
    const ending = await listen(app, { host: "127.0.0.1", port: 0 });
    const socket = await ask(await addPost(events), ending.port);
    await once(socket, "data");
    if (events > 1) socket.pause();
    const startedAt = performance.now();
    own.close();
    await ending.stop();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    const closed = once(socket, "close");
    socket.resume();
    await closed;
  });
});
