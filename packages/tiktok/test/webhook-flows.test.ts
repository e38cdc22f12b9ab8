import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookRequest, WebhookVerification } from "@upload-post/core/connector";
import { DEFAULT_WEB_APP } from "@upload-post/tiktok-sandbox";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileMedia } from "./support/media";
import { never, type SandboxWorld, startSandboxWorld } from "./support/sandbox-world";

let world: SandboxWorld;
let received: WebhookVerification[];
let receiver: ReturnType<typeof createServer>;

beforeEach(async () => {
  world = await startSandboxWorld();
  received = [];
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
    const incoming: WebhookRequest = {
      method: "POST",
      rawBody: Buffer.concat(chunks),
      headers,
      query: {},
    };
    const verified = await world.connector.webhooks.verify(incoming);
    received.push(verified);
    response.writeHead(verified.kind === "accepted" ? verified.reply.status : 401).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  world.sandbox.changeApp(DEFAULT_WEB_APP.clientKey, {
    webhookUrl: `http://127.0.0.1:${port}/webhooks/tiktok`,
  });
});

afterEach(async () => {
  await world.sandbox.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

async function postDraft() {
  const source = await fileMedia("vertical-h264-aac.mp4");
  const account = await world.connect();
  const { result } = await world.drive({
    draft: { mode: "draft", media: [source.facts], title: null, text: null, options: {} },
    media: [source],
    account,
  });
  expect(result.kind).toBe("delivered");
  await world.sandbox.advance(1_000);
  await world.sandbox.settle();
  return { account, publishId: world.sandbox.inspect.tasks()[0]?.publishId ?? "" };
}

function events() {
  return received.flatMap((verified) => (verified.kind === "accepted" ? verified.events : []));
}

describe("webhooks", () => {
  it.each(["number", "string"] as const)(
    "say that a draft arrived and was posted; post_id is a %s",
    async (webhookPostId) => {
      world.sandbox.setSwitches({ webhookPostId });
      const { account, publishId } = await postDraft();
      const hint = { kind: "post-changed", accountId: account.accountId, handle: publishId };
      expect(events()).toEqual([hint]);
      const postId = world.sandbox.owner.postDraft(publishId);
      await world.sandbox.advance(60_000);
      await world.sandbox.settle();
      world.sandbox.owner.makePostPrivate(postId);
      await world.sandbox.advance(1_000);
      await world.sandbox.settle();
      expect(events()).toEqual([hint, hint, hint, hint]);
      expect(world.sandbox.inspect.webhooks().map(({ event }) => event)).toEqual([
        "post.publish.inbox_delivered",
        "post.publish.complete",
        "post.publish.publicly_available",
        "post.publish.no_longer_publicaly_available",
      ]);
    },
  );

  it("say that the owner disconnected, or that we did", async () => {
    const account = await world.connect();
    world.sandbox.owner.disconnectApp("ada.public", DEFAULT_WEB_APP.clientKey);
    await world.sandbox.advance(1_000);
    await world.sandbox.settle();
    const again = await world.connect();
    const { credential } = again.holder;
    await world.connector.authorization.revoke({ credential, signal: never() });
    await world.sandbox.advance(1_000);
    await world.sandbox.settle();
    const { accountId } = account;
    expect(events()).toEqual([
      { kind: "authorization-removed", accountId, reason: "disconnected_by_owner" },
      { kind: "authorization-removed", accountId, reason: "revoked_by_developer" },
    ]);
  });

  it("that come twice have the same key", async () => {
    world.sandbox.faults.add({ effect: { kind: "webhook-copies", copies: 2 } });
    await postDraft();
    const keys = received.map((verified) =>
      verified.kind === "accepted" ? verified.deduplicationKey : verified.reason,
    );
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it("with a forged signature are refused", async () => {
    world.sandbox.faults.add({ effect: { kind: "webhook-bad-signature" } });
    await postDraft();
    expect(received[0]).toEqual({ kind: "refused", reason: "the signature does not match" });
    expect(events()).toHaveLength(received.length - 1);
  });
});
