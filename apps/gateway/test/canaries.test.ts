import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_DESKTOP_APP, DEFAULT_WEB_APP } from "@upload-post/tiktok-sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postSchema } from "../src/posts/post-body";
import { type EndToEnd, startEndToEnd } from "./end-to-end";
import { type Canary, findLeaks, platformCanaries, type SearchedPlace } from "./leaks";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver";

const encryptionKey = Buffer.alloc(32, 0x5a).toString("base64");

const endpointToken = "canary-of-the-address-0123456789";

/** A desktop app proves itself with a verifier besides; everything else is the same. */
const apps = [
  { name: "web", app: DEFAULT_WEB_APP, kinds: [] },
  { name: "desktop", app: DEFAULT_DESKTOP_APP, kinds: ["code_verifier"] },
] as const;

describe.each(apps)("no secret of a $name app leaves its place", ({ app, kinds: ownKinds }) => {
  let test: EndToEnd;
  let receiver: WebhookReceiver;
  const answers: SearchedPlace[] = [];
  const canaries: Canary[] = [];

  beforeAll(async () => {
    receiver = await startWebhookReceiver();
    test = await startEndToEnd({
      app,
      environment: {
        ENCRYPTION_KEYS: `canary:${encryptionKey}`,
        OUTBOUND_ALLOW: receiver.host,
      },
      fetch: recordingFetch(answers),
    });
    const url = `${receiver.url}?token=${endpointToken}`;
    const { id, secret } = await test.api.post("/v1/webhook-endpoints", { url });
    const rotated = await test.api.post(`/v1/webhook-endpoints/${id}/rotate-secret`, {});
    const told = toldOfPublishing(receiver);
    await useEverything(test, app.clientKey);
    await told;
    for (const { headers, body } of receiver.received) {
      answers.push({ name: "a webhook", bytes: Buffer.from(JSON.stringify(headers) + body) });
    }
    canaries.push(
      ...[secret, rotated.secret].map((value: string) => ({
        name: "webhook secret",
        value: value.replace("whsec_", ""),
      })),
      { name: "webhook address", value: endpointToken },
      ...platformCanaries(test.sandbox),
      { name: "client secret", value: app.clientSecret },
      { name: "admin key", value: test.adminKey },
      { name: "encryption key", value: encryptionKey },
    );
  });
  afterAll(async () => {
    await test.close();
    await receiver.close();
  });

  const kinds = (wanted: readonly string[]) => canaries.filter(({ name }) => wanted.includes(name));

  it("has canaries of every kind that the flow makes", () => {
    expect(new Set(canaries.map(({ name }) => name))).toEqual(
      new Set([
        ...["client_secret", "code", "access_token", "refresh_token", "upload_token", "state"],
        ...["client secret", "admin key", "encryption key", ...ownKinds],
        ...["webhook secret", "webhook address"],
      ]),
    );
  });

  it("finds what it looks for, in every form it might take", () => {
    const secret = "act.!canary*value/with+signs==and&more";
    const at = (text: string) => [{ name: "there", bytes: Buffer.from(text) }];
    const forms = [
      `a ${secret} z`,
      JSON.stringify({ secret }),
      `?token=${encodeURIComponent(secret)}`,
      Buffer.from(secret).toString("hex"),
      Buffer.from(`x${secret}`).toString("base64"),
      Buffer.from(`xx${secret}y`).toString("base64url"),
    ];
    for (const form of forms) {
      expect(findLeaks([{ name: "it", value: secret }], at(form)), form).toEqual(["it in there"]);
    }
    expect(findLeaks([{ name: "it", value: secret }], at("act.!canary*value"))).toEqual([]);
  });

  it("keeps every secret out of every answer", () => {
    // The owner's browser carries state to the platform and back: it stands in that one redirect.
    // A webhook's secret is shown once, and its address to whoever may see the endpoint.
    const allowed = new Set([
      "state in POST /connect (redirect to the platform)",
      "webhook secret in POST /v1/webhook-endpoints",
      "webhook secret in POST /v1/webhook-endpoints/rotate-secret",
      "webhook address in POST /v1/webhook-endpoints",
      "webhook address in POST /v1/webhook-endpoints/rotate-secret",
    ]);

    const leaks = findLeaks(canaries, answers).filter((leak) => !allowed.has(leak));

    expect(answers.length).toBeGreaterThan(20);
    expect(leaks).toEqual([]);
  });

  it("keeps every secret out of the log, at its most talkative", () => {
    const log = { name: "the log", bytes: Buffer.from(test.output()) };

    expect(log.bytes.length).toBeGreaterThan(1_000);
    expect(findLeaks(canaries, [log])).toEqual([]);
  });

  it("keeps every secret out of the data directory in clear", async () => {
    const files = await filesBelow(test.dataDir);

    expect(files.length).toBeGreaterThan(10);
    expect(findLeaks(canaries, files)).toEqual([]);
    // Proof that the search sees what the database holds: ids are there in clear.
    const known = kinds(["admin key"]);
    expect(known).toHaveLength(1);
    expect(files.some(({ bytes }) => bytes.includes("ada.public"))).toBe(true);
  });
});

/** Answers when the receiver knows that a post is out. */
function toldOfPublishing(receiver: WebhookReceiver): Promise<void> {
  return new Promise((resolve) => {
    receiver.answerAlways(({ data }) => {
      if (data.status === "published") resolve();
      return 204;
    });
  });
}

/** Everything that makes a secret: consent, an upload, a lost token, a refusal, disconnecting. */
async function useEverything(test: EndToEnd, clientKey: string): Promise<void> {
  const { api, sandbox } = test;
  const connection = await test.connect();
  await api.get(`/v1/connections/${connection}`);
  await api.get("/v1/connections");
  await api.get(`/v1/connections/${connection}/publishing-options`);
  const media = await test.store("vertical-h264-aac.mp4");
  await api.get(`/v1/media/${media}`);
  const draft = await api.post("/v1/posts", {
    media: [media],
    targets: [{ connection, mode: "draft" }],
  });
  await test.follow(draft.id, ["in_inbox"]);
  const direct = await api.post("/v1/posts", {
    media: [media],
    text: "A post",
    targets: [{ connection, mode: "publish" }],
  });
  await test.approve(postSchema.parse(direct), { privacy_level: "SELF_ONLY" });
  await test.follow(direct.id, ["published"]);
  // An answer that is lost on the way, and one that is no JSON: error paths log most.
  sandbox.faults.add({
    target: "POST /v2/post/publish/creator_info/query/",
    times: 1,
    effect: { kind: "answer", status: 502, body: "<html>Bad gateway</html>" },
  });
  await api.get(`/v1/connections/${connection}/publishing-options`).catch(() => undefined);
  sandbox.owner.disconnectApp("ada.public", clientKey);
  await api.get(`/v1/connections/${connection}/publishing-options`).catch(() => undefined);
  await api.get("/v1/connections/con_missing").catch(() => undefined);
  await api.delete(`/v1/connections/${connection}`);
  await api.get("/openapi.json").catch(() => undefined);
}

/** Keeps every answer of the gateway, headers and body. */
function recordingFetch(answers: SearchedPlace[]): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await globalThis.fetch(input, init);
    const url = new URL(input instanceof Request ? input.url : String(input));
    // The gateway's public name; the sandbox is reached by its address.
    if (url.hostname !== "localhost") return response;
    const body = Buffer.from(await response.clone().arrayBuffer());
    const headers = Buffer.from(JSON.stringify([...response.headers]));
    const path = url.pathname.replace(/\/[\w-]{20,}/g, "").replace(/\/(con|med|post)_\w+/g, "/$1");
    const note = response.headers.has("location") ? " (redirect to the platform)" : "";
    answers.push({
      name: `${init?.method ?? "GET"} ${path}${note}`,
      bytes: Buffer.concat([headers, body]),
    });
    return response;
  };
}

async function filesBelow(directory: string): Promise<SearchedPlace[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (file) => {
      const path = join(file.parentPath, file.name);
      return { name: path.slice(directory.length + 1), bytes: await readFile(path) };
    }),
  );
}
