import {
  addDomain,
  addUrlPrefix,
  proofOf,
  removeUrlProperty,
  verifyUrlProperty,
} from "../pull/url-properties";
import type { TiktokSandbox } from "../tiktok-sandbox";
import { addUser, changeApp, changeUser, findApp, registerApp } from "../world/portal";
import { switchesSchema } from "../world/switches";
import { tokenProfiles } from "../world/token-profile";
import type { World } from "../world/world";
import { createInspection } from "./inspection";
import { createOwnerActions } from "./owner-actions";
import { settleWorld } from "./settle-world";

/** What the control of a sandbox stands on. */
export interface SandboxControlFoundation {
  /** The world of this moment; a reset replaces it. */
  readonly world: () => World;
  readonly origin: string;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Makes the in-process control; actions of the owner and the portal take effect at once. */
export function createSandboxControl(foundation: SandboxControlFoundation): TiktokSandbox {
  const { world, origin } = foundation;
  const { uploadOrigin } = world();

  function setSwitches(patch: object) {
    Object.assign(world().switches, switchesSchema.parse({ ...world().switches, ...patch }));
    return { ...world().switches };
  }

  return {
    origin,
    uploadOrigin,
    mediaDirectory: () => world().mediaDirectory,
    now: () => world().clock.now(),
    async advance(ms) {
      world().clock.advance(ms);
      await settleWorld(world(), ["bounded"]);
    },
    settle: () => settleWorld(world(), ["bounded", "open"]),
    reset: foundation.restart,
    close: foundation.stop,
    switches: () => ({ ...world().switches }),
    setSwitches,
    useTokenProfile: (name) => setSwitches(tokenProfiles[name]),
    apps: () => [...world().apps.values()],
    registerApp: (app) => registerApp(world(), app),
    changeApp: (clientKey, patch) => changeApp(world(), clientKey, patch),
    users: () => [...world().users.values()],
    addUser: (user) => addUser(world(), user),
    changeUser: (username, patch) => changeUser(world(), username, patch),
    urlProperties: {
      list: (clientKey) => findApp(world(), clientKey).urlProperties.map(proofOf),
      addPrefix: (clientKey, prefix) => addUrlPrefix(world(), clientKey, prefix),
      addDomain: (clientKey, domain) => addDomain(world(), clientKey, domain),
      verify: (clientKey, value, dnsRecord) =>
        verifyUrlProperty(world(), clientKey, value, dnsRecord),
      remove: (clientKey, value) => removeUrlProperty(world(), clientKey, value),
    },
    faults: {
      add: (fault) => world().faults.add(fault),
      remove: (id) => world().faults.remove(id),
      clear: () => world().faults.clear(),
      list: () => world().faults.list(),
    },
    owner: createOwnerActions(world),
    inspect: createInspection(world),
    secrets: () => world().secrets.list(),
  };
}
