import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mcpToolTable } from "../mcp-tool-table";
import { carryOutStep } from "./carry-out-step";
import { readSkill } from "./read-skill";
import { openSkillWorld, type SkillWorld } from "./skill-world";

const directory = join(import.meta.dirname, "../../../../skills/upload-post");
const skill = readSkill(readFileSync(join(directory, "SKILL.md"), "utf8"));

describe("the skill upload-post", () => {
  it("says in a few words what it is for", () => {
    expect(directory.endsWith(`/${skill.name}`)).toBe(true);
    expect(skill.description.length).toBeLessThanOrEqual(1024);
  });

  it("uses every tool that there is, and no other", () => {
    const used = skill.steps.flatMap(({ mcp }) => /"name": "(\w+)"/.exec(mcp ?? "")?.[1] ?? []);

    expect([...new Set(used)].toSorted()).toEqual(mcpToolTable.map(({ tool }) => tool).toSorted());
  });

  it("shows every tool's step for plain HTTP too", () => {
    const onlyMcp = skill.steps.filter(({ shell }) => shell === null);

    expect(onlyMcp.map(({ line }) => line)).toEqual([]);
  });

  describe.each(["MCP", "HTTP"] as const)("carried out over %s", (kind) => {
    let world: SkillWorld;
    let heading = "";
    beforeAll(async () => {
      world = await openSkillWorld(kind);
    });
    afterAll(() => world.close());

    it.each(skill.steps)(
      "$heading (line $line)",
      async (step) => {
        if (step.heading !== heading) world.prepare(step.heading);
        heading = step.heading;
        const known = new Set(world.names.keys());

        const body = await carryOutStep(step, world.way, world.names);

        const brought = [...world.names.keys()].filter((name) => !known.has(name));
        await world.giveToOwner(brought, body);
      },
      90_000,
    );

    it("has posted what it says and nothing twice", () => {
      const { inspect } = world.test.sandbox;
      const [video, draft, failed, retried, photo, ...more] = inspect.tasks();

      expect(video?.status).toBe("PUBLISH_COMPLETE");
      expect([draft, retried].map((task) => task?.status)).toEqual([
        "SEND_TO_USER_INBOX",
        "SEND_TO_USER_INBOX",
      ]);
      expect(failed?.status).toBe("FAILED");
      expect(photo?.postInfo).toMatchObject({ title: "The lake", description: "In the morning" });
      expect(more).toEqual([]);
      expect(inspect.tokens().filter(({ valid }) => valid)).toEqual([]);
    });
  });
});
