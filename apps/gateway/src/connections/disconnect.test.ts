import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestBrowser } from "../../test/create-test-browser";
import { createTestConnections, type TestConnections } from "../../test/create-test-connections";
import { readJson } from "../../test/create-test-gateway";
import { withDatabases } from "../../test/test-databases";
import { createRevocationHandler } from "./revocation-job";
import { sweepConnections } from "./start-connection-jobs";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

withDatabases("disconnecting", (engine) => {
  let test: TestConnections;
  const told: string[] = [];
  let hookFailure: Error | null = null;
  beforeAll(async () => {
    test = await createTestConnections(engine, {
      hooks: {
        onDisconnected: async (_transaction, { id, status }) => {
          if (hookFailure !== null) throw hookFailure;
          told.push(`${id} ${status}`);
        },
      },
    });
  });
  beforeEach(() => {
    test.platform.clearFaults();
    hookFailure = null;
  });
  afterAll(async () => test.close());

  const disconnect = async (id: string) =>
    await readJson(await test.gateway.request(`/v1/connections/${id}`, { method: "DELETE" }), 200);
  const retry = (id: string) =>
    createRevocationHandler(test.dependencies)({ id }, new AbortController().signal);
  const owed = async (id: string) =>
    await test.dependencies.database.kysely
      .selectFrom("pending_revocations")
      .selectAll()
      .where("connection_id", "=", id)
      .executeTakeFirst();
  const hasCredential = async (connectionId: string) =>
    (await test.dependencies.credentials.store.read({ tenantId: "default", connectionId })) !==
    null;

  it("revokes at the platform, destroys the credential, and answers the same again", async () => {
    const id = await test.connect();
    const grants = test.platform.liveGrants();

    const first = await disconnect(id);
    const second = await disconnect(id);

    expect(first).toEqual({ id, status: "disconnected", platform_revoked: true });
    expect(second).toEqual(first);
    expect(test.platform.liveGrants()).toBe(grants - 1);
    expect(await hasCredential(id)).toBe(false);
    expect(await owed(id)).toBeUndefined();
    expect(told.filter((entry) => entry.startsWith(id))).toEqual([`${id} disconnected`]);
    expect(await test.get(id)).toMatchObject({ status: "disconnected" });
    const { rows } = await envelopesOf();
    expect(rows).toEqual(await expectedEnvelopes());
  });

  it("works when the owner has revoked at the platform already", async () => {
    const id = await test.connect();
    test.platform.revokeAllGrants();

    expect(await disconnect(id)).toMatchObject({ platform_revoked: true });
    expect(await hasCredential(id)).toBe(false);
  });

  it("works when the platform is down, and revokes when it is back", async () => {
    const id = await test.connect();
    const grants = test.platform.liveGrants();
    test.breakRevocation(2);

    expect(await disconnect(id)).toEqual({ id, status: "disconnected", platform_revoked: false });
    expect(await test.get(id)).toMatchObject({ status: "disconnected" });
    expect(await owed(id)).toMatchObject({ attempts: 1, last_error_code: "platform_unavailable" });

    await retry(id);
    expect(await owed(id)).toMatchObject({ attempts: 1 });
    test.gateway.clock.advance(MINUTE_MS);
    await retry(id);
    expect(await owed(id)).toMatchObject({ attempts: 2 });
    expect(test.platform.liveGrants()).toBe(grants);

    test.gateway.clock.advance(5 * MINUTE_MS);
    await retry(id);
    expect(test.platform.liveGrants()).toBe(grants - 1);
    expect(await owed(id)).toBeUndefined();
    expect(await hasCredential(id)).toBe(false);
    expect(await disconnect(id)).toMatchObject({ platform_revoked: true });
  });

  it("revokes with a fresh credential when the stored one is too old", async () => {
    const id = await test.connect();
    const grants = test.platform.liveGrants();
    test.gateway.clock.advance(3 * 60 * MINUTE_MS);

    expect(await disconnect(id)).toMatchObject({ platform_revoked: true });
    expect(test.platform.liveGrants()).toBe(grants - 1);
  });

  it("finds every owed revocation again, even if its job was lost", async () => {
    const id = await test.connect();
    test.breakRevocation();
    await disconnect(id);

    expect(await sweepConnections(test.dependencies)).toBe(0);
    test.gateway.clock.advance(MINUTE_MS);
    expect(await sweepConnections(test.dependencies)).toBe(1);
    await retry(id);
    expect(await sweepConnections(test.dependencies)).toBe(0);
  });

  it("makes one attempt when two workers wake at the same time", async () => {
    const id = await test.connect();
    test.breakRevocation();
    await disconnect(id);
    test.gateway.clock.advance(MINUTE_MS);
    const revocations = () => test.platform.calls().filter((call) => call === "revoke").length;
    const before = revocations();

    await Promise.all([retry(id), retry(id), retry(id)]);

    expect(revocations() - before).toBe(1);
  });

  it("destroys the credential after a week in which the platform never answered", async () => {
    const id = await test.connect();
    test.breakRevocation(1000);
    await disconnect(id);
    for (let day = 0; day <= 7; day += 1) {
      test.gateway.clock.advance(DAY_MS);
      await retry(id);
    }

    expect(await hasCredential(id)).toBe(false);
    expect(await owed(id)).toBeUndefined();
    expect(await disconnect(id)).toMatchObject({ platform_revoked: false });
  });

  it("does not withdraw what the owner has granted again since", async () => {
    test.signInAs("account-again");
    const id = await test.connect();
    test.breakRevocation();
    await disconnect(id);
    test.gateway.clock.advance(MINUTE_MS);
    const newer = await test.connect();
    const grants = test.platform.liveGrants();

    await retry(id);

    expect(test.platform.liveGrants()).toBe(grants);
    expect(await hasCredential(id)).toBe(false);
    expect(await owed(id)).toBeUndefined();
    expect(await test.get(newer)).toMatchObject({ status: "active" });
    test.signInAs("account-1");
  });

  it("ends a connection that was never finished, and kills its link", async () => {
    const made = await test.create();
    const id = String(made.id);
    const browser = createTestBrowser(test.gateway);

    expect(await disconnect(id)).toMatchObject({ platform_revoked: false });
    expect((await browser.submit(String(made.authorization_url))).status).toBe(410);
  });

  it("is not undone by a consent that was under way", async () => {
    const made = await test.create();
    const browser = createTestBrowser(test.gateway);
    const callback = await test.consent(browser, String(made.authorization_url));
    await disconnect(String(made.id));

    expect((await browser.get(callback)).status).toBe(410);
    expect(await test.get(String(made.id))).toMatchObject({ status: "disconnected" });
  });

  it("changes nothing when a room that depends on it fails", async () => {
    const id = await test.connect();
    hookFailure = new Error("The deliveries could not be stopped.");

    const answer = await test.gateway.request(`/v1/connections/${id}`, { method: "DELETE" });

    expect(answer.status).toBe(500);
    expect(await test.get(id)).toMatchObject({ status: "active" });
    expect(await owed(id)).toBeUndefined();
    expect(await hasCredential(id)).toBe(true);
  });

  it("tells what to do instead of reauthorising what has ended", async () => {
    const id = await test.connect({ user: "gone" });
    await disconnect(id);
    const again = await test.gateway.request(`/v1/connections/${id}/reauthorize`, {
      method: "POST",
    });

    expect(await readJson(again, 409)).toMatchObject({
      code: "connection_not_active",
      next_action: { type: "create_connection", platform: "memory", user: "gone" },
    });
  });

  async function envelopesOf() {
    const { runSql } = test.dependencies.database;
    return {
      rows: await runSql("select key from keyv where key like 'credentials:%' order by key"),
    };
  }

  /** The envelopes that live pointers name: nothing else may be left behind. */
  async function expectedEnvelopes() {
    const { kysely } = test.dependencies.database;
    const pointers = await kysely.selectFrom("credential_pointers").selectAll().execute();
    const ids = pointers.flatMap((row) => [row.envelope_id, row.previous_envelope_id ?? []].flat());
    const { rows } = await envelopesOf();
    return rows.filter((row) => ids.some((id) => JSON.stringify(row).includes(id)));
  }
});
