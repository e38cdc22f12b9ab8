import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../test/create-test-gateway";
import { insertTestDelivery } from "../../test/insert-test-delivery";
import { withDatabases } from "../../test/test-databases";
import { claimDelivery } from "./claim-delivery";

withDatabases("claiming a delivery", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine });
  });
  afterAll(() => gateway.close());

  const kysely = () => gateway.dependencies.database.kysely;
  const makeDue = async (deliveryId: string) => {
    await insertTestDelivery(gateway.dependencies.database, { deliveryId, mediaIds: [] });
    await kysely()
      .updateTable("deliveries")
      .set({ due_at: gateway.clock.now() })
      .where("id", "=", deliveryId)
      .execute();
  };
  const claim = (id: string) =>
    claimDelivery(gateway.dependencies.database, id, gateway.clock.now());

  it("gives it to one worker as long as that one's lease runs", async () => {
    await makeDue("dlv_leased");

    const taken = await Promise.all([
      claim("dlv_leased"),
      claim("dlv_leased"),
      claim("dlv_leased"),
    ]);

    expect(taken.filter((row) => row !== null)).toHaveLength(1);
    expect(await claim("dlv_leased")).toBeNull();
  });

  it("moves the fence with every change of hands", async () => {
    await makeDue("dlv_fenced");
    const first = await claim("dlv_fenced");
    await kysely()
      .updateTable("deliveries")
      .set({ lease_until: sql<Date>`now() - interval '1 second'` })
      .where("id", "=", "dlv_fenced")
      .execute();

    const second = await claim("dlv_fenced");

    expect(second?.fence).toBeGreaterThan(first?.fence ?? Number.POSITIVE_INFINITY);
  });
});
