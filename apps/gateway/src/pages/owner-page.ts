import type { Context } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { GatewayEnvironment } from "../http/gateway-app";
import { type HtmlPage, htmlPage } from "../http/html-page";

/** Escaped markup, made with Hono's `html` tag. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A page for an account's owner. */
export type OwnerPage = Omit<HtmlPage, "formTargets" | "imageSources"> &
  Partial<Pick<HtmlPage, "formTargets" | "imageSources">>;

/** Answers with a page of the one look that owners know: the gateway's name above, one card below. */
export function ownerPage(
  context: Context<GatewayEnvironment>,
  page: OwnerPage,
): Promise<Response> {
  return htmlPage(context, {
    formTargets: [],
    imageSources: [],
    ...page,
    content: html`<p class="brand">Upload Post</p>
<div class="card">
${page.content}
</div>`,
  });
}

/** A page that only says something. */
export type NoticePage = Pick<HtmlPage, "status" | "title"> & {
  /** How it went, which the page shows in colour and shape. */
  readonly tone: "good" | "bad" | "neutral";
  /** One paragraph each: what happened, then what to do next. */
  readonly paragraphs: readonly string[];
};

/** Answers with a page that only says something. */
export function noticePage(
  context: Context<GatewayEnvironment>,
  { status, title, tone, paragraphs }: NoticePage,
): Promise<Response> {
  return ownerPage(context, {
    status,
    title,
    content: html`<h1 class="notice ${tone}">${title}</h1>
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}`,
  });
}
