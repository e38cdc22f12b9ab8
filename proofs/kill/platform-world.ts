import {
  DEFAULT_WEB_APP,
  startTiktokSandbox,
  type TiktokSandbox,
} from "@upload-post/tiktok-sandbox";
import { z } from "zod";
import { sandboxVariables } from "../../apps/gateway/test/sandbox-variables";
import { createOwnerBrowser } from "../../scripts/demo/owner-browser.mjs";
import type { Agent } from "./agent";

/** The platform, and the owners with their accounts on it. */
export type PlatformWorld = {
  readonly sandbox: TiktokSandbox;
  /** What a gateway at `origin` must be told to take the sandbox for its platform. */
  readonly environment: Readonly<Record<string, string>>;
  /** Once the gateway serves: the platform looks at its media addresses. */
  readonly verifyMediaAddress: () => Promise<void>;
  /** Every owner connects its account; answers the connections. */
  readonly connectAll: (agent: Agent) => Promise<string[]>;
  /** Owners connect again wherever the gateway asks for it; answers how many did. */
  readonly reconnect: (agent: Agent) => Promise<number>;
  readonly close: () => Promise<void>;
};

const pendingSchema = z.object({ id: z.string(), authorization_url: z.url() });
const listSchema = z.object({
  data: z.array(z.object({ id: z.string(), user: z.string(), status: z.string() })),
});

/** Access tokens live that long, so that refreshes are under way all the time. */
const ACCESS_TOKEN_SECONDS = 25;

/** Starts a platform with that many accounts, whose caps on posts do not stand in the way of a proof. */
export async function startPlatformWorld(origin: string, accounts: number): Promise<PlatformWorld> {
  const names = Array.from({ length: accounts }, (_, index) => `owner.${index + 1}`);
  const sandbox = await startTiktokSandbox({
    users: names.map((username) => ({ username, dailyPostCap: 10_000, pendingShareCap: 10_000 })),
    switches: {
      loopback: "allow",
      keepMedia: false,
      mediaChecks: "off",
      processingMs: 100,
      moderationMs: 100,
      accessTokenSeconds: ACCESS_TOKEN_SECONDS,
    },
  });
  const { clientKey } = DEFAULT_WEB_APP;
  const prefix = `${origin}/public/media/`;
  const proof = sandbox.urlProperties.addPrefix(clientKey, prefix);
  const browser = createOwnerBrowser();
  const consent = async (username: string, address: string) => {
    sandbox.setSwitches({ autoApprove: username });
    const page = await browser.open(address);
    const done = await browser.submit(page, {});
    if (done.status !== 200) throw new Error(`${username} ended on a page with ${done.status}.`);
  };
  return {
    sandbox,
    environment: {
      PUBLIC_URL: origin,
      TIKTOK_APP_TYPE: "web",
      ...sandboxVariables(sandbox),
      TIKTOK_URL_VERIFICATION: `${proof.fileName}:${proof.signature}`,
    },
    verifyMediaAddress: async () => {
      await sandbox.urlProperties.verify(clientKey, prefix);
    },
    async connectAll(agent) {
      const connections: string[] = [];
      for (const user of names) {
        const { body } = await agent.call({
          method: "POST",
          path: "/v1/connections",
          json: { platform: "tiktok", user },
        });
        const { id, authorization_url: address } = pendingSchema.parse(body);
        await consent(user, address);
        connections.push(id);
      }
      return connections;
    },
    async reconnect(agent) {
      const { body } = await agent.call({ method: "GET", path: "/v1/connections?limit=100" });
      let count = 0;
      for (const { id, user, status } of listSchema.parse(body).data) {
        if (status !== "reauthorization_required") continue;
        const path = `/v1/connections/${id}/reauthorize`;
        const answer = await agent.call({ method: "POST", path });
        await consent(user, pendingSchema.parse(answer.body).authorization_url);
        count += 1;
      }
      return count;
    },
    close: () => sandbox.close(),
  };
}
