import { createHash, createHmac } from "node:crypto";
import type { WebhookRequest } from "@upload-post/core/connector";
import { describe, expect, it } from "vitest";
import { fixture, later, start } from "../../test/support/tiktok-fixture";

const { connector } = fixture(() => expect.fail("webhooks ask nobody"));
const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

function body(event: string, content: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    client_key: "ck",
    event,
    create_time: seconds(start),
    user_openid: "-000owner",
    content,
    ...more,
  });
}

function request(text: string, sign: { secret?: string; at?: Date } = {}): WebhookRequest {
  const at = seconds(sign.at ?? start);
  const signature = createHmac("sha256", sign.secret ?? "canary-client-secret")
    .update(`${at}.${text}`)
    .digest("hex");
  return {
    method: "POST",
    rawBody: Buffer.from(text),
    headers: { "tiktok-signature": `t=${at},s=${signature}` },
    query: {},
  };
}

const complete = body(
  "post.publish.complete",
  '{"publish_id":"v_pub_file~v2-1.74","publish_type":"DIRECT_PUBLISH"}',
);

describe("signatures", () => {
  it("accept what TikTok signed, with the digest of the raw body as key", async () => {
    expect(await connector.webhooks.verify(request(complete))).toEqual({
      kind: "accepted",
      deduplicationKey: createHash("sha256").update(complete).digest("hex"),
      events: [{ kind: "post-changed", accountId: "-000owner", handle: "v_pub_file~v2-1.74" }],
      reply: { status: 200, contentType: "text/plain", body: "" },
    });
  });

  it("cover the raw bytes, spaces and all", async () => {
    const spaced = complete.replaceAll(",", ", ");
    expect((await connector.webhooks.verify(request(spaced))).kind).toBe("accepted");
    const signed = request(complete);
    const changed = { ...signed, rawBody: Buffer.from(spaced) };
    expect(await connector.webhooks.verify(changed)).toMatchObject({ kind: "refused" });
  });

  it("take upper-case hex and spaces after the comma", async () => {
    const signed = request(complete);
    const [t = "", s = ""] = (signed.headers["tiktok-signature"] ?? "").split(",");
    const header = `${t}, s=${s.slice(2).toUpperCase()}`;
    const verified = await connector.webhooks.verify({
      ...signed,
      headers: { "tiktok-signature": header },
    });
    expect(verified.kind).toBe("accepted");
  });

  it("refuse another secret, and a signature moved to another time", async () => {
    expect(await connector.webhooks.verify(request(complete, { secret: "x" }))).toEqual({
      kind: "refused",
      reason: "the signature does not match",
    });
    const signed = request(complete);
    const moved = signed.headers["tiktok-signature"]?.replace(/t=\d+/, `t=${seconds(later(1))}`);
    expect(
      await connector.webhooks.verify({ ...signed, headers: { "tiktok-signature": moved ?? "" } }),
    ).toMatchObject({ kind: "refused" });
  });

  it.each(["", "t=1", "s=ab", "t=,s=", "t=x,s=ab", "nonsense", "t=1;s=2"])(
    "refuse the header %j",
    async (header) => {
      const signed = { ...request(complete), headers: { "tiktok-signature": header } };
      expect(await connector.webhooks.verify(signed)).toMatchObject({ kind: "refused" });
    },
  );

  it("refuse a request without a header, and one that is no POST", async () => {
    expect(await connector.webhooks.verify({ ...request(complete), headers: {} })).toMatchObject({
      kind: "refused",
    });
    expect(await connector.webhooks.verify({ ...request(complete), method: "GET" })).toMatchObject({
      kind: "refused",
    });
  });

  it.each([
    [-5, "accepted"],
    [5, "accepted"],
    [-5.1, "refused"],
    [5.1, "refused"],
  ])("of %d minutes from now are %s", async (minutes, kind) => {
    const verified = await connector.webhooks.verify(request(complete, { at: later(minutes) }));
    expect(verified.kind).toBe(kind);
  });

  it("may be older when the operator says so", async () => {
    const patient = fixture(() => expect.fail("webhooks ask nobody"), {
      webhookToleranceSeconds: 7200,
    }).connector;
    const old = request(complete, { at: later(-119) });
    expect((await patient.webhooks.verify(old)).kind).toBe("accepted");
  });

  it("refuse the event of another app, and a body of another shape", async () => {
    const other = body("post.publish.complete", "{}", { client_key: "other" });
    expect(await connector.webhooks.verify(request(other))).toEqual({
      kind: "refused",
      reason: "the event is for another app",
    });
    for (const text of ["", "[]", "{}", "<xml>"]) {
      expect(await connector.webhooks.verify(request(text))).toMatchObject({ kind: "refused" });
    }
  });
});

describe("events", () => {
  async function eventOf(event: string, content: string, more: Record<string, unknown> = {}) {
    const verified = await connector.webhooks.verify(request(body(event, content, more)));
    return verified.kind === "accepted" ? verified.events[0] : verified;
  }

  it.each([
    "post.publish.failed",
    "post.publish.complete",
    "post.publish.inbox_delivered",
    "post.publish.publicly_available",
    "post.publish.publicaly_available",
    "post.publish.no_longer_publicaly_available",
    "post.publish.no_longer_publicly_available",
  ])("%s is a hint to look at the post", async (event) => {
    const content =
      '{"publish_id":"p1","post_id":7678907398077074696,"publish_type":"INBOX_SHARE"}';
    const expected = { kind: "post-changed", accountId: "-000owner", handle: "p1" };
    expect(await eventOf(event, content)).toEqual(expected);
    expect(await eventOf(event, content.replace("7678907398077074696", '"7"'))).toEqual(expected);
  });

  it.each([
    [0, "unknown"],
    [1, "disconnected_by_owner"],
    [2, "account_deleted"],
    [3, "age_changed"],
    [4, "account_banned"],
    [5, "revoked_by_developer"],
    [9, "9"],
  ])("authorization.removed with reason %d says %s", async (reason, expected) => {
    expect(await eventOf("authorization.removed", JSON.stringify({ reason }))).toEqual({
      kind: "authorization-removed",
      accountId: "-000owner",
      reason: expected,
    });
  });

  it.each([
    ["video.upload.failed", '{"share_id":"video.1.a"}', {}],
    ["video.publish.completed", '{"share_id":"video.1.a"}', {}],
    [
      "portability.download.ready",
      '{"request_id":7678907398077074696}',
      { user_openid: undefined },
    ],
    ["post.publish.brand_new", '{"publish_id":"p1"}', {}],
    ["post.publish.complete", "{}", {}],
    ["post.publish.complete", "not json", {}],
    ["authorization.removed", '{"reason":1}', { user_openid: undefined }],
  ])("%s with %s is accepted and ignored", async (event, content, more) => {
    expect(await eventOf(event, content, more)).toEqual({ kind: "ignored", name: event });
  });

  it("take content that is an object, too", async () => {
    const text = body("post.publish.complete", "", { content: { publish_id: "p1" } });
    const verified = await connector.webhooks.verify(request(text));
    expect(verified).toMatchObject({ events: [{ kind: "post-changed", handle: "p1" }] });
  });
});
