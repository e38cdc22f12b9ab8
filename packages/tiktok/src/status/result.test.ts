import { describe, expect, it } from "vitest";
import { ok, refusal } from "../../test/support/fake-fetch";
import {
  checkpoint,
  creatorInfo,
  credential,
  fixture,
  later,
  publishOptions,
  signal,
  start,
  stepContext,
  videoDraft,
} from "../../test/support/tiktok-fixture";
import { nextPollMs } from "./polling-rhythm";

const publishId = "v_pub_file~v2-1.7400000000000000001";
const publicDraft = videoDraft({
  options: { ...publishOptions, privacy_level: "PUBLIC_TO_EVERYONE" },
});
const inboxDraft = videoDraft({ mode: "draft", options: {} });

/** As TikTok writes it: a 64-bit number, which `JSON.stringify` could not write. */
function published(ids = "[7678907398077074696]"): Response {
  return new Response(
    `{"data":{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":${ids},"uploaded_bytes":25000000},"error":{"code":"ok","message":"","log_id":"l"}}`,
  );
}

function awaiting(answer: () => Response, draft = publicDraft, minutes = 0) {
  const { connector, clock, requests } = fixture(answer);
  clock.now = later(minutes);
  const given = checkpoint({
    publishId,
    username: "owner_handle",
    awaitingSince: minutes === 0 ? null : start.toISOString(),
  });
  const run = connector.publishing.run("await-result", stepContext({ draft, checkpoint: given }));
  return { run, requests };
}

describe("await-result", () => {
  it("asks for its own publish id and keeps 64-bit ids exact", async () => {
    const { run, requests } = awaiting(() => published());
    expect(await run).toMatchObject({
      kind: "done",
      outcome: {
        state: "published",
        observeAt: null,
        remote: {
          handle: publishId,
          postIds: ["7678907398077074696"],
          url: "https://www.tiktok.com/@owner_handle/video/7678907398077074696",
          visibility: { requested: "PUBLIC_TO_EVERYONE", actual: "PUBLIC_TO_EVERYONE" },
        },
      },
    });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ publish_id: publishId });
  });

  it.each(["[]", "null", '["7678907398077074696"]', "[12]"])("reads the ids %s", async (ids) => {
    const outcome = await awaiting(() => published(ids)).run;
    const postIds = ids === "[]" || ids === "null" ? [] : [ids.replace(/\D/g, "")];
    expect(outcome).toMatchObject({ outcome: { remote: { postIds } } });
  });

  it("is published without an id, and asks again for the id of a public post only", async () => {
    expect(await awaiting(() => published("[]")).run).toMatchObject({
      outcome: {
        state: "published",
        observeAt: later(1),
        remote: { url: null, visibility: { actual: null } },
      },
    });
    expect(await awaiting(() => published("[]"), videoDraft()).run).toMatchObject({
      outcome: { state: "published", observeAt: null },
    });
  });

  it("is done with a draft once it is in the inbox", async () => {
    const answer = () => ok({ status: "SEND_TO_USER_INBOX" });
    expect(await awaiting(answer, inboxDraft).run).toMatchObject({
      kind: "done",
      outcome: {
        state: "in_inbox",
        observeAt: later(10),
        remote: { visibility: { requested: null, actual: null } },
      },
    });
  });

  it.each(["PROCESSING_UPLOAD", "PROCESSING_DOWNLOAD", "PROCESSING", "PUBLISH_SUCCESS"])(
    "waits on %s",
    async (status) => {
      expect(await awaiting(() => ok({ status })).run).toMatchObject({
        kind: "wait",
        step: "await-result",
        until: new Date(start.getTime() + 5_000),
        checkpoint: { data: { awaitingSince: start.toISOString() } },
      });
    },
  );

  it("gives up after a day, as unknown and not as failed", async () => {
    const answer = () => ok({ status: "PROCESSING_UPLOAD" });
    expect(await awaiting(answer, publicDraft, 24 * 60 - 1).run).toMatchObject({ kind: "wait" });
    await expect(awaiting(answer, publicDraft, 24 * 60).run).rejects.toMatchObject({
      code: "outcome_unknown",
      effect: "possible",
    });
  });

  it("does not call a post failed whose id TikTok no longer knows", async () => {
    await expect(awaiting(() => refusal("invalid_publish_id", 400)).run).rejects.toMatchObject({
      code: "outcome_unknown",
    });
  });

  it("refuses to go on without a publish id", async () => {
    const { connector } = fixture(() => expect.fail("nobody should be asked"));
    await expect(connector.publishing.run("await-result", stepContext())).rejects.toMatchObject({
      code: "outcome_unknown",
    });
  });
});

describe("nextPollMs", () => {
  it("grows from 5 to 30 seconds, then asks every five minutes", () => {
    const minuteMs = 60_000;
    expect([0, 20_000, 60_000, minuteMs * 2, minuteMs * 14].map(nextPollMs)).toEqual([
      5_000, 5_000, 15_000, 30_000, 30_000,
    ]);
    expect(nextPollMs(15 * minuteMs)).toBe(5 * minuteMs);
  });

  it("stays far below 30 calls a minute", () => {
    let calls = 0;
    for (let ageMs = 0; ageMs < 60_000; ageMs += nextPollMs(ageMs)) calls += 1;
    expect(calls).toBeLessThanOrEqual(10);
  });
});

describe("observe", () => {
  const remote = {
    handle: publishId,
    postIds: [],
    url: null,
    visibility: { requested: "PUBLIC_TO_EVERYONE", actual: null },
  };
  const observe = (
    answer: (path: string) => Response,
    more: Partial<
      Parameters<ReturnType<typeof fixture>["connector"]["publishing"]["observe"]>[0]
    > = {},
  ) => {
    const { connector, requests } = fixture(({ url }) => answer(url.pathname));
    const result = connector.publishing.observe({
      accountId: "-000owner",
      remote,
      draft: publicDraft,
      credential: credential(),
      signal: signal(),
      ...more,
    });
    return { result, requests };
  };
  const both = (status: () => Response, creator: () => Response) => (path: string) =>
    path.includes("creator_info") ? creator() : status();

  it("finds the late id and, by the handle, the address", async () => {
    const { result } = observe(
      both(
        () => published(),
        () => ok(creatorInfo),
      ),
    );
    expect(await result).toMatchObject({
      state: "published",
      observeAt: null,
      remote: {
        postIds: ["7678907398077074696"],
        url: "https://www.tiktok.com/@owner_handle/video/7678907398077074696",
        visibility: { requested: "PUBLIC_TO_EVERYONE", actual: "PUBLIC_TO_EVERYONE" },
      },
    });
  });

  it("tells the id at once when the handle cannot be asked for now", async () => {
    const capped = () => refusal("reached_active_user_cap", 200);
    const { result } = observe(both(() => published(), capped));
    expect(await result).toMatchObject({
      remote: { postIds: ["7678907398077074696"], url: null },
      observeAt: later(10),
    });
  });

  it("lets a dead token be refreshed first", async () => {
    const dead = () => refusal("access_token_invalid", 401);
    await expect(observe(both(() => published(), dead)).result).rejects.toMatchObject({
      code: "authorization_expired",
    });
  });

  it("leaves the address open for good when the account only takes drafts", async () => {
    const { result, requests } = observe(() => published(), {
      draft: inboxDraft,
      credential: credential({ grantedScopes: ["user.info.basic", "video.upload"] }),
    });
    expect(await result).toMatchObject({
      state: "published",
      observeAt: null,
      remote: { url: null },
    });
    expect(requests).toHaveLength(1);
  });

  it("notices that the owner posted the draft", async () => {
    const draftRemote = { ...remote, visibility: { requested: null, actual: null } };
    const more = { draft: inboxDraft, remote: draftRemote };
    expect(await observe(() => published("[]"), more).result).toMatchObject({
      state: "published",
      observeAt: later(30),
    });
    expect(await observe(() => ok({ status: "SEND_TO_USER_INBOX" }), more).result).toMatchObject({
      state: "in_inbox",
      observeAt: later(30),
    });
  });

  it("keeps every id it knew, and says when a post is public no longer", async () => {
    const known = {
      ...remote,
      postIds: ["1", "2"],
      url: "https://www.tiktok.com/@owner_handle/video/1",
      visibility: { requested: "PUBLIC_TO_EVERYONE", actual: "PUBLIC_TO_EVERYONE" },
    };
    expect(await observe(() => published("[]"), { remote: known }).result).toMatchObject({
      remote: { postIds: ["1", "2"], url: known.url, visibility: { actual: null } },
    });
  });

  it("loses nothing when TikTok no longer knows the publish id, or nothing can be asked", async () => {
    const { result } = observe(() => refusal("invalid_publish_id", 400));
    expect(await result).toEqual({ state: "published", remote, observeAt: null });
    const without = { ...remote, handle: null };
    const { result: unasked, requests } = observe(() => published(), { remote: without });
    expect(await unasked).toEqual({ state: "published", remote: without, observeAt: null });
    expect(requests).toHaveLength(0);
  });

  it("does not take a post back that is still in work", async () => {
    const { result } = observe(() => ok({ status: "PROCESSING_UPLOAD" }));
    expect(await result).toEqual({ state: "published", remote, observeAt: later(10) });
  });
});
