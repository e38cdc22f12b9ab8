import type { World } from "../world/world";
import type { SandboxReply, SandboxRequest } from "./exchange";

/** How refusals of a route are written. */
export type RouteFamily = "page" | "oauth" | "api";

/** One endpoint of TikTok; the rule matrix must know its `id`. */
export interface Route {
  /** `METHOD /path/`, the name that faults and the rule matrix use. */
  readonly id: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly family: RouteFamily;
  readonly handle: (world: World, request: SandboxRequest) => SandboxReply | Promise<SandboxReply>;
}

/** Declares a route; its id is derived from method and path. */
export function defineRoute(route: Omit<Route, "id">): Route {
  return { id: `${route.method} ${route.path}`, ...route };
}
