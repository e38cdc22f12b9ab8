import type { PostDraft } from "@upload-post/core/connector";
import { describe, expect, it } from "vitest";
import {
  account,
  fixture,
  photoDraft,
  publishOptions,
  video,
  videoDraft,
} from "../../test/support/tiktok-fixture";

const { connector } = fixture(() => expect.fail("checks ask nobody"));

function codes(draft: PostDraft, asked = account()) {
  return connector
    .check({ draft, account: asked })
    .map(({ path, code, severity }) => `${severity} ${path} ${code}`);
}

function lasting(durationSeconds: number) {
  const facts = video();
  return facts.video === null ? facts : { ...facts, video: { ...facts.video, durationSeconds } };
}

describe("checkDraft", () => {
  it("finds nothing in a good draft", () => {
    expect(codes(videoDraft())).toEqual([]);
    expect(codes(photoDraft())).toEqual([]);
  });

  it("refuses branded content that only the owner can see", () => {
    const options = { ...publishOptions, brand_content: true };
    expect(codes(videoDraft({ options }))).toEqual([
      "error /options/brand_content branded_content_private",
    ]);
    expect(
      codes(videoDraft({ options: { ...options, privacy_level: "PUBLIC_TO_EVERYONE" } })),
    ).toEqual([]);
  });

  it("refuses interactions that the account has turned off", () => {
    const live = { ...account().live, commentDisabled: true, duetDisabled: true };
    const options = { ...publishOptions, allow_duet: true, allow_stitch: true };
    expect(codes(videoDraft({ options }), account({ live }))).toEqual([
      "error /options/allow_comment interaction_disabled",
      "error /options/allow_duet interaction_disabled",
      "error /options/allow_stitch interaction_disabled",
    ]);
  });

  it("refuses a level that the account offers no longer", () => {
    const options = { ...publishOptions, privacy_level: "FOLLOWER_OF_CREATOR" };
    expect(codes(videoDraft({ options }))).toEqual([
      "error /options/privacy_level privacy_level_not_offered",
    ]);
  });

  it("refuses a video longer than the account may post, but lets a draft be trimmed", () => {
    expect(codes(videoDraft({ media: [lasting(300)] }))).toEqual([]);
    expect(codes(videoDraft({ media: [lasting(300.1)] }))).toEqual([
      "error /media/0 video_too_long",
    ]);
    expect(codes(videoDraft({ mode: "draft", options: {}, media: [lasting(301)] }))).toEqual([]);
  });

  it("warns of a video under three seconds, in both modes", () => {
    expect(codes(videoDraft({ media: [lasting(2.9)] }))).toEqual([
      "warning /media/0 video_very_short",
    ]);
    expect(codes(videoDraft({ mode: "draft", options: {}, media: [lasting(2)] }))).toEqual([
      "warning /media/0 video_very_short",
    ]);
    expect(codes(videoDraft({ media: [lasting(3)] }))).toEqual([]);
  });

  it("warns of a cover moment beyond the video", () => {
    const at = (cover_timestamp_ms: number) =>
      codes(videoDraft({ options: { ...publishOptions, cover_timestamp_ms } }));
    expect(at(12_000)).toEqual([]);
    expect(at(12_001)).toEqual(["warning /options/cover_timestamp_ms cover_beyond_video"]);
  });

  it("refuses a cover photo that is not there", () => {
    const { options } = photoDraft();
    expect(codes(photoDraft({ options: { ...options, cover_index: 2 } }))).toEqual([
      "error /options/cover_index cover_beyond_photos",
    ]);
    expect(codes(photoDraft({ mode: "draft", options: { cover_index: 2 } }))).toEqual([
      "error /options/cover_index cover_beyond_photos",
    ]);
  });

  it("leaves rules of the account out when nobody asked it", () => {
    const options = { ...publishOptions, privacy_level: "X", allow_stitch: true };
    const draft = videoDraft({ options, media: [lasting(599)] });
    expect(connector.check({ draft, account: null })).toEqual([]);
  });

  it("leaves them out for media that nobody probed", () => {
    expect(codes(videoDraft({ media: [{ ...video(), video: null }] }))).toEqual([]);
  });
});
