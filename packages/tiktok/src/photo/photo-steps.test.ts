import { describe, expect, it } from "vitest";
import { ok, refusal } from "../../test/support/fake-fetch";
import {
  checkpoint,
  creatorInfo,
  fixture,
  photoDraft,
  stepContext,
} from "../../test/support/tiktok-fixture";

const leases = [
  { mediaIndex: 1, url: "https://up.test/media/two.jpg" },
  { mediaIndex: 0, url: "https://up.test/media/one.jpg" },
];
const initAnswer = () => ok({ publish_id: "p_pub_url~v2.1" });

function initPhoto(
  answer: () => Response | Promise<Response>,
  draft = photoDraft(),
  given = leases,
) {
  const { connector, requests } = fixture(answer);
  const run = connector.publishing.run("init-photo", stepContext({ draft, leases: given }));
  return { run, requests };
}

describe("photo steps", () => {
  it("check the account for a direct post, and lease first for a draft", async () => {
    const { connector } = fixture(() => ok(creatorInfo));
    const start = (draft: ReturnType<typeof photoDraft>) =>
      connector.publishing.start({ draft, deliveryId: "d", attempt: 1 }).step;
    expect(start(photoDraft())).toBe("check-account");
    expect(start(photoDraft({ mode: "draft" }))).toBe("lease");
    expect(
      await connector.publishing.run("check-account", stepContext({ draft: photoDraft() })),
    ).toMatchObject({ kind: "continue", step: "lease" });
  });

  it("ask for an address of every photo", async () => {
    const { connector } = fixture(() => expect.fail("nobody should be asked"));
    expect(
      await connector.publishing.run("lease", stepContext({ draft: photoDraft() })),
    ).toMatchObject({
      kind: "transfer",
      nextStep: "init-photo",
      plan: { kind: "pull", mediaIndexes: [0, 1] },
    });
  });

  it("declare that a photo's init commits and a video's does not", () => {
    const { connector } = fixture(() => expect.fail("nobody should be asked"));
    const { steps } = connector.publishing;
    expect(steps["init-photo"]).toEqual({ effect: "commit" });
    expect(steps["init-video"]).toEqual({ effect: "stage" });
  });
});

describe("init-photo", () => {
  it("posts directly, photos in the order of the post", async () => {
    const { run, requests } = initPhoto(initAnswer);
    expect(await run).toMatchObject({
      kind: "continue",
      step: "await-result",
      checkpoint: checkpoint({ publishId: "p_pub_url~v2.1" }),
    });
    expect(requests[0]?.url.pathname).toBe("/v2/post/publish/content/init/");
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      media_type: "PHOTO",
      post_mode: "DIRECT_POST",
      post_info: {
        title: "A title",
        description: "A description",
        privacy_level: "PUBLIC_TO_EVERYONE",
        disable_comment: true,
        auto_add_music: true,
        brand_organic_toggle: false,
        brand_content_toggle: false,
      },
      source_info: {
        source: "PULL_FROM_URL",
        photo_images: ["https://up.test/media/one.jpg", "https://up.test/media/two.jpg"],
        photo_cover_index: 1,
      },
    });
  });

  it("sends a draft with title and description only", async () => {
    const draft = photoDraft({ mode: "draft", title: null, options: {} });
    const { run, requests } = initPhoto(initAnswer, draft);
    await run;
    expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({
      post_mode: "MEDIA_UPLOAD",
      post_info: { description: "A description" },
      source_info: { photo_cover_index: 0 },
    });
    expect(Object.keys(JSON.parse(requests[0]?.body ?? "").post_info)).toEqual(["description"]);
  });

  it.each([
    ["is missing", []],
    ["is not https", leases.map((lease) => ({ ...lease, url: "http://up.test/x?canary" }))],
    ["is no address", leases.map((lease) => ({ ...lease, url: "canary" }))],
  ])("commits nothing when the address of a photo %s", async (_what, given) => {
    const { run, requests } = initPhoto(initAnswer, photoDraft(), given);
    await expect(run).rejects.toMatchObject({ code: "operator_misconfigured", effect: "none" });
    await expect(run).rejects.not.toThrow(/canary/);
    expect(requests).toHaveLength(0);
  });

  it("lets a simulator on loopback fetch over http", async () => {
    const { connector } = fixture(initAnswer, { apiOrigin: "http://127.0.0.1:4010" });
    const given = leases.map(({ mediaIndex }) => ({ mediaIndex, url: "http://127.0.0.1:9/x" }));
    await expect(
      connector.publishing.run("init-photo", stepContext({ draft: photoDraft(), leases: given })),
    ).resolves.toMatchObject({ kind: "continue" });
  });

  it.each([
    ["a reset", () => Promise.reject(Object.assign(new Error("x"), { code: "ECONNRESET" }))],
    ["a 502", () => new Response("", { status: 502 })],
    ["a fault", () => refusal("internal_error", 500)],
    ["a success without an id", () => ok({})],
    ["a success that is cut off", () => new Response('{"data":{"publ')],
  ])("never claims that nothing happened after %s", async (_what, answer) => {
    await expect(initPhoto(answer).run).rejects.toMatchObject({ effect: "possible" });
  });

  it.each([
    [
      "a refused connection",
      () => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" })),
    ],
    ["a rate limit", () => refusal("rate_limit_exceeded", 429)],
    ["an unverified address", () => refusal("url_ownership_unverified", 403)],
    ["a dead token", () => refusal("access_token_invalid", 401)],
    ["an unknown refusal", () => refusal("brand_new", 403)],
  ])("says that nothing happened after %s", async (_what, answer) => {
    await expect(initPhoto(answer).run).rejects.toMatchObject({ effect: "none" });
  });
});
