import { spawn } from "node:child_process";
import { join } from "node:path";

/** TikTok's sandbox in a process of its own, seen over HTTP like everybody else sees it. */
export type SandboxProcess = {
  readonly origin: string;
  advance(ms: number): Promise<void>;
  /** Turns switches. */
  set(switches: Readonly<Record<string, unknown>>): Promise<void>;
  /** Requests for tokens since the last call of this. */
  newTokenRequests(): Promise<readonly TokenRequest[]>;
  /** The digests of access tokens that work right now. */
  liveTokens(): Promise<ReadonlySet<string>>;
  stop(): Promise<void>;
};

/** A request to the token endpoint; `rule` names why it was refused. */
export type TokenRequest = { readonly number: number; readonly rule?: string };

type InspectedToken = { readonly kind: string; readonly sha256: string; readonly valid: boolean };

/** Starts the sandbox; the account `ada.public` approves whatever it is asked. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  const source = "../../test-fixtures/tiktok-sandbox/src/bin/tiktok-sandbox.ts";
  const child = spawn(
    process.execPath,
    [
      ...["--import", "tsx", "--conditions", "upload-post-source"],
      join(import.meta.dirname, source),
      ...["--port", "0", "--upload-port", "0", "--auto-approve", "ada.public"],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /pages and API\s+(http\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(`The sandbox ended at once:\n${text}`)));
  });
  let seen = 0;

  return {
    origin,
    advance: async (ms) => void (await post("/clock/advance", { ms })),
    set: async (switches) => void (await post("/switches", switches)),
    async newTokenRequests() {
      const requests = await get<TokenRequest & { readonly route: string | null }>("/requests");
      const fresh = requests.filter(
        ({ number, route }) => number > seen && route === "POST /v2/oauth/token/",
      );
      seen = requests.at(-1)?.number ?? seen;
      return fresh;
    },
    async liveTokens() {
      const tokens = await get<InspectedToken>("/tokens");
      const live = tokens.filter(({ kind, valid }) => kind === "access" && valid);
      return new Set(live.map(({ sha256 }) => sha256));
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };

  async function get<Item>(path: string): Promise<readonly Item[]> {
    const answer = await fetch(`${origin}/_sandbox${path}`);
    return (await answer.json()) as readonly Item[];
  }

  async function post(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${origin}/_sandbox${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The sandbox refused ${path}: ${await answer.text()}`);
  }
}
