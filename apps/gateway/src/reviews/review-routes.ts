import type { Context } from "hono";
import { html } from "hono/html";
import type { GatewayApp, GatewayEnvironment } from "../http/gateway-app";
import { htmlPage } from "../http/html-page";
import { isOwnersOwnClick } from "../pages/owners-own-click";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { decideReview, type ReviewDecision } from "./decide-review";
import { type ClosedReview, type OpenReview, openReview } from "./open-review";
import { readReviewForm } from "./read-review-form";
import { type EnteredValues, reviewForm } from "./review-form";
import { reviewMedia } from "./review-media";

type Page = Context<GatewayEnvironment>;

/** Registers the owner's review page. */
export function registerReviewRoutes(app: GatewayApp, dependencies: PostsDependencies): void {
  app.get("/review/:token", async (context) => {
    const token = context.req.param("token");
    const open = await openReview(dependencies, token);
    if ("closed" in open) return closedPage(context, open);
    return formPage(context, { open, token, problems: [], entered: null });
  });

  app.post("/review/:token", async (context) => {
    if (!isOwnersOwnClick(context, dependencies.configuration.publicUrl)) {
      return textPage(context, 403, ...foreignClick);
    }
    const token = context.req.param("token");
    const open = await openReview(dependencies, token);
    if ("closed" in open) return closedPage(context, open);
    const form = await readReviewForm(context);
    const decision = await decideReview(dependencies, open, form);
    if (decision.kind !== "problems") return decidedPage(context, decision);
    return formPage(context, { open, token, problems: decision.problems, entered: form });
  });

  app.get("/review/:token/media/:index", async (context) => {
    const { token, index } = context.req.param();
    const { method, signal } = context.req.raw;
    const request = {
      isHead: method === "HEAD",
      range: context.req.header("range"),
      ifRange: context.req.header("if-range"),
      signal,
    };
    return reviewMedia(dependencies, { token, index: Number(index) }, request);
  });
}

function formPage(
  context: Page,
  view: {
    readonly open: OpenReview;
    readonly token: string;
    readonly problems: readonly string[];
    readonly entered: EnteredValues | null;
  },
): Promise<Response> {
  return htmlPage(context, {
    title: "Review before posting",
    content: reviewForm(view),
    status: view.problems.length === 0 ? 200 : 422,
    formTargets: [],
    imageSources: [],
  });
}

const foreignClick = [
  "This click came from another page",
  "Nothing was decided. Open the link you were sent, and use the buttons on its page.",
] as const;

const closedTexts: Readonly<Record<ClosedReview["closed"], readonly [404 | 410, string, string]>> =
  {
    unknown: [
      404,
      "This link leads nowhere",
      "Check that you copied all of it, or ask whoever sent it for a new one.",
    ],
    expired: [
      410,
      "This review has expired",
      "Nothing was posted. Ask whoever sent the link to make the post again.",
    ],
    approved: [410, "You have approved this post", "There is nothing left to do here."],
    rejected: [410, "You have rejected this post", "Nothing was posted."],
    withdrawn: [
      410,
      "This post was withdrawn",
      "Nothing was posted, and there is nothing left to review.",
    ],
  };

function closedPage(context: Page, { closed }: ClosedReview): Promise<Response> {
  const [status, title, text] = closedTexts[closed];
  return textPage(context, status, title, text);
}

const decidedTexts: Readonly<
  Record<Exclude<ReviewDecision["kind"], "problems">, readonly [200 | 409, string, string]>
> = {
  approved: [
    200,
    "Approved",
    "It is on its way. Processing may take a few minutes before the post appears on the profile.",
  ],
  rejected: [200, "Rejected", "Nothing was posted."],
  changed: [
    409,
    "The post has changed",
    "It is not what this page showed, so your answer was not taken. Open the link again.",
  ],
  "already-decided": [
    409,
    "This was decided already",
    "Open the link again to see what became of it.",
  ],
};

function decidedPage(
  context: Page,
  decision: Exclude<ReviewDecision, { kind: "problems" }>,
): Promise<Response> {
  const [status, title, text] = decidedTexts[decision.kind];
  return textPage(context, status, title, text);
}

function textPage(
  context: Page,
  status: 200 | 403 | 404 | 409 | 410,
  title: string,
  text: string,
): Promise<Response> {
  return htmlPage(context, {
    title,
    content: html`<h1>${title}</h1><p>${text}</p>`,
    status,
    formTargets: [],
    imageSources: [],
  });
}
