import { randomBytes } from "node:crypto";
import type { JsonObject, PostDraft } from "../../connector";
import { createBytesMediaSource } from "../../media";
import type { ConnectorCase, ConnectorHarness } from "../contracts/connector-harness";
import { describeConnectorContract } from "../contracts/describe-connector-contract";
import { createMemoryConnector } from "./create-memory-connector";
import { createMemoryMediaLeases } from "./memory-media-leases";
import { createMemoryPlatform } from "./memory-platform";
import { signMemoryNotification } from "./memory-webhooks";

function caseOf(
  name: string,
  mode: PostDraft["mode"],
  count: number,
  options: JsonObject,
): ConnectorCase {
  const type = count === 1 ? "video/mp4" : "image/png";
  const media = Array.from({ length: count }, () =>
    createBytesMediaSource({ bytes: randomBytes(2345), type }),
  );
  const facts = media.map((source) => source.facts);
  return { name, media, draft: { mode, media: facts, title: null, text: "hello", options } };
}

const owner = { audience: "owner", note: null };
const everyone = { audience: "everyone", note: "a note" };

describeConnectorContract({
  name: "memory",
  async createHarness(): Promise<ConnectorHarness> {
    let time = Date.parse("2026-11-01T00:00:00Z");
    const now = () => new Date(time);
    const cases = [
      caseOf("last byte", "publish", 1, { ...owner, transfer: "offset", commit: "last-byte" }),
      caseOf("draft", "draft", 1, { ...owner, transfer: "offset", commit: "last-byte" }),
      caseOf("parts", "publish", 3, { ...everyone, transfer: "parts", commit: "create" }),
      caseOf("whole", "publish", 1, { ...everyone, transfer: "whole", commit: "keyed-put" }),
      caseOf("bare", "publish", 1, { ...owner, transfer: "whole", commit: "bare-create" }),
      caseOf("pull", "draft", 4, { ...owner, transfer: "pull", commit: "create" }),
    ];
    const leases = createMemoryMediaLeases(cases.flatMap(({ media }) => media));
    const platform = createMemoryPlatform({ now, fetchMedia: leases.fetch });
    platform.setProcessingAnswers(1);
    return {
      connector: createMemoryConnector({ platform, now }),
      credential: platform.credential(),
      accountId: "account-1",
      cases,
      sender: platform.sender,
      leases,
      now,
      async passTimeUntil(moment) {
        time = Math.max(time, moment.getTime());
      },
      countPosts: async () => platform.posts().length,
      fingerprint: async () => platform.fingerprint(),
      consent: {
        redirectUri: "https://gateway.test/callback",
        scopes: ["profile", "post"],
        inputs: {},
        approve: async (url) => platform.consent(url),
        deny: async (url) => platform.consent(url, { deny: true }),
      },
      webhooks: [
        signMemoryNotification({ id: "n-1", event: "grant.removed", account: "account-1" }),
        signMemoryNotification({
          id: "n-2",
          event: "post.changed",
          account: "account-1",
          handle: "h",
        }),
        signMemoryNotification({ id: "n-3", event: "something.new", account: "account-1" }),
      ],
      close: async () => undefined,
    };
  },
});
