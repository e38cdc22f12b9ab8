import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type SandboxScene, withSandbox } from "./with-sandbox";

/** A webhook as it arrived. */
export interface ReceivedWebhook {
  readonly signature: string;
  readonly contentType: string;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into arbitrary events.
  readonly event: any;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into arbitrary contents.
  readonly content: any;
}

/** A sandbox and a receiver of its webhooks. */
export interface WebhookScene extends SandboxScene {
  readonly received: ReceivedWebhook[];
  /** What the receiver answers from now on; 0 cuts the connection. */
  answerWith(status: number): void;
}

/** Runs a test with a receiver as callback URL of every app, and media checks off. */
export async function withWebhooks(act: (scene: WebhookScene) => Promise<void>): Promise<void> {
  const received: ReceivedWebhook[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    const event = JSON.parse(body);
    received.push({
      signature: String(request.headers["tiktok-signature"]),
      contentType: String(request.headers["content-type"]),
      body,
      event,
      content: JSON.parse(event.content),
    });
    if (status === 0) response.destroy();
    else response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await withSandbox(
      async (scene) => {
        await act({
          ...scene,
          received,
          answerWith: (next) => {
            status = next;
          },
        });
      },
      {
        webhookUrl: `http://127.0.0.1:${port}/webhooks/tiktok`,
        switches: { loopback: "allow", mediaChecks: "off" },
      },
    );
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
