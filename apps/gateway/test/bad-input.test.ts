import type { MediaFileName } from "@upload-post/test-media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postSchema } from "../src/posts/post-body";
import { type EndToEnd, startEndToEnd } from "./end-to-end";
import { expectRefusal, type Refusal, traces } from "./expect-refusal";

type Post = Readonly<Record<string, unknown>>;

const consent = { collected_at: "2026-01-01T12:00:00Z" };

describe("bad posts, over sockets, against TikTok's sandbox", () => {
  let test: EndToEnd;
  let ada = "";
  let ben = "";
  let cleo = "";
  const stored = new Map<MediaFileName, string>();
  beforeAll(async () => {
    test = await startEndToEnd();
    ada = await test.connect();
    ben = await test.connect("ben.private");
    cleo = await test.connect("cleo.quiet");
  });
  afterAll(() => test.close());

  const sendJson = (path: string, json: unknown) =>
    fetch(`${test.origin}${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${test.adminKey}`, "Content-Type": "application/json" },
      body: typeof json === "string" ? json : JSON.stringify(json),
    });
  const media = async (name: MediaFileName) => {
    const known = stored.get(name) ?? (await test.store(name));
    stored.set(name, known);
    return known;
  };
  /** A post to ada, that the caller has had reviewed, with something wrong in it. */
  const toAda = async (
    names: readonly MediaFileName[],
    post: Post = {},
    options: Post = { privacy_level: "SELF_ONLY" },
  ) => ({
    media: await Promise.all(names.map(media)),
    targets: [{ connection: ada, mode: "publish", options }],
    review: "caller",
    consent,
    ...post,
  });
  const toCleo = async (name: MediaFileName, options: Post) => ({
    ...(await toAda([name])),
    targets: [{ connection: cleo, mode: "publish", options }],
  });
  const video: readonly MediaFileName[] = ["vertical-h264-aac.mp4"];
  const photo: readonly MediaFileName[] = ["photo-portrait.jpg"];
  const self = { privacy_level: "SELF_ONLY" };
  const everyone = { privacy_level: "PUBLIC_TO_EVERYONE" };
  const option = (name: string) => [`/targets/0/options/${name}`];

  const badPosts: readonly (readonly [string, () => Promise<unknown>, Refusal])[] = [
    ["a body that is no JSON", async () => '{"media": [', [400, "invalid_request", []]],
    ["a body that is no object", async () => "[]", [400, "invalid_request", [""]]],
    ["nothing in the body", async () => ({}), [400, "invalid_request", ["/media", "/targets"]]],
    [
      "a text of a wrong type",
      () => toAda(video, { text: 7 }),
      [400, "invalid_request", ["/text"]],
    ],
    ["an unknown field", () => toAda(video, { texd: "x" }), [400, "invalid_request", ["/texd"]]],
    [
      "an unknown option",
      () => toAda(video, {}, { ...self, privcy: 1 }),
      [400, "invalid_request", option("privcy")],
    ],
    [
      "an option of a wrong type",
      () => toAda(video, {}, { ...self, allow_comment: "yes" }),
      [422, "content_rejected", option("allow_comment")],
    ],
    [
      "a level that does not exist",
      () => toAda(video, {}, { privacy_level: "EVERYBODY" }),
      [422, "content_rejected", option("privacy_level")],
    ],
    [
      "a level that the account does not offer",
      async () => ({
        ...(await toAda(video)),
        targets: [{ connection: ben, mode: "publish", options: everyone }],
      }),
      [422, "content_rejected", option("privacy_level")],
    ],
    ["no level", () => toAda(video, {}, {}), [422, "content_rejected", option("privacy_level")]],
    [
      "a caption one UTF-16 unit too long",
      () => toAda(video, { text: `${"😀".repeat(1100)}a` }),
      [422, "content_rejected", ["/text"]],
    ],
    [
      "a photo's title one unit too long",
      () => toAda(photo, { title: "t".repeat(91) }),
      [422, "content_rejected", ["/title"]],
    ],
    [
      "a photo's description one unit too long",
      () => toAda(photo, { text: "d".repeat(4001) }),
      [422, "content_rejected", ["/text"]],
    ],
    ["a video of 10 fps", () => toAda(["ten-fps.mp4"]), [422, "media_rejected", ["/media/0"]]],
    [
      "a video that is too small",
      () => toAda(["too-small.mp4"]),
      [422, "media_rejected", ["/media/0", "/media/0"]],
    ],
    [
      "a video longer than the account may post",
      () => toCleo("long.mp4", everyone),
      [422, "media_rejected", ["/media/0"]],
    ],
    ["a PNG", () => toAda(["photo.png"]), [422, "media_rejected", ["/media/0"]]],
    [
      "a photo that is too large",
      () => toAda(["photo-too-large.jpg"]),
      [422, "media_rejected", ["/media/0"]],
    ],
    ["mixed kinds", () => toAda([...video, ...photo]), [422, "media_rejected", ["/media"]]],
    ["two videos", () => toAda([...video, "h264.mov"]), [422, "media_rejected", ["/media"]]],
    [
      "36 photos",
      () => toAda(Array.from({ length: 36 }, () => "photo-portrait.jpg" as const)),
      [422, "media_rejected", ["/media"]],
    ],
    ["no media", () => toAda([]), [422, "media_rejected", ["/media"]]],
    [
      "media that does not exist",
      () => toAda([], { media: ["med_nowhere"] }),
      [422, "unknown_reference", ["/media/0"]],
    ],
    [
      "an account that does not exist",
      () => toAda(video, { targets: [{ connection: "con_nowhere", mode: "draft" }] }),
      [422, "unknown_reference", ["/targets/0/connection"]],
    ],
    [
      "branded content for nobody to see",
      () => toAda(video, {}, { ...self, brand_content: true }),
      [422, "content_rejected", option("brand_content")],
    ],
    ...["allow_comment", "allow_duet", "allow_stitch"].map(
      (name) =>
        [
          `${name}, which the account has disabled`,
          () => toCleo("vertical-h264-aac.mp4", { ...self, [name]: true }),
          [422, "content_rejected", option(name)],
        ] as const,
    ),
    [
      "a time in the past",
      () => toAda(video, { publish_at: "2020-01-01T00:00:00Z" }),
      [422, "content_rejected", ["/publish_at"]],
    ],
    [
      "a time beyond all calendars",
      () => toAda(video, { publish_at: "9999-12-31T23:59:59-12:00" }),
      [422, "content_rejected", ["/publish_at"]],
    ],
  ];

  it.each(["2020-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])(
    "says when validating, too, that a post cannot go out at %s",
    async (publish_at) => {
      const body = await toAda(video, { publish_at });

      const validation = await test.api.post("/v1/posts/validate", body);

      expect(validation).toMatchObject({ valid: false, issues: [{ path: "/publish_at" }] });
    },
  );

  it.each(badPosts)("does not make a post with %s", async (_name, body, refusal) => {
    const json = await body();
    const before = await traces(test);

    await expectRefusal(await sendJson("/v1/posts", json), refusal);

    expect(await traces(test)).toEqual(before);
  });

  it.each<[string, string, Record<string, string>]>([
    [
      "branded content for nobody to see",
      "ada",
      { privacy_level: "SELF_ONLY", brand_content: "true" },
    ],
    [
      "a comment that the account has disabled",
      "cleo",
      { privacy_level: "SELF_ONLY", allow_comment: "true" },
    ],
    ["a level that the account does not offer", "cleo", { privacy_level: "EVERYBODY" }],
    ["no level", "ada", {}],
  ])("does not let the owner approve %s", async (_name, who, choices) => {
    const made = await test.api.post("/v1/posts", {
      media: [await media("vertical-h264-aac.mp4")],
      text: `By ${who} with ${JSON.stringify(choices)}`,
      targets: [{ connection: who === "ada" ? ada : cleo, mode: "publish" }],
    });
    const post = postSchema.parse(made);
    const page = await test.owner.open(post.review_url ?? "");
    const before = await traces(test);

    // TikTok's guidelines (CSG 2c): what the account has turned off is shown, and cannot be ticked.
    const ticks = page.text.match(/<input type="checkbox"[^>]*allow_[^>]*>/g) ?? [];
    expect(ticks).toHaveLength(3);
    expect(ticks.every((tick) => tick.includes("disabled") === (who === "cleo"))).toBe(true);
    const fields = Object.entries(choices).map(([name, value]) => [
      `${post.deliveries[0]?.id}.${name}`,
      value,
    ]);
    const answer = await test.owner.submit(page, {
      ...Object.fromEntries(fields),
      decision: "approve",
    });

    expect(answer.status).toBe(422);
    expect(answer.text).toContain("Please check");
    expect(await traces(test)).toEqual(before);
    const still = postSchema.parse(await test.api.get(`/v1/posts/${post.id}`));
    expect(still.deliveries[0]?.status).toBe("awaiting_review");
  });
});
