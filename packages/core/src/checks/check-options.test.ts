import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkedConnector, videoFacts } from "../../test/checked-connector";
import { checkPost } from "./check-post";

const schema = z.strictObject({
  privacy: z.enum(["public", "private"]),
  comments: z.boolean().default(true),
  cover: z.strictObject({ "at/ms": z.number(), "~x": z.number().optional() }).optional(),
  tags: z.array(z.string()).optional(),
});

function check(options: unknown, undecided: readonly string[] = []) {
  return checkPost({
    connector: checkedConnector({ schema }),
    mode: "publish",
    media: [videoFacts()],
    title: null,
    text: null,
    options,
    account: null,
    undecided,
  });
}

async function paths(options: unknown, undecided: readonly string[] = []) {
  return (await check(options, undecided)).issues.map(({ path }) => path);
}

describe("options", () => {
  it.each([
    [{ privacy: "secret" }, ["/options/privacy"]],
    [{}, ["/options/privacy"]],
    [null, ["/options/privacy"]],
    [undefined, ["/options/privacy"]],
    [{ privacy: "public", cover: { "at/ms": "x" } }, ["/options/cover/at~1ms"]],
    [{ privacy: "public", cover: { "at/ms": 1, "~x": "y" } }, ["/options/cover/~0x"]],
    [{ privacy: "public", tags: ["a", 1] }, ["/options/tags/1"]],
    ["text", ["/options"]],
    [[], ["/options"]],
  ])("that are wrong are named by JSON pointer: %j", async (options, expected) => {
    expect(await paths(options)).toEqual(expected);
  });

  it("that are unknown are refused before anything else, each by its own name", async () => {
    const { draft, issues } = await check({ privcy: "public", extra: 2 });

    expect(draft).toBeNull();
    expect(issues.map(({ path, code }) => [path, code])).toEqual([
      ["/options/privcy", "unknown_option"],
      ["/options/extra", "unknown_option"],
    ]);
  });

  it.each([
    '{"privacy":"public","__proto__":{"admin":true}}',
    '{"privacy":"public","constructor":1}',
  ])("that reach for a prototype are refused: %s", async (json) => {
    const { draft, issues } = await check(JSON.parse(json));

    expect(draft).toBeNull();
    expect(issues).toHaveLength(1);
    expect(issues[0]?.path).toMatch(/^\/options\/(__proto__|constructor)$/);
  });

  it("that reach for a prototype inside others are refused", async () => {
    const { draft } = await check(
      JSON.parse('{"privacy":"public","cover":{"at/ms":1,"__proto__":{"x":1}}}'),
    );

    expect(draft).toBeNull();
  });
});

describe("options the owner decides later", () => {
  it("may be missing, and the rest is kept as it was written", async () => {
    const { draft, issues } = await check({ tags: ["a"] }, ["privacy"]);

    expect(issues).toEqual([]);
    expect(draft?.options).toEqual({ tags: ["a"] });
  });

  it("may be missing altogether", async () => {
    expect(await paths(null, ["privacy"])).toEqual([]);
    expect(await paths(undefined, ["privacy"])).toEqual([]);
  });

  it("are refused when they are written wrongly", async () => {
    expect(await paths({ privacy: "secret" }, ["privacy"])).toEqual(["/options/privacy"]);
  });

  it("do not excuse other complaints", async () => {
    expect(await paths({ comments: "yes" }, ["privacy"])).toEqual(["/options/comments"]);
    expect(await paths({}, ["comments"])).toEqual(["/options/privacy"]);
    expect(await paths({ unknown: 1 }, ["privacy"])).toEqual(["/options/unknown"]);
  });

  it("do not let a name of the prototype pass for missing", async () => {
    expect(await paths(JSON.parse('{"privacy":"public","__proto__":1}'), ["__proto__"])).toEqual([
      "/options/__proto__",
    ]);
  });
});
