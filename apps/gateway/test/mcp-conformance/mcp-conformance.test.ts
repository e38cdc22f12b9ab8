import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerMcpRoute } from "../../src/mcp/register-mcp-route";
import { createTestGateway, type TestGateway } from "../create-test-gateway";
import { type McpClients, openMcpClients } from "../open-mcp-clients";
import { createConformanceServer } from "./create-conformance-server";
import { type KeyProxy, openKeyProxy } from "./open-key-proxy";

const manifest = fileURLToPath(
  import.meta.resolve("@modelcontextprotocol/conformance/package.json"),
);
const program = join(dirname(manifest), "dist/index.js");
const baseline = join(import.meta.dirname, "expected-failures.yaml");

describe("the MCP route, by the protocol's own conformance suite", () => {
  let gateway: TestGateway;
  let clients: McpClients;
  let proxy: KeyProxy;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine: "embedded" });
    // Under /v1 a key is needed, like at /mcp itself.
    registerMcpRoute(gateway.app, {
      path: "/v1/conformance",
      publicUrl: gateway.dependencies.configuration.publicUrl,
      createServer: createConformanceServer,
    });
    clients = await openMcpClients(gateway.app);
    proxy = await openKeyProxy(clients.address, gateway.adminKey);
  });
  afterAll(async () => {
    await proxy.close();
    await clients.close();
    await gateway.close();
  });

  // Scenarios that fail must stand in the file, and those that stand there must fail.
  it.each(["2025-06-18", "2025-11-25"])(
    "passes every scenario of %s but the expected failures",
    async (revision) => {
      const { code, output } = await run([
        ...["server", "--url", `${proxy.address}/v1/conformance`],
        ...["--spec-version", revision, "--expected-failures", baseline],
      ]);

      expect(output).toMatch(/Total: \d+ passed/);
      expect(code, output).toBe(0);
    },
    60_000,
  );
});

function run(options: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...options],
      { maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}
