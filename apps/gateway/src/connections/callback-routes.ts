import type { Context } from "hono";
import { ApiError } from "../http/api-error";
import type { GatewayApp, GatewayEnvironment } from "../http/gateway-app";
import { noticePage } from "../pages/owner-page";
import { type AuthorizationEnd, completeAuthorization } from "./complete-authorization";
import { type ConnectionDependencies, findConnector } from "./connection-dependencies";
import type { FlowCookie } from "./flow-cookie";
import { withOutcome } from "./return-url";

type Page = Context<GatewayEnvironment>;

/** Registers where platforms send owners back to. */
export function registerCallbackRoutes(
  app: GatewayApp,
  dependencies: ConnectionDependencies,
  cookie: FlowCookie,
): void {
  app.get("/oauth/:platform/callback", async (context) => {
    // Hono answers HEAD with the GET handler; a look at the headers must not use up the code.
    if (context.req.raw.method === "HEAD") {
      throw new ApiError("method_not_allowed", { detail: "This address takes GET." });
    }
    const parameters = singleParameters(context.req.url);
    const state = parameters?.state;
    if (parameters === null || state === undefined) return invalidPage(context);
    let flowId: string | null = null;
    const completion = await completeAuthorization(dependencies, {
      platform: context.req.param("platform"),
      state,
      parameters,
      browserSecretOf: (id) => {
        flowId = id;
        return cookie.read(context, id);
      },
    });
    if (completion.kind === "invalid") return invalidPage(context);
    if (completion.kind === "other-browser") return otherBrowserPage(context);
    if (flowId !== null) cookie.clear(context, flowId);
    return endPage(context, dependencies, completion);
  });
}

/** The query, decoded once; `null` when a name occurs twice, which no platform does. */
function singleParameters(address: string): Record<string, string> | null {
  const { searchParams } = new URL(address);
  const entries = [...searchParams];
  const parameters = Object.fromEntries(entries);
  return Object.keys(parameters).length === entries.length ? parameters : null;
}

function endPage(
  context: Page,
  dependencies: ConnectionDependencies,
  end: AuthorizationEnd,
): Response | Promise<Response> {
  const { connection, failure, returnUrl } = end;
  const code = failure?.code ?? null;
  const isDenied = code === "access_denied";
  if (returnUrl !== null) {
    const status = code === null ? "active" : isDenied ? "denied" : "failed";
    return context.redirect(
      withOutcome(returnUrl, { connection: connection.id, status, code }),
      303,
    );
  }
  const platform =
    findConnector(dependencies, connection.platform)?.displayName ?? connection.platform;
  if (failure !== null) return failedPage(context, platform, end);
  const name = end.account?.username ?? end.account?.displayName ?? "Your account";
  const missing = connection.missingScopes.length;
  return noticePage(context, {
    status: 200,
    title: "Connected",
    tone: "good",
    paragraphs: [
      `${name} on ${platform} is connected. You can close this page.`,
      ...(missing === 0
        ? []
        : ["You left out some of what was asked for; what needs it will ask you again."]),
      `To end it, ask whoever sent you the link, or remove this app in the settings of ${platform}.`,
    ],
  });
}

function failedPage(context: Page, platform: string, end: AuthorizationEnd): Promise<Response> {
  const code = end.failure?.code;
  if (code === "access_denied") {
    return noticePage(context, {
      status: 200,
      title: "Not connected",
      tone: "neutral",
      paragraphs: [
        `You declined on ${platform}. Nothing was connected.`,
        "If you change your mind, ask for a new link.",
      ],
    });
  }
  if (code === "account_mismatch") {
    return noticePage(context, {
      status: 200,
      title: "That is another account",
      tone: "bad",
      paragraphs: [
        `You signed in to ${platform} with another account than the one of this connection. Nothing was changed.`,
        "Sign in there with the right account, then ask for a new link.",
      ],
    });
  }
  return noticePage(context, {
    status: 200,
    title: "Not connected",
    tone: "bad",
    paragraphs: [
      `${platform} could not be connected (${code ?? "internal_error"}).`,
      "Ask whoever sent you the link for a new one, and tell them this code.",
    ],
  });
}

function invalidPage(context: Page): Promise<Response> {
  return noticePage(context, {
    status: 410,
    title: "This page works once",
    tone: "neutral",
    paragraphs: [
      "It was used already, it is too old, or it does not belong to a connection that was started here.",
      "Nothing was changed. If you are connecting an account, ask for a new link.",
    ],
  });
}

function otherBrowserPage(context: Page): Promise<Response> {
  return noticePage(context, {
    status: 403,
    title: "Please use one browser",
    tone: "bad",
    paragraphs: [
      "You came back in another browser than the one in which you opened the link. Nothing was connected: this keeps others from connecting accounts in your name.",
      "Ask for a new link, open it, and stay in that browser to the end. If you did not open any link, close this page.",
    ],
  });
}
