import type { refreshPoints } from "../../apps/gateway/src/operations/crash-points";

/** Where a worker may be told to die. `request.sent`: the platform has answered, and nothing was read. */
export type DeathPoint = (typeof refreshPoints)[number] | "request.sent";

/** What a worker starts with. */
export type WorkerSettings = {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly sandboxOrigin: string;
  /** How far its clock is ahead of the machine's, as the sandbox's is. */
  readonly aheadMs: number;
};

/** What a worker is asked for. */
export type WorkerTask =
  /** An owner connects the sandbox's account; answers the connection's id. */
  | { readonly kind: "connect" }
  /** `callers` ask for the credential of a connection at once, as deliveries do. */
  | {
      readonly kind: "use";
      readonly connection: string;
      readonly callers: number;
      readonly afterMs: number;
    }
  /** Time passes, for this worker. */
  | { readonly kind: "advance"; readonly ms: number }
  /** `kill -9` at the next passing of a point. */
  | { readonly kind: "die"; readonly at: DeathPoint }
  /** Looks after connections once, as every replica does in the background. */
  | { readonly kind: "revive" }
  /** Answers the state of a connection, as the API shows it. */
  | { readonly kind: "state"; readonly connection: string };

/** What came of asking for a credential. */
export type UseResult = {
  /** Lower-case hex SHA-256 of the access token, as the sandbox names tokens; or the error's code. */
  readonly tokens: readonly string[];
  readonly failures: readonly { readonly code: string; readonly message: string }[];
};

/** What a worker answers to a task; `connect`, `state`: one text. */
export type WorkerAnswer = { readonly text?: string; readonly use?: UseResult };
