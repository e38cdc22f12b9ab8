import { type DeliveryEnd, followDelivery } from "./delivery-end";
import type { FaultAim } from "./fault-plan";
import type { FaultWorld } from "./fault-world";
import type { GatewayClient } from "./gateway-client";
import type { StoredMedia } from "./store-test-media";
import type { UpstreamCall } from "./upstream-call";

/** What a case stands on: an owner of its own, and an aim that is taken when the flow comes to it. */
export type CaseSetting = {
  readonly world: FaultWorld;
  readonly client: GatewayClient;
  readonly media: StoredMedia;
  /** TikTok's name of an account that no other case uses. */
  readonly username: string;
  /** The fault, for the call of this case. */
  readonly aim: FaultAim;
};

/** Runs a flow with the fault in it; answers how it ended, in the words of the table. */
export type Flow = (setting: CaseSetting) => Promise<string>;

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** The flow of each call. */
export const flows: Readonly<Record<UpstreamCall, Flow>> = {
  exchange: connect,
  "user-info": connect,
  "options-creator-info": askOptions,
  "create-creator-info": (setting) => publish(setting, { aimAt: "create" }),
  "check-creator-info": (setting) => publish(setting),
  "init-publish": (setting) => publish(setting),
  "only-chunk": (setting) => publish(setting),
  status: (setting) => publish(setting),
  "reconcile-status": (setting) => publish(setting, { loseLastChunk: true }),
  "init-draft": (setting) => publish(setting, { mode: "draft" }),
  "first-chunk": (setting) => publish(setting, { media: "largeVideo", mode: "draft" }),
  "middle-chunk": (setting) => publish(setting, { media: "largeVideo", mode: "draft" }),
  "last-chunk": (setting) => publish(setting, { media: "largeVideo", mode: "draft" }),
  "photo-publish": (setting) => publish(setting, { media: "photos" }),
  "photo-draft": (setting) => publish(setting, { media: "photos", mode: "draft" }),
  "first-pull": (setting) => publish(setting, { media: "photos" }),
  "last-pull": (setting) => publish(setting, { media: "photos" }),
  "late-refresh": (setting) => publish(setting, { waitFirstMs: 3 * hourMs }),
  "early-refresh": (setting) => publish(setting, { waitFirstMs: 1.93 * hourMs }),
  "observe-status": (setting) => publish(setting, { aimAt: "observe" }),
  "observe-creator-info": (setting) => publish(setting, { aimAt: "observe" }),
  revoke: disconnect,
};

async function connectUnharmed({ client, username }: CaseSetting): Promise<string> {
  const { id, link } = await client.startConnection(username);
  await client.consent(link, username);
  return id;
}

async function connect(setting: CaseSetting): Promise<string> {
  const { world, client, username, aim } = setting;
  const { id, link } = await client.startConnection(username);
  world.plan.aim(aim);
  await client.consent(link, username);
  const { status, last_error } = await client.demand("GET", `/v1/connections/${id}`);
  if (status === "active") return "connected";
  const again = await connectUnharmed(setting);
  const second = await client.demand("GET", `/v1/connections/${again}`);
  if (second.status !== "active") return `a second link ended ${second.status}`;
  return `not connected: ${codeOf(last_error)}`;
}

async function askOptions(setting: CaseSetting): Promise<string> {
  const { world, client, aim } = setting;
  const id = await connectUnharmed(setting);
  world.plan.aim({ ...aim, times: 1 });
  const path = `/v1/connections/${id}/publishing-options`;
  const first = await client.call("GET", path);
  // Whoever is told to wait is not let through before, and TikTok is not asked.
  if (first.status === 429) await world.sandbox.advance(2 * minuteMs);
  const second = await client.call("GET", path);
  if (second.status !== 200) return `the second call was answered ${second.status}`;
  const { status } = await client.demand("GET", `/v1/connections/${id}`);
  if (status !== "active") return `the connection is ${status}`;
  return first.status === 200 ? "answered" : `refused: ${codeOf(first.body)}`;
}

async function disconnect(setting: CaseSetting): Promise<string> {
  const { world, client, username, aim } = setting;
  const id = await connectUnharmed(setting);
  world.plan.aim(aim);
  const ended = await client.demand("DELETE", `/v1/connections/${id}`);
  if (ended.status !== "disconnected") return `the connection is ${ended.status}`;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await world.sandbox.advance(hourMs);
    await world.wakeRevocation(id);
  }
  const shown = await client.demand("DELETE", `/v1/connections/${id}`);
  const alive = world.sandbox.inspect
    .tokens()
    .filter((token) => token.username === username && token.kind === "refresh" && token.valid);
  if (alive.length > 0) return `ended, ${alive.length} tokens alive`;
  return shown.platform_revoked === true
    ? "ended, then withdrawn"
    : "ended, not known to be withdrawn";
}

type PublishFlow = {
  readonly media?: keyof StoredMedia;
  readonly mode?: "publish" | "draft";
  /** When the fault becomes possible; before the delivery is worked on by default. */
  readonly aimAt?: "create" | "work" | "observe";
  /** How long after the connection the delivery is worked on. */
  readonly waitFirstMs?: number;
  /** The answer to the last chunk is lost first. */
  readonly loseLastChunk?: boolean;
};

async function publish(setting: CaseSetting, flow: PublishFlow = {}): Promise<string> {
  const { world, client, username, aim } = setting;
  const { aimAt = "work", waitFirstMs = 0, loseLastChunk = false } = flow;
  const connection = await connectUnharmed(setting);
  if (aimAt === "create") world.plan.aim({ ...aim, times: 1 });
  const request = { ...postRequest(setting, connection, flow) };
  const headers = { "Idempotency-Key": `case-${username}` };
  const created = await client.call("POST", "/v1/posts", request, headers);
  const refused = created.status < 300 ? null : codeOf(created.body);
  const post =
    refused === null ? created : await client.call("POST", "/v1/posts", request, headers);
  const delivery = deliveryOf(post.body);
  if (delivery === null) return `not created: ${post.status} ${codeOf(post.body)}`;
  if (waitFirstMs > 0) await world.sandbox.advance(waitFirstMs);
  if (aimAt === "work") world.plan.aim(...(loseLastChunk ? [lostLastChunk] : []), aim);
  const followed = { id: delivery, username };
  let end = await followDelivery(world, followed);
  if (aimAt === "observe") {
    world.plan.aim(aim);
    end = await followDelivery(world, followed, { observing: true });
  }
  const label = await labelOf(setting, { connection, delivery, end });
  if (aimAt === "observe" && label === "published") {
    const shown = await client.demand("GET", `/v1/posts/${String(post.body.id)}`);
    const [first] = shown.deliveries as { url: string | null }[];
    if (first?.url == null) return "published, its address never found";
  }
  if (refused === null || label !== "published") return label;
  return `refused: ${refused}`;
}

const lostLastChunk: FaultAim = {
  fault: "accepted-reset",
  matches: ({ contentRange }) => contentRange !== null,
  skip: 0,
  times: 1,
};

function postRequest(
  { world, media }: CaseSetting,
  connection: string,
  { media: kind = "video", mode = "publish" }: PublishFlow,
): object {
  return {
    media: [media[kind]].flat(),
    text: "A case of the fault proof",
    targets: [
      {
        connection,
        mode,
        ...(mode === "publish" ? { options: { privacy_level: "PUBLIC_TO_EVERYONE" } } : {}),
      },
    ],
    ...(mode === "publish"
      ? {
          review: "caller",
          consent: { collected_at: new Date(world.sandbox.now()).toISOString() },
        }
      : {}),
  };
}

async function labelOf(
  setting: CaseSetting,
  case_: { readonly connection: string; readonly delivery: string; readonly end: DeliveryEnd },
): Promise<string> {
  const { world, client, username } = setting;
  const { connection, delivery, end } = case_;
  const { status } = await client.demand("GET", `/v1/connections/${connection}`);
  if (end.detail === "reauthorization_required" && status === "reauthorization_required") {
    if (end.out > 0) return `reconnect, ${end.out} out before`;
    const made = await client.demand("POST", `/v1/connections/${connection}/reauthorize`);
    await client.consent(String(made.authorization_url), username);
    const again = await followDelivery(world, { id: delivery, username });
    const label = await labelOf(setting, { ...case_, end: again });
    return `reconnect, then ${label}`;
  }
  if (status !== "active") return `${describe(end)}, the connection is ${String(status)}`;
  if ((end.status === "published" || end.status === "in_inbox") && end.out === 1)
    return "published";
  if (end.status === "unconfirmed" && end.out <= 1) return "unconfirmed";
  if (end.status === "failed" && end.out === 0) return `failed: ${end.code}`;
  return describe(end);
}

function describe({ status, detail, code, out, wakes }: DeliveryEnd): string {
  return `${status} (${detail ?? code ?? "no detail"}), ${out} out, ${wakes} wakes`;
}

function codeOf(value: unknown): string {
  if (typeof value !== "object" || value === null || !("code" in value)) return "no code";
  return String(value.code);
}

function deliveryOf(body: Record<string, unknown>): string | null {
  const [delivery] = Array.isArray(body.deliveries) ? (body.deliveries as { id: string }[]) : [];
  return delivery?.id ?? null;
}
