import { redirectUriProblem } from "../authorize/redirect-uri";
import { isLoopbackHost } from "../pull/url-ownership";
import { type DeveloperApp, type DeveloperAppInput, developerAppSchema } from "./developer-app";
import { PortalError } from "./portal-error";
import { type TiktokUser, type TiktokUserInput, tiktokUserSchema } from "./tiktok-user";
import type { World } from "./world";

/**
 * Registers an app, or replaces the one with the same client key (its URL properties stay).
 * @throws PortalError for redirect URIs or a callback URL that TikTok's portal refuses; ZodError for wrong fields.
 */
export function registerApp(world: World, input: DeveloperAppInput): DeveloperApp {
  const fields = developerAppSchema.parse(input);
  const problem = redirectUriProblem(fields.platform, fields.redirectUris, world.switches.loopback);
  if (problem !== null) {
    throw new PortalError(problem);
  }
  if (fields.webhookUrl !== null) {
    requireCallbackUrl(world, fields.webhookUrl);
  }
  const app: DeveloperApp = {
    ...fields,
    urlProperties: world.apps.get(fields.clientKey)?.urlProperties ?? [],
  };
  world.apps.set(app.clientKey, app);
  world.secrets.add("client_secret", app.clientSecret);
  return app;
}

/** Changes some fields of an app. @throws PortalError when there is no such app, or as {@link registerApp}. */
export function changeApp(
  world: World,
  clientKey: string,
  patch: Partial<Omit<DeveloperAppInput, "clientKey">>,
): DeveloperApp {
  const { urlProperties: _kept, ...fields } = findApp(world, clientKey);
  return registerApp(world, { ...fields, ...patch });
}

/** @throws PortalError when there is no such app. */
export function findApp(world: World, clientKey: string): DeveloperApp {
  const app = world.apps.get(clientKey);
  if (app === undefined) {
    throw new PortalError(`There is no app with the client key ${clientKey}.`);
  }
  return app;
}

/** Adds an account, or replaces the one with the same username. @throws ZodError for wrong fields. */
export function addUser(world: World, input: TiktokUserInput): TiktokUser {
  const user = tiktokUserSchema.parse(input);
  world.users.set(user.username, user);
  return user;
}

/** Changes some fields of an account. @throws PortalError when there is no such account. */
export function changeUser(
  world: World,
  username: string,
  patch: Partial<Omit<TiktokUserInput, "username">>,
): TiktokUser {
  return addUser(world, { ...findUser(world, username), ...patch, username });
}

/** @throws PortalError when there is no such account. */
export function findUser(world: World, username: string): TiktokUser {
  const user = world.users.get(username);
  if (user === undefined) {
    throw new PortalError(`There is no account named ${username}.`);
  }
  return user;
}

function requireCallbackUrl(world: World, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : null;
  const loopback = world.switches.loopback === "allow" && isLoopbackHost(url?.hostname ?? "");
  if (url === null || (url.protocol !== "https:" && !loopback)) {
    throw new PortalError(
      'The webhook callback URL must be https (or loopback with the switch loopback: "allow").',
    );
  }
}
