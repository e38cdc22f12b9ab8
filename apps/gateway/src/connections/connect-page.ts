import type { Connector } from "@upload-post/core/connector";
import { html } from "hono/html";
import type { Markup } from "../pages/owner-page";
import type { Connection } from "./connection";
import type { FlowRow } from "./find-link";

/** Everything the page tells the owner before the click. */
export type ConnectPageView = {
  readonly connector: Connector;
  readonly connection: Connection;
  readonly flow: FlowRow;
  readonly tenantName: string;
  readonly token: string;
  /** The host that the owner is looking at. */
  readonly host: string;
};

/** The page that says who asks and for what, and whose button starts the consent. */
export function connectPage(view: ConnectPageView): Markup {
  const { connector, connection, flow, tenantName, token, host } = view;
  const platform = connector.displayName;
  const known = connection.account;
  const name = known?.username ?? known?.displayName ?? null;
  return html`<h1>${known === null ? `Connect your ${platform} account` : `Connect your ${platform} account again`}</h1>
<p><strong>${flow.asked_by}</strong>, of the workspace <strong>${tenantName}</strong>, asks for access to your ${platform} account through this service (${host}).</p>
${
  name === null
    ? ""
    : html`<p>Sign in as <strong>${name}</strong> there: this connection is for that account only.</p>`
}
<h2>It will be able to</h2>
<ul>${purposesOf(connector, flow.scopes).map((purpose) => html`<li>${purpose}</li>`)}</ul>
<p>You decide on ${platform}’s own page, which opens next. Your password stays there, and you can end the connection at any time.</p>
<p class="caution"><strong>If you did not ask for this, close this page.</strong> Nothing happens until you continue.</p>
<form method="post" action="/connect/${token}">
<button type="submit">Continue to ${platform}</button>
</form>
<p class="hint">This link works once, until <time datetime="${flow.link_expires_at.toISOString()}">${timeOf(flow.link_expires_at)}</time>.</p>`;
}

function purposesOf({ capabilities }: Connector, scopes: readonly string[]): readonly string[] {
  const purposes = scopes.map(
    (scope) => capabilities.scopes.find((known) => known.scope === scope)?.purpose ?? scope,
  );
  return [...new Set(purposes)];
}

/** `14:05 UTC on 22 November 2026`: without a script the owner's own time zone is not known. */
function timeOf(date: Date): string {
  const [day, time] = [
    new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }),
    new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "UTC" }),
  ].map((format) => format.format(date));
  return `${time} UTC on ${day}`;
}
