import type { Scope } from "../src/access/scope";
import type { McpWorld } from "./open-mcp-world";

/** Arguments of a call. */
export type ToolInput = Record<string, unknown>;

/** How a tool names a thing of the caller's tenant. */
export type ToolNaming =
  /** By id: a stranger's thing is answered like one that does not exist, byte for byte. */
  | {
      readonly kind: "thing";
      readonly make: (world: McpWorld) => Promise<string>;
      readonly missingId: string;
      readonly input: (id: string, world: McpWorld) => ToolInput | Promise<ToolInput>;
    }
  /** It lists things, and a stranger's is not among them. */
  | {
      readonly kind: "list";
      readonly make: (world: McpWorld) => Promise<string>;
      readonly input: ToolInput;
    }
  /** Nothing of any tenant can be named. */
  | { readonly kind: "nothing"; readonly why: string };

/** One tool in the suite of tools. Every tool needs a row. */
export type ToolRow = {
  readonly tool: string;
  readonly scope: Scope;
  /** A call by the owner that succeeds, and a part of its result. */
  readonly succeeds: (
    world: McpWorld,
  ) => Promise<{ readonly input: ToolInput; readonly result: object }>;
  /** A call by the owner, well formed, that is refused; and a part of the problem. `null`: it never is. */
  readonly refused:
    | ((world: McpWorld) => Promise<{ readonly input: ToolInput; readonly problem: object }>)
    | null;
  readonly names: readonly ToolNaming[];
};
