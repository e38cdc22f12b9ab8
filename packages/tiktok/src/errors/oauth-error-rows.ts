import {
  authorizeAgain,
  blameOperator,
  breakContract,
  type ErrorRow,
  unavailable,
} from "./error-row";

/** `error` of the OAuth endpoints and of the callback (page OAE). */
export const oauthErrorRows = {
  access_denied: authorizeAgain(
    "denied",
    "The owner did not allow the connection on TikTok's page. Nothing was connected; start again when the owner agrees.",
  ),
  invalid_client: blameOperator(
    "TikTok does not accept the app's client key and secret. The operator should copy both anew from the app's credentials in TikTok's developer portal.",
  ),
  invalid_grant: authorizeAgain(
    "revoked",
    "TikTok no longer accepts this authorisation: it has expired, was used before or was withdrawn. The owner must connect the account again.",
  ),
  invalid_request: breakContract(
    "TikTok calls the authorisation request malformed. Report this as a bug of the connector.",
  ),
  invalid_scope: blameOperator(
    "TikTok does not know one of the requested permissions for this app. The operator should add the Login Kit and Content Posting products and their scopes to the app.",
  ),
  unauthorized_client: blameOperator(
    "TikTok does not let this app do that. The operator should check that the app is approved (or a sandbox app) and has the Login Kit product.",
  ),
  unsupported_grant_type: breakContract(
    "TikTok does not know the kind of exchange the connector asked for. Report this as a bug of the connector.",
  ),
  unsupported_response_type: breakContract(
    "TikTok does not know the kind of answer the connector asked for. Report this as a bug of the connector.",
  ),
  server_error: unavailable("TikTok's authorisation server has a fault. Try again later."),
  temporarily_unavailable: unavailable(
    "TikTok's authorisation server is not available. Try again later.",
  ),
} satisfies Readonly<Record<string, ErrorRow>>;

/** Descriptions of `invalid_request` that are documented (OAT, CAT) or seen live (WILD), matched whole. */
export const oauthDescriptionRows = {
  "Redirect_uri is not matched with the uri when requesting code.": blameOperator(
    "The redirect address of the exchange is not the one the authorisation began with. The operator should check the public address of this server and the address registered in TikTok's portal: they must agree to the character.",
  ),
  "Client secret is missed in request.": blameOperator(
    "TikTok received no client secret. The operator should set the app's client secret.",
  ),
  "Code verifier or code challenge is invalid.": blameOperator(
    "TikTok does not accept the proof key of this authorisation. The operator should check that the app type (web or desktop) is the one registered at TikTok; then the owner starts again.",
  ),
} satisfies Readonly<Record<string, ErrorRow>>;

/** `error_type` of the callback, more telling than its `error` (seen live, WILD). */
export const callbackErrorTypeRows = {
  client_key: blameOperator(
    "TikTok does not accept the app's client key here: the app is not approved, or lacks the Login Kit product. The operator should check the app in TikTok's developer portal.",
  ),
  non_sandbox_target: blameOperator(
    "The app is in TikTok's sandbox, and this TikTok account is not one of its target users. The operator should add the account there; it can take an hour to appear.",
  ),
} satisfies Readonly<Record<string, ErrorRow>>;

/** `errCode` of the callback when no `error` comes with it (seen live, WILD). */
export const callbackErrCodeRows = {
  "10003": blameOperator(
    "TikTok does not accept a parameter of the authorisation, usually the client key. The operator should check the client key.",
  ),
} satisfies Readonly<Record<string, ErrorRow>>;
