import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createTiktokClient } from "../test/tiktok-client";
import { withSandbox } from "../test/with-sandbox";
import { DEFAULT_WEB_APP, PortalError, startTiktokSandbox } from "./index";

describe("starting and stopping", () => {
  it("puts the public origins into what others follow", () =>
    withSandbox(
      async ({ sandbox }) => {
        expect(sandbox.origin).toBe("http://tiktok.test:4010");
        expect(sandbox.uploadOrigin).toBe("http://uploads.test:4011");
      },
      {
        publicOrigin: "http://tiktok.test:4010",
        publicUploadOrigin: "http://uploads.test:4011",
      },
    ));

  it("leaves no server behind when a port is taken or a seed is refused", async () => {
    const taken = createServer();
    const free = createServer();
    const portOf = async (server: typeof taken) => {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      return typeof address === "object" ? (address?.port ?? 0) : 0;
    };
    const port = await portOf(taken);
    const uploadPort = await portOf(free);
    await new Promise((resolve) => free.close(resolve));
    await expect(startTiktokSandbox({ port, uploadPort })).rejects.toThrow("EADDRINUSE");
    const apps = [{ ...DEFAULT_WEB_APP, redirectUris: ["http://client.example/cb"] }];
    await expect(startTiktokSandbox({ uploadPort, apps })).rejects.toThrow(PortalError);
    // Both attempts gave the upload port back.
    const sandbox = await startTiktokSandbox({ uploadPort });
    expect(sandbox.uploadOrigin).toBe(`http://127.0.0.1:${uploadPort}`);
    await sandbox.close();
    await new Promise((resolve) => taken.close(resolve));
  });

  it("removes nothing from a given media directory that it did not put there", async () => {
    const directory = mkdtempSync(join(tmpdir(), "someone-elses-"));
    writeFileSync(join(directory, "holiday.mp4"), "precious");
    const sandbox = await startTiktokSandbox({ mediaDirectory: directory });
    const first = sandbox.mediaDirectory();
    await sandbox.reset();
    expect([existsSync(first), existsSync(sandbox.mediaDirectory())]).toEqual([false, true]);
    await sandbox.close();
    expect(readdirSync(directory)).toContain("holiday.mp4");
    rmSync(directory, { recursive: true });
  });

  it("removes its own temporary directory", async () => {
    const sandbox = await startTiktokSandbox();
    const directory = sandbox.mediaDirectory();
    expect(existsSync(directory)).toBe(true);
    await sandbox.close();
    expect(existsSync(directory)).toBe(false);
  });

  it("fires webhooks in real time without being asked", async () => {
    let tell: (event: string) => void = () => undefined;
    const told = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const receiver = createServer(async (request, response) => {
      let body = "";
      for await (const part of request.setEncoding("utf8")) body += part;
      response.end();
      tell(JSON.parse(body).event);
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const address = receiver.address();
    const port = typeof address === "object" ? address?.port : 0;
    const sandbox = await startTiktokSandbox({
      webhookUrl: `http://127.0.0.1:${port}/`,
      switches: { loopback: "allow", mediaChecks: "off", processingMs: 30 },
    });
    const client = createTiktokClient(sandbox);
    const { access } = await client.connect();
    const init = await client.initInbox(access);
    await client.put(init.json.data.upload_url, Buffer.from("x"));
    expect(await told).toBe("post.publish.inbox_delivered");
    await sandbox.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  it("keeps only digests of media when told so", () =>
    withSandbox(
      async ({ sandbox, client }) => {
        const { access } = await client.connect();
        const init = await client.initInbox(access);
        await client.put(init.json.data.upload_url, Buffer.from("x"));
        await sandbox.settle();
        const media = sandbox.inspect.tasks()[0]?.media[0];
        expect(media?.sizeBytes).toBe(1);
        expect(media?.sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(existsSync(media?.path ?? "")).toBe(false);
      },
      { switches: { keepMedia: false } },
    ));
});
