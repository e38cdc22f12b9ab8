import { Agent } from "node:http";
import { isFault, readOpenapiRequests } from "../../apps/gateway/test/openapi-requests";
import type { GatewayProcess, Memory } from "./gateway-process";
import { allOperations, madeUpRequests } from "./made-up-requests";
import { rawGarbage } from "./raw-garbage";
import { sendMadeUp } from "./send-made-up";
import { sendRaw } from "./send-raw";

/** How much is sent. */
export type AttackSize = {
  readonly requests: number;
  /** How many of them before growth of memory counts. */
  readonly warmUp: number;
  readonly raw: number;
};

/** What an attack came to. */
export type AttackResult = {
  readonly operations: number;
  readonly sent: number;
  readonly rawSent: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** What it holds more than after the warm-up, when all garbage is collected. */
  readonly grownBy: Memory;
  /** At most twenty of each kind, as sentences. */
  readonly missed: readonly string[];
};

const deadlineMs = 5_000;
const lanes = 8;
/** Requests that one key may make in a minute are limited; so many keys are never. */
const keys = 60;

/** Sends what nobody should send, for as long as it takes. */
export async function attackGateway(
  gateway: GatewayProcess,
  attack: { readonly adminKey: string; readonly size: AttackSize; readonly seed: number },
): Promise<AttackResult> {
  const { adminKey, size, seed } = attack;
  const origin = `http://127.0.0.1:${gateway.port}`;
  const document = readOpenapiRequests(await (await fetch(`${origin}/openapi.json`)).text());
  const operations = allOperations(document);
  const words = new Set<string>(["tiktok"]);
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  const callers = await makeKeys(origin, adminKey);
  const statuses: Record<string, number> = {};
  const missed: string[] = [];
  let slowestMs = 0;
  let sent = 0;
  const miss = (sentence: string) => {
    if (missed.length < 40) missed.push(sentence);
  };

  const attackOperations = async (perOperation: number, round: number) => {
    const queue = operations.flatMap((operation, index) =>
      madeUpRequests(operation, document, [...words], {
        count: perOperation,
        seed: seed + round * 1_000 + index,
      }),
    );
    const lane = async () => {
      for (let made = queue.pop(); made !== undefined; made = queue.pop()) {
        const began = performance.now();
        const key = callers[sent % callers.length] ?? adminKey;
        const answer = await sendMadeUp({ port: gateway.port, agent, key }, made, deadlineMs);
        sent += 1;
        slowestMs = Math.max(slowestMs, performance.now() - began);
        const what = `${made.method} ${made.path.slice(0, 200)} ${made.body?.slice(0, 300) ?? ""}`;
        if (answer.kind === "hang") miss(`No answer in ${deadlineMs} ms: ${what}`);
        if (answer.kind === "broken") miss(`No answer (${answer.reason}): ${what}`);
        if (answer.kind !== "answer") continue;
        const { status, text } = answer;
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (isFault(status)) miss(`${status}: ${what}: ${text.slice(0, 300)}`);
        const id = status < 300 ? /"id":"((?!key_)[a-z]{2,4}_\w+)"/.exec(text)?.[1] : undefined;
        if (id !== undefined && words.size < 500) words.add(id);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  };

  // What start-up, caches and the first rows need is not growth.
  const perRound = 20;
  let before: Memory | null = null;
  for (let round = 0; sent < size.requests && !gateway.hasExited(); round += 1) {
    await attackOperations(perRound, round);
    if (sent >= size.warmUp) before ??= await gateway.memory();
  }
  const routes = operations.map(({ method, path }) => `${method} ${path}`);
  const garbage = rawGarbage(routes, adminKey, { count: size.raw, seed });
  for (const bytes of garbage) {
    if (gateway.hasExited()) break;
    const answered = await sendRaw(gateway.port, bytes, deadlineMs);
    const what = JSON.stringify(Buffer.from(bytes).toString("latin1").slice(0, 300));
    if (answered === null) miss(`No end in ${deadlineMs} ms of ${what}`);
    for (const status of answered ?? []) if (isFault(status)) miss(`${status} to ${what}`);
  }
  if (gateway.hasExited()) miss(`The gateway has ended: ${gateway.output()}`);
  const health = await fetch(`${origin}/healthz`).then(({ status }) => status, String);
  if (health !== 200) miss(`Afterwards /healthz is answered ${health}.`);
  const grownBy = growth(before, gateway.hasExited() ? null : await gateway.memory());
  agent.destroy();
  return {
    operations: operations.length,
    sent,
    rawSent: garbage.length,
    statuses,
    slowestMs: Math.round(slowestMs),
    grownBy,
    missed,
  };
}

function growth(before: Memory | null, after: Memory | null): Memory {
  if (before === null || after === null) return { heapBytes: 0, residentBytes: 0 };
  return {
    heapBytes: after.heapBytes - before.heapBytes,
    residentBytes: after.residentBytes - before.residentBytes,
  };
}

async function makeKeys(origin: string, adminKey: string): Promise<readonly string[]> {
  const make = async (): Promise<string> => {
    const response = await fetch(`${origin}/v1/api-keys`, {
      method: "POST",
      headers: { Authorization: `Bearer ${adminKey}`, "Content-Type": "application/json" },
      body: JSON.stringify({
        name: "malformed",
        tenant: "default",
        scopes: ["connections", "media", "posts", "publish:unreviewed", "webhooks", "admin"],
      }),
    });
    const { key } = (await response.json()) as { key?: string };
    if (key === undefined) throw new Error(`No key was made: ${response.status}`);
    return key;
  };
  return Promise.all(Array.from({ length: keys }, make));
}
