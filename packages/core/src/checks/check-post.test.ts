import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkedConnector, imageFacts, videoFacts } from "../../test/checked-connector";
import type { ConnectorCapabilities, TextRule } from "../connector";
import { checkPost } from "./check-post";
import type { PostCheckRequest } from "./post-check-request";

function check(overrides: Partial<PostCheckRequest> = {}) {
  return checkPost({
    connector: checkedConnector(),
    mode: "publish",
    media: [videoFacts()],
    title: null,
    text: null,
    options: {},
    account: null,
    undecided: [],
    ...overrides,
  });
}

describe("checkPost", () => {
  it("gives back the draft that is to be sent", async () => {
    const schema = z.strictObject({ shout: z.boolean().default(false) });

    const { draft, issues } = await check({ connector: checkedConnector({ schema }), text: "hi" });

    expect(issues).toEqual([]);
    expect(draft).toEqual({
      mode: "publish",
      media: [videoFacts()],
      title: null,
      text: "hi",
      options: { shout: false },
    });
  });

  it("names a mode that the platform lacks, and asks nothing else", async () => {
    const connector = checkedConnector({ capabilities: { modes: ["draft"] } });

    const { draft, issues } = await check({ connector });

    expect(draft).toBeNull();
    expect(issues).toEqual([
      expect.objectContaining({ path: "/mode", code: "mode", severity: "error" }),
    ]);
  });

  it("lets a warning pass and an error not", async () => {
    const issue = { path: "/text", code: "x", message: "m" };
    const warning = checkedConnector({ check: () => [{ ...issue, severity: "warning" }] });
    const error = checkedConnector({ check: () => [{ ...issue, severity: "error" }] });

    expect((await check({ connector: warning })).draft).not.toBeNull();
    expect((await check({ connector: error })).draft).toBeNull();
  });

  it("does not ask the connector's own rules about options it has refused", async () => {
    const connector = checkedConnector({
      check() {
        throw new Error("asked with refused options");
      },
    });

    const { issues } = await check({ connector, options: { unknown: 1 } });

    expect(issues).toEqual([expect.objectContaining({ code: "unknown_option" })]);
  });
});

describe("texts", () => {
  const rule: TextRule = {
    mode: "publish",
    media: "video",
    field: "text",
    treatment: "sent",
    maxLength: 4,
    unit: "utf16",
  };
  const withRules = (...text: TextRule[]) => checkedConnector({ capabilities: { text } });

  it.each([
    ["utf16", "😀😀", "😀😀a"],
    ["code-points", "😀😀😀😀", "😀😀😀😀😀"],
    ["graphemes", "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", "abcd👨‍👩‍👧"],
    ["bytes", "😀", "😀a"],
  ] as const)("are measured in %s: 4 fit, one more does not", async (unit, fits, tooLong) => {
    const connector = withRules({ ...rule, unit });

    expect((await check({ connector, text: fits })).issues).toEqual([]);
    const { draft, issues } = await check({ connector, text: tooLong });
    expect(draft).toBeNull();
    expect(issues).toEqual([
      expect.objectContaining({
        path: "/text",
        code: "text_too_long",
        message: expect.stringContaining("Shorten it by 1."),
      }),
    ]);
  });

  it("obey every rule of their field", async () => {
    const connector = withRules(
      { ...rule, unit: "graphemes", maxLength: 2 },
      { ...rule, unit: "bytes", maxLength: 5 },
    );

    expect((await check({ connector, text: "ab" })).issues).toHaveLength(0);
    expect((await check({ connector, text: "abc" })).issues).toHaveLength(1);
    expect((await check({ connector, text: "👨‍👩‍👧" })).issues).toHaveLength(1);
    expect((await check({ connector, text: "👨‍👩‍👧ab" })).issues).toHaveLength(2);
  });

  it("have no limit where none is known", async () => {
    const connector = withRules({ ...rule, maxLength: null });

    expect((await check({ connector, text: "x".repeat(100_000) })).issues).toEqual([]);
  });

  it.each([
    ["the field is ignored", { treatment: "ignored" as const }],
    ["only another kind of media has it", { media: "image" as const }],
    ["only another mode has it", { mode: "draft" as const }],
  ])("give a warning when %s", async (_, change) => {
    const connector = withRules({ ...rule, ...change });

    const { draft, issues } = await check({ connector, text: "too long to be sent" });

    expect(draft).not.toBeNull();
    expect(issues).toEqual([
      expect.objectContaining({ path: "/text", code: "text_ignored", severity: "warning" }),
    ]);
  });

  it.each([null, ""])("say nothing when they are %j", async (text) => {
    expect((await check({ connector: withRules(), text, title: text })).issues).toEqual([]);
  });
});

describe("media", () => {
  const limits = { min: null, max: null };
  const video: NonNullable<ConnectorCapabilities["video"]> = {
    types: ["video/mp4"],
    videoCodecs: ["avc", "hevc"],
    sizeBytes: { min: 10, max: 1_000 },
    durationSeconds: { min: 3, max: 60 },
    sidePixels: { min: 360, max: 4_096 },
    frameRate: { min: 23, max: 60 },
    count: { min: 1, max: 1 },
  };
  const image: NonNullable<ConnectorCapabilities["image"]> = {
    types: ["image/jpeg", "image/webp"],
    sizeBytes: { min: null, max: 1_000 },
    shortSidePixels: { min: 100, max: 1_080 },
    longSidePixels: { min: null, max: 1_920 },
    count: { min: 1, max: 3 },
  };
  const connector = checkedConnector({ capabilities: { video, image, mixesKinds: false } });
  const codes = async (media: PostCheckRequest["media"], of = connector) =>
    (await check({ connector: of, media })).issues.map(({ path, code }) => `${path} ${code}`);
  const facts = videoFacts().video;
  if (facts === null) throw new Error("the fixture has video facts");

  it("at every edge of the rules pass", async () => {
    for (const change of [
      { durationSeconds: 3 },
      { durationSeconds: 60 },
      { frameRate: 23 },
      { frameRate: 60 },
      { widthPixels: 360 },
      { heightPixels: 4_096 },
      { frameRate: null },
      { videoCodec: null },
    ]) {
      expect(await codes([videoFacts({ video: { ...facts, ...change } })])).toEqual([]);
    }
    expect(await codes([videoFacts({ sizeBytes: 10 })])).toEqual([]);
    expect(await codes([videoFacts({ video: null })])).toEqual([]);
    expect(await codes([imageFacts({ image: null })])).toEqual([]);
  });

  it.each([
    [{ durationSeconds: 2.999 }, "video_duration"],
    [{ durationSeconds: 60.001 }, "video_duration"],
    [{ frameRate: 22.9 }, "video_frame_rate"],
    [{ frameRate: 60.1 }, "video_frame_rate"],
    [{ widthPixels: 359 }, "video_width"],
    [{ heightPixels: 4_097 }, "video_height"],
    [{ videoCodec: "av1" }, "video_codec"],
  ])("break one rule each: %j", async (change, code) => {
    expect(await codes([videoFacts({ video: { ...facts, ...change } })])).toEqual([
      `/media/0 ${code}`,
    ]);
  });

  it.each([
    [videoFacts({ sizeBytes: 9 }), "media_size"],
    [videoFacts({ sizeBytes: 1_001 }), "media_size"],
    [videoFacts({ type: "video/webm" }), "media_type"],
    [imageFacts({ type: "image/png" }), "media_type"],
    [imageFacts({ sizeBytes: 1_001 }), "media_size"],
    [imageFacts({ image: { widthPixels: 1_900, heightPixels: 1_081 } }), "image_short_side"],
    [imageFacts({ image: { widthPixels: 99, heightPixels: 500 } }), "image_short_side"],
    [imageFacts({ image: { widthPixels: 1_921, heightPixels: 500 } }), "image_long_side"],
  ])("break a rule of the file: %#", async (media, code) => {
    expect(await codes([media])).toEqual([`/media/0 ${code}`]);
  });

  it("name each of several by its place", async () => {
    const bad = imageFacts({ type: "image/gif" });

    expect(await codes([imageFacts(), bad, bad])).toEqual([
      "/media/1 media_type",
      "/media/2 media_type",
    ]);
  });

  it("count", async () => {
    expect(await codes([])).toEqual(["/media media_count"]);
    expect(await codes([imageFacts(), imageFacts(), imageFacts()])).toEqual([]);
    expect(await codes(Array.from({ length: 4 }, () => imageFacts()))).toEqual([
      "/media media_count",
    ]);
    expect(await codes([videoFacts(), videoFacts()])).toEqual(["/media media_count"]);
  });

  it("of both kinds are held against the count of each kind", async () => {
    expect(await codes([videoFacts(), imageFacts()])).toEqual(["/media media_mixed"]);
    const mixing = checkedConnector({ capabilities: { video, image, mixesKinds: true } });
    expect(await codes([videoFacts(), imageFacts()], mixing)).toEqual([]);
    expect(await codes([imageFacts(), videoFacts(), videoFacts()], mixing)).toEqual([
      "/media media_count",
    ]);
  });

  it("of a kind the platform lacks are named", async () => {
    const photosOnly = checkedConnector({ capabilities: { video: null, image } });

    expect(await codes([videoFacts()], photosOnly)).toEqual(["/media/0 media_kind"]);
  });

  it("may have any codec where no codec is named", async () => {
    const any = checkedConnector({
      capabilities: { video: { ...video, videoCodecs: [], frameRate: limits } },
    });

    expect(await codes([videoFacts({ video: { ...facts, videoCodec: "vp9" } })], any)).toEqual([]);
  });
});
