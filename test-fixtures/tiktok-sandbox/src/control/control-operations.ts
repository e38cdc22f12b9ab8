import { z } from "zod";
import { faultSchema } from "../faults/fault";
import { removalReasonNames } from "../oauth/disconnect";
import type { TiktokSandbox } from "../tiktok-sandbox";
import { developerAppSchema } from "../world/developer-app";
import { tiktokUserSchema } from "../world/tiktok-user";
import { type ControlOperation, defineOperation } from "./define-operation";

const nothing = z.looseObject({});
const removalReason = z.enum(removalReasonNames);
const clientKey = z.string();
const property = z.strictObject({ clientKey, value: z.string() });
const draft = z.strictObject({ publishId: z.string() });
const post = z.strictObject({ postId: z.string() });
const account = z.strictObject({ username: z.string() });

// A patch has no defaults: what is left out stays as it is.
const appPatch = z.looseObject({ clientKey });
const userPatch = z.looseObject({ username: z.string() });

/** Every operation of the control plane; `GET /_sandbox` lists them. */
export const controlOperations: readonly ControlOperation[] = [
  defineOperation("GET", "/", "This list.", nothing, () =>
    controlOperations.map(({ method, path, about }) => ({ method, path, about })),
  ),
  defineOperation("GET", "/state", "Origins, clock and counts.", nothing, describeState),
  defineOperation(
    "POST",
    "/clock/advance",
    "{ms}: moves the clock, runs what falls due.",
    z.strictObject({ ms: z.number().min(0) }),
    (sandbox, { ms }) => sandbox.advance(ms),
  ),
  defineOperation(
    "POST",
    "/settle",
    "Waits for downloads, checks and webhooks.",
    nothing,
    (sandbox) => sandbox.settle(),
  ),
  defineOperation("POST", "/reset", "Back to the seeds.", nothing, (sandbox) => sandbox.reset()),
  defineOperation("GET", "/switches", "Positions of all switches.", nothing, (sandbox) =>
    sandbox.switches(),
  ),
  defineOperation(
    "POST",
    "/switches",
    "{name: position, …}: turns switches.",
    nothing,
    (sandbox, patch) => sandbox.setSwitches(patch),
  ),
  defineOperation(
    "POST",
    "/token-profile",
    "{name}: nov2026 or legacy2026.",
    z.strictObject({ name: z.enum(["nov2026", "legacy2026"]) }),
    (sandbox, { name }) => sandbox.useTokenProfile(name),
  ),
  defineOperation("GET", "/apps", "Registered apps, without their secrets.", nothing, (sandbox) =>
    sandbox.apps().map(({ clientSecret: _, urlProperties: __, ...app }) => app),
  ),
  defineOperation(
    "POST",
    "/apps",
    "Registers or replaces an app.",
    developerAppSchema,
    (sandbox, app) => withoutSecret(sandbox.registerApp(app)),
  ),
  defineOperation(
    "POST",
    "/apps/change",
    "{clientKey, …}: changes some fields of an app.",
    appPatch,
    (sandbox, { clientKey: key, ...patch }) => withoutSecret(sandbox.changeApp(key, patch)),
  ),
  defineOperation(
    "GET",
    "/url-properties",
    "?clientKey=: URL properties and their proofs.",
    z.object({ clientKey }),
    (sandbox, { clientKey: key }) => sandbox.urlProperties.list(key),
  ),
  defineOperation(
    "POST",
    "/url-properties/prefix",
    "{clientKey, value}: adds a URL prefix.",
    property,
    (sandbox, { clientKey: key, value }) => sandbox.urlProperties.addPrefix(key, value),
  ),
  defineOperation(
    "POST",
    "/url-properties/domain",
    "{clientKey, value}: adds a domain.",
    property,
    (sandbox, { clientKey: key, value }) => sandbox.urlProperties.addDomain(key, value),
  ),
  defineOperation(
    "POST",
    "/url-properties/verify",
    "{clientKey, value, dnsRecord?}: looks for the proof.",
    property.extend({ dnsRecord: z.string().optional() }),
    (sandbox, input) => sandbox.urlProperties.verify(input.clientKey, input.value, input.dnsRecord),
  ),
  defineOperation(
    "POST",
    "/url-properties/remove",
    "{clientKey, value}: removes a property.",
    property,
    (sandbox, { clientKey: key, value }) => sandbox.urlProperties.remove(key, value),
  ),
  defineOperation("GET", "/users", "Accounts.", nothing, (sandbox) => sandbox.users()),
  defineOperation(
    "POST",
    "/users",
    "Adds or replaces an account.",
    tiktokUserSchema,
    (sandbox, user) => sandbox.addUser(user),
  ),
  defineOperation(
    "POST",
    "/users/change",
    "{username, …}: changes some fields of an account.",
    userPatch,
    (sandbox, { username, ...patch }) => sandbox.changeUser(username, patch),
  ),
  defineOperation(
    "POST",
    "/owner/post-draft",
    "{publishId, privacyLevel?}: the owner posts a draft.",
    draft.extend({ privacyLevel: z.string().optional() }),
    (sandbox, { publishId, privacyLevel }) => ({
      postId: sandbox.owner.postDraft(publishId, privacyLevel),
    }),
  ),
  defineOperation(
    "POST",
    "/owner/discard-draft",
    "{publishId}: the owner throws a draft away.",
    draft,
    (sandbox, { publishId }) => sandbox.owner.discardDraft(publishId),
  ),
  defineOperation(
    "POST",
    "/owner/make-post-public",
    "{postId}: the owner opens a post to everyone.",
    post,
    (sandbox, { postId }) => sandbox.owner.makePostPublic(postId),
  ),
  defineOperation(
    "POST",
    "/owner/make-post-private",
    "{postId}: the owner closes a post.",
    post,
    (sandbox, { postId }) => sandbox.owner.makePostPrivate(postId),
  ),
  defineOperation(
    "POST",
    "/owner/disconnect-app",
    "{username, clientKey, reason?}: the owner disconnects an app, or TikTok does.",
    account.extend({ clientKey, reason: removalReason.optional() }),
    (sandbox, { username, clientKey: key, reason }) => ({
      wasConnected: sandbox.owner.disconnectApp(username, key, reason),
    }),
  ),
  defineOperation(
    "POST",
    "/owner/ban",
    "{username}: bans the account from posting.",
    account,
    (sandbox, { username }) => sandbox.owner.ban(username),
  ),
  defineOperation(
    "POST",
    "/owner/delete-account",
    "{username}: deletes the account.",
    account,
    (sandbox, { username }) => sandbox.owner.deleteAccount(username),
  ),
  defineOperation("GET", "/faults", "Faults waiting for their occasion.", nothing, (sandbox) =>
    sandbox.faults.list(),
  ),
  defineOperation(
    "POST",
    "/faults",
    "{target?, skip?, times?, effect}: adds a fault.",
    faultSchema,
    (sandbox, fault) => sandbox.faults.add(fault),
  ),
  defineOperation(
    "POST",
    "/faults/remove",
    "{id}: removes a fault.",
    z.strictObject({ id: z.string() }),
    (sandbox, { id }) => ({ removed: sandbox.faults.remove(id) }),
  ),
  defineOperation("POST", "/faults/clear", "Removes all faults.", nothing, (sandbox) =>
    sandbox.faults.clear(),
  ),
  defineOperation(
    "GET",
    "/tokens",
    "Tokens by digest and last four characters, and whether they work.",
    nothing,
    (sandbox) => sandbox.inspect.tokens(),
  ),
  defineOperation(
    "GET",
    "/posts",
    "Publish tasks, their media (size, sha256) and posts.",
    nothing,
    (sandbox) => sandbox.inspect.tasks(),
  ),
  defineOperation("GET", "/uploads", "Upload URLs and what arrived at them.", nothing, (sandbox) =>
    sandbox.inspect.uploads(),
  ),
  defineOperation(
    "GET",
    "/commits",
    "Every last chunk and pull init that was accepted.",
    nothing,
    (sandbox) => sandbox.inspect.commits(),
  ),
  defineOperation(
    "GET",
    "/requests",
    "Requests and the rule each refusal names.",
    nothing,
    (sandbox) => sandbox.inspect.requests(),
  ),
  defineOperation("GET", "/webhooks", "Webhooks and their attempts.", nothing, (sandbox) =>
    sandbox.inspect.webhooks(),
  ),
];

function withoutSecret<App extends { clientSecret: string }>({ clientSecret: _, ...app }: App) {
  return app;
}

function describeState(sandbox: TiktokSandbox) {
  return {
    origin: sandbox.origin,
    uploadOrigin: sandbox.uploadOrigin,
    now: new Date(sandbox.now()).toISOString(),
    apps: sandbox.apps().length,
    users: sandbox.users().length,
    posts: sandbox.inspect.tasks().length,
    commits: sandbox.inspect.commits().length,
    faults: sandbox.faults.list().length,
  };
}
