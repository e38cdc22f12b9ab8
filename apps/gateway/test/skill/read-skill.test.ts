import { describe, expect, it } from "vitest";
import { readSkill } from "./read-skill";

const front = "---\nname: a-skill\ndescription: What it is for.\n---\n";
const block = (kind: string, content: string) => `\`\`\`${kind}\n${content}\n\`\`\`\n`;

describe("readSkill", () => {
  it("makes one step of a call, the same over HTTP, and what comes of it", () => {
    const text = [
      front,
      "## One\n",
      block("json mcp", '{ "name": "x" }'),
      "The same:\n",
      block("sh", "curl x"),
      block("json until", '{ "done": true }'),
      block("sh", "curl y"),
      "## Two\n",
      block("sh", "curl z"),
    ].join("\n");

    expect(readSkill(text)).toMatchObject({
      name: "a-skill",
      description: "What it is for.",
      steps: [
        {
          heading: "One",
          line: 8,
          mcp: '{ "name": "x" }\n',
          shell: "curl x\n",
          expectation: { kind: "until", body: { done: true } },
        },
        { heading: "One", mcp: null, shell: "curl y\n", expectation: null },
        { heading: "Two", mcp: null, shell: "curl z\n", expectation: null },
      ],
    });
  });

  it.each([
    [
      "a block that nobody carries out",
      `${front}## One\n${block("sh", "x")}${block("json", "{}")}`,
    ],
    ["an answer to nothing", `${front}## One\n${block("json answer", "{}")}`],
    [
      "an answer under another heading",
      `${front}${block("sh", "x")}## Two\n${block("json answer", "{}")}`,
    ],
    ["no name", "# A skill\n"],
  ])("refuses %s", (_what, text) => {
    expect(() => readSkill(text)).toThrow();
  });
});
