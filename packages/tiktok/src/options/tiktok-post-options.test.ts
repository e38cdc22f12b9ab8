import type { DeliveryMode, JsonObject, MediaKind } from "@upload-post/core/connector";
import { describe, expect, it } from "vitest";
import { account, fixture } from "../../test/support/tiktok-fixture";

const { connector } = fixture(() => expect.fail("options ask nobody"));

function optionsOf(mode: DeliveryMode, media: MediaKind, asked = true) {
  return connector.options({ mode, media, account: asked ? account() : null });
}

async function parse(mode: DeliveryMode, media: MediaKind, value: unknown) {
  return optionsOf(mode, media).schema["~standard"].validate(value);
}

function properties(schema: JsonObject): Record<string, { title?: string; description?: string }> {
  return JSON.parse(JSON.stringify(schema.properties ?? {}));
}

const kinds = [
  ["publish", "video"],
  ["publish", "image"],
  ["draft", "video"],
  ["draft", "image"],
] as const;

describe("tiktokPostOptions", () => {
  it("offers exactly the account's own privacy levels, and preselects no decision of the owner", () => {
    for (const media of ["video", "image"] as const) {
      const { jsonSchema } = optionsOf("publish", media);
      expect(jsonSchema).toMatchObject({
        type: "object",
        additionalProperties: false,
        required: ["privacy_level"],
        properties: {
          privacy_level: { enum: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"] },
        },
      });
      for (const name of optionsOf("publish", media).ownerDecisions) {
        expect(properties(jsonSchema)[name]).not.toHaveProperty("default");
      }
    }
  });

  it("offers every level when no account was asked", () => {
    expect(optionsOf("publish", "video", false).jsonSchema).toMatchObject({
      properties: {
        privacy_level: {
          enum: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY"],
        },
      },
    });
  });

  it.each(kinds)("carries a title and a description on each option of %s %s", (mode, media) => {
    const { jsonSchema } = optionsOf(mode, media);
    expect(jsonSchema.$schema).toContain("2020-12");
    for (const property of Object.values(properties(jsonSchema))) {
      expect(property.title).toBeTruthy();
      expect(property.description).toBeTruthy();
    }
  });

  it.each([
    [
      "publish",
      "video",
      "privacy_level allow_comment allow_duet allow_stitch brand_organic brand_content ai_generated cover_timestamp_ms",
    ],
    [
      "publish",
      "image",
      "privacy_level allow_comment brand_organic brand_content auto_add_music cover_index",
    ],
    ["draft", "video", ""],
    ["draft", "image", "cover_index"],
  ] as const)("has for %s %s the options %s", (mode, media, names) => {
    expect(Object.keys(properties(optionsOf(mode, media).jsonSchema)).join(" ")).toBe(names);
  });

  it("leaves privacy, interactions and disclosure to the owner", () => {
    expect(optionsOf("publish", "video").ownerDecisions).toEqual([
      "privacy_level",
      "allow_comment",
      "allow_duet",
      "allow_stitch",
      "brand_organic",
      "brand_content",
    ]);
    expect(optionsOf("publish", "image").ownerDecisions).toEqual([
      "privacy_level",
      "allow_comment",
      "brand_organic",
      "brand_content",
    ]);
    expect(optionsOf("draft", "video").ownerDecisions).toEqual([]);
  });

  it("turns everything off that was not chosen", async () => {
    await expect(parse("publish", "video", { privacy_level: "SELF_ONLY" })).resolves.toEqual({
      value: {
        privacy_level: "SELF_ONLY",
        allow_comment: false,
        allow_duet: false,
        allow_stitch: false,
        brand_organic: false,
        brand_content: false,
        ai_generated: false,
      },
    });
    await expect(parse("draft", "video", {})).resolves.toEqual({ value: {} });
    await expect(parse("draft", "image", {})).resolves.toEqual({ value: { cover_index: 0 } });
  });

  it.each([
    ["publish", "video", {}, ["privacy_level"]],
    ["publish", "video", { privacy_level: "FOLLOWER_OF_CREATOR" }, ["privacy_level"]],
    ["publish", "video", { privacy_level: "SELF_ONLY", allow_duet: "true" }, ["allow_duet"]],
    [
      "publish",
      "video",
      { privacy_level: "SELF_ONLY", cover_timestamp_ms: -1 },
      ["cover_timestamp_ms"],
    ],
    [
      "publish",
      "video",
      { privacy_level: "SELF_ONLY", cover_timestamp_ms: 2 ** 31 },
      ["cover_timestamp_ms"],
    ],
    ["publish", "video", { privacy_level: "SELF_ONLY", cover_index: 0 }, ["cover_index"]],
    ["publish", "image", { privacy_level: "SELF_ONLY", allow_duet: true }, ["allow_duet"]],
    ["publish", "image", { privacy_level: "SELF_ONLY", cover_index: 35 }, ["cover_index"]],
    ["draft", "video", { privacy_level: "SELF_ONLY" }, ["privacy_level"]],
    ["draft", "image", { auto_add_music: true }, ["auto_add_music"]],
    ["draft", "video", JSON.parse('{"__proto__":{"x":1}}'), ["__proto__"]],
    ["draft", "video", { constructor: 1, toString: 2 }, ["constructor", "toString"]],
  ] as const)("refuses in %s %s the options %j, naming %j", async (mode, media, value, names) => {
    const result = await parse(mode, media, value);
    expect(result.issues?.map(({ path }) => path?.join("."))).toEqual(names);
  });

  it("shows the declaration that fits the disclosure", () => {
    const { declarations } = optionsOf("publish", "video");
    const music = "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en";
    const branded = "https://www.tiktok.com/legal/page/global/bc-policy/en";
    const unbranded: readonly JsonObject[] = [{}, { brand_organic: true }];
    for (const options of unbranded) {
      expect(declarations(options)).toEqual([
        {
          text: "By posting, you agree to TikTok's Music Usage Confirmation",
          links: [{ label: "Music Usage Confirmation", url: music }],
        },
      ]);
    }
    expect(declarations({ brand_organic: true, brand_content: true })).toEqual([
      {
        text: "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation",
        links: [
          { label: "Branded Content Policy", url: branded },
          { label: "Music Usage Confirmation", url: music },
        ],
      },
    ]);
    expect(optionsOf("draft", "video").declarations({})).toEqual([]);
  });
});
