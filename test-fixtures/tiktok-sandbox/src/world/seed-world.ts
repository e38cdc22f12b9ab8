import type { TiktokSandboxOptions } from "../tiktok-sandbox-options";
import { defaultApps, defaultUsers } from "./default-seeds";
import { addUser, registerApp } from "./portal";
import type { World } from "./world";

/** Puts the apps and accounts of a fresh sandbox into a world. @throws as `registerApp` and `addUser`. */
export function seedWorld(world: World, options: TiktokSandboxOptions): void {
  for (const app of options.apps ?? defaultApps) {
    registerApp(world, { webhookUrl: options.webhookUrl ?? null, ...app });
  }
  for (const user of options.users ?? defaultUsers) {
    addUser(world, user);
  }
}
