import { PageRefusal } from "../server/refusals";
import { defineRoute } from "../server/route";
import { approveConsent } from "./approve-consent";
import { startSession } from "./browser-session";
import { redirectWithError } from "./redirect-back";

/** Takes the consent page's form: `request`, `user`, `scope` (repeated), `decision`. */
export const decideRoute = defineRoute({
  method: "POST",
  path: "/v2/auth/authorize/decide/",
  family: "page",
  handle(world, request) {
    const form = new URLSearchParams(request.body);
    const consent = world.oauth.consents.get(form.get("request") ?? "");
    if (consent === undefined) {
      throw new PageRefusal(
        "authorize.consent_page_once",
        "request",
        "10003",
        "This page was used already. Start again from the app.",
      );
    }
    world.oauth.consents.delete(consent.id);
    if (form.get("decision") !== "approve") {
      return redirectWithError(world, consent, {
        code: "access_denied",
        description: "The user denied the request.",
        rule: "authorize.denied_redirects",
      });
    }
    const username = form.get("user") ?? "";
    const reply = approveConsent(world, consent, username, form.getAll("scope"));
    return startSession(world, reply, username);
  },
});
