import type { DatabaseTransaction } from "../database/gateway-database";
import type { Connection } from "./connection";

/** A change of a connection, told inside the transaction that makes it. Use nothing but that transaction. */
export type ConnectionHook = (
  transaction: DatabaseTransaction,
  connection: Connection,
) => Promise<void>;

/** What other rooms do when a connection changes. */
export type ConnectionHooks = {
  /** It can be used, for the first time or again: what waited for it may go on. */
  readonly onActivated: ConnectionHook;
  /** Its owner must consent again: what needs it waits. */
  readonly onReauthorizationRequired: ConnectionHook;
  /** It has ended: what needs it stops. */
  readonly onDisconnected: ConnectionHook;
};
