import { createHash } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { GatewayEnvironment } from "./gateway-app";
import { pageStyle } from "./page-style";

/** A page for a person. Text in `content` is escaped by Hono's `html` tag. */
export type HtmlPage = {
  readonly title: string;
  readonly content: HtmlEscapedString | Promise<HtmlEscapedString>;
  readonly status: 200 | 400 | 403 | 404 | 409 | 410 | 422 | 429 | 503;
  /**
   * Origins that a form of the page leads to, directly or by the redirect that answers it: browsers
   * apply `form-action` to both.
   */
  readonly formTargets: readonly string[];
  /** Origins that pictures come from. */
  readonly imageSources: readonly string[];
};

const styleHash = createHash("sha256").update(pageStyle).digest("base64");

/** Answers with a page that loads nothing from anywhere, cannot be framed, and needs no script. */
export async function htmlPage(
  context: Context<GatewayEnvironment>,
  page: HtmlPage,
): Promise<Response> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `img-src 'self' ${page.imageSources.join(" ")}`.trim(),
    "media-src 'self'",
    `form-action 'self' ${page.formTargets.join(" ")}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  context.header("Content-Security-Policy", policy);
  context.header("X-Frame-Options", "DENY");
  context.header("Cross-Origin-Opener-Policy", "same-origin");
  context.header("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  const document = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title}</title>
<style>${raw(pageStyle)}</style>
</head>
<body>
<main>
${page.content}
</main>
</body>
</html>`;
  return context.html(document, page.status);
}
