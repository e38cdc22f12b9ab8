import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scopes } from "../src/access/scope";
import { gatewayTools } from "../src/mcp/gateway-tools";
import { createPostsDependencies } from "../src/posts/create-posts-dependencies";
import type { ToolNaming, ToolRow } from "./mcp-tool-rows";
import { mcpToolTable } from "./mcp-tool-table";
import { type McpWorld, openMcpWorld } from "./open-mcp-world";
import { withDatabases } from "./test-databases";

withDatabases("MCP tools", (engine) => {
  let world: McpWorld;
  beforeAll(async () => {
    world = await openMcpWorld(engine);
  });
  afterAll(() => world.close());

  it("have exactly one row each in the table", async () => {
    const { tools } = await (await world.clients.connect(world.owner.key)).listTools();

    expect(mcpToolTable.map(({ tool }) => tool).toSorted()).toEqual(
      tools.map(({ name }) => name).toSorted(),
    );
    expect(tools.map(({ name }) => name)).toEqual(toolsOf(world).map(({ name }) => name));
  });

  it("tell an agent all that it must know to call them", async () => {
    const { tools } = await (await world.clients.connect(world.owner.key)).listTools();

    for (const { name, title, description, inputSchema, outputSchema, annotations } of tools) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/);
      expect(title, name).toMatch(/^[A-Z]/);
      expect(description?.length, name).toBeGreaterThan(40);
      expect(inputSchema, name).toMatchObject({ type: "object", additionalProperties: false });
      expect(outputSchema, name).toMatchObject({ type: "object" });
      expect(Object.keys(annotations ?? {}), name).toHaveLength(4);
    }
  });

  describe.each(mcpToolTable)("$tool", (row: ToolRow) => {
    it("answers with what its output schema says, as structure and as text", async () => {
      const { input, result } = await row.succeeds(world);
      const before = await countRows();

      const answer = await world.clients.call(world.owner.key, row.tool, input);

      expect(answer.body).toMatchObject(result);
      expect(answer.isError).toBe(false);
      expect(answer.structured).toEqual(answer.body);
      if (await isReadOnly()) expect(await countRows()).toEqual(before);
    });

    it("is refused with a problem document", async () => {
      if (row.refused === null) return;
      const { input, problem } = await row.refused(world);

      const answer = await world.clients.call(world.owner.key, row.tool, input);

      expect(answer.body).toMatchObject(problem);
      expect(answer).toMatchObject({ isError: true, structured: undefined });
      expect(Object.keys(answer.body)).toEqual(
        expect.arrayContaining(["type", "title", "status", "detail", "code", "request_id"]),
      );
    });

    it("refuses an argument that it does not know, naming it", async () => {
      const { input } = await row.succeeds(world);

      const answer = await world.clients.call(world.owner.key, row.tool, { ...input, colour: 1 });

      expect(answer.isError).toBe(true);
      expect(answer.body).toMatchObject({
        code: "invalid_request",
        errors: [{ path: "/colour", message: expect.any(String) }],
      });
    });

    it(`needs the scope ${row.scope}`, async () => {
      const { input } = await row.succeeds(world);
      const others = scopes.filter((scope) => scope !== row.scope && scope !== "admin");
      const tenant = await world.test.gateway.createTenant(others);

      const answer = await world.clients.call(tenant.key, row.tool, input);

      expect(answer.isError).toBe(true);
      expect(answer.body).toMatchObject({ status: 403, code: "insufficient_scope" });
    });

    it.each(namesOf(row, "thing"))(
      "answers a stranger as if the thing did not exist (%#)",
      async (naming) => {
        const id = await naming.make(world);
        const ask = async (named: string) =>
          JSON.stringify(
            await world.clients.call(
              world.stranger.key,
              row.tool,
              await naming.input(named, world),
            ),
          );

        const strangers = await ask(id);

        expect(strangers).toBe(await ask(naming.missingId));
        expect(strangers).not.toContain(id);
      },
    );

    it.each(namesOf(row, "list"))("does not list a stranger's thing (%#)", async (naming) => {
      const id = await naming.make(world);
      const list = async (key: string) =>
        JSON.stringify(await world.clients.call(key, row.tool, naming.input));

      expect(await list(world.stranger.key)).not.toContain(id);
      expect(await list(world.owner.key)).toContain(id);
    });

    async function isReadOnly(): Promise<boolean> {
      const { tools } = await (await world.clients.connect(world.owner.key)).listTools();
      return tools.find(({ name }) => name === row.tool)?.annotations?.readOnlyHint === true;
    }
  });

  it("make one thing for one idempotency key, over HTTP too", async () => {
    const { key } = world.owner;
    const post = world.draft(await world.makeConnection(), await world.makeMedia());
    const input = { ...post, idempotency_key: "the same" };

    const first = await world.clients.call(key, "create_post", input);
    const second = await world.clients.call(key, "create_post", input);
    const overHttp = await world.test.gateway.request("/v1/posts", {
      ...{ method: "POST", key, json: post, headers: { "Idempotency-Key": "the same" } },
    });
    const other = await world.clients.call(key, "create_post", { ...input, text: "Another" });

    expect(second.body).toMatchObject({ id: first.body.id });
    expect(await overHttp.json()).toMatchObject({ id: first.body.id });
    expect(other.body).toMatchObject({ status: 422, code: "idempotency_key_reused" });
  });

  it("know no key that is missing or wrong", async () => {
    await expect(world.clients.connect("wrong-key-0123456789")).rejects.toThrow();
    const response = await fetch(`${world.clients.address}/mcp`, { method: "POST" });
    expect(response.status).toBe(401);
  });

  it("never show a credential, a key or a sealed value", async () => {
    const shown = (await world.clients.frames()).join("\n");

    expect(shown).toContain("authorization_url");
    expect(shown).not.toMatch(/memory-(access|refresh|code)/);
    expect(shown).not.toContain(world.owner.key);
    expect(shown).not.toContain(Buffer.alloc(32, 7).toString("base64"));
  });

  /** How many rows there are that a tool could add or remove. */
  async function countRows(): Promise<readonly unknown[]> {
    const { kysely } = world.test.gateway.dependencies.database;
    const tables = ["connections", "authorization_flows", "media", "posts", "deliveries"] as const;
    return await Promise.all(
      tables.map((table) =>
        kysely
          .selectFrom(table)
          .select((select) => select.fn.countAll().as("rows"))
          .executeTakeFirst(),
      ),
    );
  }
});

function namesOf<Kind extends ToolNaming["kind"]>(row: ToolRow, kind: Kind) {
  return row.names.filter(
    (naming): naming is Extract<ToolNaming, { kind: Kind }> => naming.kind === kind,
  );
}

function toolsOf({ test }: McpWorld) {
  const { dependencies } = test.gateway;
  return gatewayTools(dependencies, createPostsDependencies(dependencies));
}
