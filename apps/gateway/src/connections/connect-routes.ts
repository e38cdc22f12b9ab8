import { isUploadPostError } from "@upload-post/core/errors";
import type { Context } from "hono";
import type { GatewayApp, GatewayEnvironment } from "../http/gateway-app";
import { noticePage, ownerPage } from "../pages/owner-page";
import { isOwnersOwnClick } from "../pages/owners-own-click";
import { connectPage } from "./connect-page";
import { type ConnectionDependencies, findConnector } from "./connection-dependencies";
import { findConnection } from "./find-connections";
import { findLink } from "./find-link";
import type { FlowCookie } from "./flow-cookie";
import { startAuthorization } from "./start-authorization";

type Page = Context<GatewayEnvironment>;

/** Registers the page behind an owner's link. */
export function registerConnectRoutes(
  app: GatewayApp,
  dependencies: ConnectionDependencies,
  cookie: FlowCookie,
): void {
  const { publicUrl } = dependencies.configuration;

  app.get("/connect/:token", async (context) => {
    const token = context.req.param("token");
    const link = await findLink(dependencies, token);
    if (link.kind !== "open") return closedPage(context, link.kind);
    const { flow, tenantName } = link;
    const connector = findConnector(dependencies, flow.platform);
    const connection = await findConnection(dependencies, flow.tenant_id, flow.connection_id);
    if (connector === null || connection === null) return closedPage(context, "switched-off");
    const { host } = new URL(publicUrl);
    return ownerPage(context, {
      status: 200,
      title: `Connect ${connector.displayName}`,
      content: connectPage({ connector, connection, flow, tenantName, token, host }),
      formTargets: consentSources(publicUrl),
    });
  });

  app.post("/connect/:token", async (context) => {
    if (!isOwnersOwnClick(context, publicUrl)) return foreignClickPage(context);
    let started: Awaited<ReturnType<typeof startAuthorization>>;
    try {
      started = await startAuthorization(dependencies, context.req.param("token"));
    } catch (error) {
      if (!isUploadPostError(error)) throw error;
      context.get("logger").warn({ error }, "a consent could not be started");
      return unavailablePage(context);
    }
    if (started.kind !== "started") return closedPage(context, started.kind);
    cookie.set(context, started.flowId, started.browserSecret);
    return context.redirect(started.url, 303);
  });
}

/**
 * Browsers apply `form-action` to the redirect as well, and only `begin` knows where that leads: on an
 * https gateway to any https page, on a plain one (a machine of one's own) also to plain ones.
 */
function consentSources(publicUrl: string): readonly string[] {
  return publicUrl.startsWith("https:") ? ["https:"] : ["https:", "http:"];
}

const closedTexts = {
  unknown: [404, "This link leads nowhere", "Check that you copied all of it."],
  used: [
    410,
    "This link was used already",
    "Every link works once. If you were on your way, finish in the page that it opened.",
  ],
  expired: [410, "This link has expired", "Links live for a few minutes only."],
  "switched-off": [410, "This link no longer works", "The platform was switched off here."],
} as const;

function closedPage(context: Page, kind: keyof typeof closedTexts): Promise<Response> {
  const [status, title, text] = closedTexts[kind];
  const next = "Nothing was connected by opening it. Ask whoever sent it for a new one.";
  return noticePage(context, { status, title, tone: "neutral", paragraphs: [text, next] });
}

function foreignClickPage(context: Page): Promise<Response> {
  return noticePage(context, {
    status: 403,
    title: "Another site sent you here",
    tone: "bad",
    paragraphs: [
      "A page of another site tried to start this connection for you. Nothing was started.",
      "If you want to connect your account, open the link itself and read what it says.",
    ],
  });
}

function unavailablePage(context: Page): Promise<Response> {
  return noticePage(context, {
    status: 503,
    title: "The platform does not answer",
    tone: "bad",
    paragraphs: [
      "Its consent page could not be prepared. Nothing was connected, and your link is still good.",
      "Go back and try again in a minute.",
    ],
  });
}
