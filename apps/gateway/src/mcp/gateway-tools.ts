import type { GatewayDependencies } from "../gateway-dependencies";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { connectionLinkTools } from "./connection-link-tools";
import { connectionTools } from "./connection-tools";
import { mediaTools } from "./media-tools";
import { postStateTools } from "./post-state-tools";
import { postTools } from "./post-tools";
import type { Tool } from "./tool";

/** Every tool of the MCP server, in the order in which an agent needs them. */
export function gatewayTools(
  dependencies: GatewayDependencies,
  posts: PostsDependencies,
): readonly Tool[] {
  return [
    ...connectionLinkTools(dependencies),
    ...connectionTools(dependencies),
    ...mediaTools(dependencies.media.dependencies),
    ...postTools(posts),
    ...postStateTools(posts),
  ];
}
