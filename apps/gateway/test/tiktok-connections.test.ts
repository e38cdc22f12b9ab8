import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { leaksIn } from "@upload-post/core/testing";
import {
  DEFAULT_WEB_APP,
  startTiktokSandbox,
  type TiktokSandbox,
} from "@upload-post/tiktok-sandbox";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestBrowser, type TestBrowser } from "./create-test-browser";
import { createTestGateway, readJson, type TestGateway } from "./create-test-gateway";
import { giveConsent, type OwnerDecision } from "./give-tiktok-consent";
import { sandboxVariables } from "./sandbox-variables";
import { withDatabases } from "./test-databases";

const HOUR_MS = 60 * 60 * 1000;

withDatabases("connecting TikTok accounts", (engine) => {
  let sandbox: TiktokSandbox;
  let gateway: TestGateway;
  beforeAll(async () => {
    sandbox = await startTiktokSandbox({ clock: "manual", switches: { loopback: "allow" } });
    gateway = await createTestGateway({
      engine,
      fetch: globalThis.fetch,
      clock: { now: () => new Date(sandbox.now()), advance: () => undefined },
      environment: {
        ...sandboxVariables(sandbox),
        LOG_LEVEL: "trace",
      },
    });
  });
  beforeEach(() => sandbox.faults.clear());
  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  const ada: OwnerDecision = { decision: "approve", username: "ada.public" };
  const create = async () =>
    await readJson(
      await gateway.request("/v1/connections", {
        method: "POST",
        json: { platform: "tiktok", user: "owner-1" },
      }),
      201,
    );
  const get = async (id: string) =>
    await readJson(await gateway.request(`/v1/connections/${id}`), 200);
  const disconnect = async (id: string) =>
    await readJson(await gateway.request(`/v1/connections/${id}`, { method: "DELETE" }), 200);
  const options = (id: string) => gateway.request(`/v1/connections/${id}/publishing-options`);
  /** Through the gateway's page and TikTok's; answers the page of the callback. */
  const consent = async (link: unknown, decision: OwnerDecision): Promise<Response> => {
    const browser: TestBrowser = createTestBrowser(gateway);
    const started = await browser.submit(String(link));
    expect(started.status).toBe(303);
    return await browser.get(await giveConsent(started.headers.get("location") ?? "", decision));
  };
  const connect = async (decision = ada): Promise<string> => {
    const made = await create();
    expect((await consent(made.authorization_url, decision)).status).toBe(200);
    return String(made.id);
  };
  const liveTokens = (username: string) =>
    sandbox.inspect.tokens().filter((token) => token.username === username && token.valid);

  it("connects the account that consented, with what it granted", async () => {
    const connection = await get(await connect());

    expect(connection).toMatchObject({
      platform: "tiktok",
      status: "active",
      account: { display_name: "Ada Public" },
      missing_scopes: [],
      last_error: null,
    });
    expect(connection.scopes).toEqual(
      expect.arrayContaining(["user.info.basic", "video.publish", "video.upload"]),
    );
    // A refresh token lives 180 days (TikTok OTM, November 2026), and the answer says so.
    const daysLeft =
      (Date.parse(String(connection.reauthorize_before)) - sandbox.now()) / (24 * HOUR_MS);
    expect(daysLeft).toBeGreaterThan(170);
  });

  it("offers exactly the privacy levels that the account has", async () => {
    const levels = async (username: string) =>
      await readJson(await options(await connect({ ...ada, username })), 200);

    expect(await levels("ada.public")).toHaveProperty(
      "options_schema.publish.properties.privacy_level.enum",
      ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
    );
    expect(await levels("ben.private")).toHaveProperty(
      "options_schema.publish.properties.privacy_level.enum",
      ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
    );
    expect(await levels("cleo.quiet")).toMatchObject({ limits: { max_video_duration_s: 60 } });
  });

  it("shows what the owner unticked, and refuses what needs it", async () => {
    const made = await create();
    await consent(made.authorization_url, { ...ada, untick: ["video.publish"] });
    const id = String(made.id);

    expect(await get(id)).toMatchObject({ status: "active", missing_scopes: ["video.publish"] });
    const answer = await options(id);
    const body: unknown = JSON.parse(await answer.text());
    // An account that only takes drafts either has its own options, or says which scope is missing.
    if (answer.status === 200) expect(body).toMatchObject({ modes: ["draft"] });
    else expect(body).toMatchObject({ code: "scope_missing" });
  });

  it("fails when the owner declines", async () => {
    const made = await create();
    await consent(made.authorization_url, { ...ada, decision: "deny" });

    expect(await get(String(made.id))).toMatchObject({
      status: "failed",
      last_error: { code: "access_denied" },
    });
  });

  it("keeps an account alive over the end of its access tokens", async () => {
    const id = await connect();
    for (let day = 0; day < 3; day += 1) {
      await sandbox.advance(24 * HOUR_MS);
      expect((await options(id)).status).toBe(200);
    }

    expect(await get(id)).toMatchObject({ status: "active" });
  });

  it("asks for a new consent once TikTok says that the owner took it back", async () => {
    const id = await connect();
    sandbox.owner.disconnectApp("ada.public", DEFAULT_WEB_APP.clientKey);

    expect(await readJson(await options(id), 409)).toMatchObject({
      code: "reauthorization_required",
      next_action: { type: "reauthorize", connection: id },
    });
    expect(await get(id)).toMatchObject({ status: "reauthorization_required" });
    const again = await gateway.request(`/v1/connections/${id}/reauthorize`, { method: "POST" });
    const { authorization_url } = await readJson(again, 201);
    await consent(authorization_url, { ...ada, username: "ben.private" });
    expect(await get(id)).toMatchObject({
      status: "reauthorization_required",
      account: { display_name: "Ada Public" },
      last_error: { code: "account_mismatch" },
    });
  });

  it("leaves no valid token at TikTok after a disconnect", async () => {
    const id = await connect({ ...ada, username: "cleo.quiet" });
    expect(liveTokens("cleo.quiet").length).toBeGreaterThan(0);

    expect(await disconnect(id)).toEqual({ id, status: "disconnected", platform_revoked: true });

    expect(liveTokens("cleo.quiet")).toEqual([]);
    expect(await disconnect(id)).toEqual({ id, status: "disconnected", platform_revoked: true });
  });

  it("disconnects although TikTok is down", async () => {
    const id = await connect();
    sandbox.faults.add({
      target: "POST /v2/oauth/revoke/",
      effect: { kind: "drop", when: "before" },
    });

    expect(await disconnect(id)).toMatchObject({ platform_revoked: false });
    expect(await get(id)).toMatchObject({ status: "disconnected" });
  });

  it("names a lost answer to the exchange, and connects with a new link", async () => {
    const made = await create();
    const id = String(made.id);
    sandbox.faults.add({
      target: "POST /v2/oauth/token/",
      effect: { kind: "drop", when: "after" },
    });
    await consent(made.authorization_url, ada);
    expect(await get(id)).toMatchObject({
      status: "failed",
      last_error: { code: "outcome_unknown" },
    });

    sandbox.faults.clear();
    const again = await gateway.request(`/v1/connections/${id}/reauthorize`, { method: "POST" });
    await consent((await readJson(again, 201)).authorization_url, ada);
    expect(await get(id)).toMatchObject({ status: "active" });
  });

  it("keeps every secret that TikTok ever saw out of log, database, disk and answers", async () => {
    const id = await connect();
    const answers = JSON.stringify([await get(id), await (await options(id)).text()]);
    const database = await dump();
    const disk = await filesOf(gateway.dataDir);

    const secrets = sandbox.secrets().map(({ value }) => value);
    expect(secrets.length).toBeGreaterThan(10);
    expect(database).toContain("up1.");
    expect(leaksIn(answers, secrets)).toEqual([]);
    expect(leaksIn(database, secrets)).toEqual([]);
    expect(leaksIn(disk, secrets)).toEqual([]);
    expect(leaksIn(gateway.logLines.join("\n"), secrets)).toEqual([]);
  });

  async function dump(): Promise<string> {
    const { runSql } = gateway.dependencies.database;
    const tables = await runSql(
      "select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('public', 'jobs')",
    );
    const contents: unknown[] = [];
    for (const table of tables) {
      const { name } = table as { name: string };
      contents.push(await runSql(`select * from ${name}`));
    }
    return JSON.stringify(contents);
  }

  async function filesOf(directory: string): Promise<string> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1"));
    return (await Promise.all(texts)).join("\n");
  }
});
