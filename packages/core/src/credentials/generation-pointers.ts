import type { CredentialKey } from "./credential-store";

/** Which envelope is the current one of a connection. Holds nothing secret. */
export type GenerationPointer = {
  readonly generation: number;
  /** The envelope to read; unique per write, so that two writers never touch the same one. */
  readonly envelopeId: string;
  /** The envelope one generation back, kept until the next write; `null` for the first generation. */
  readonly previousEnvelopeId: string | null;
};

/**
 * The only thing that moves in a sealed credential store.
 *
 * Obligations of an implementation:
 * 1. `advance` compares and sets in one atomic step, over all processes that share the storage. In SQL
 *    that is one statement: `INSERT … ON CONFLICT DO NOTHING` for `from === null`, otherwise
 *    `UPDATE … SET generation = to … WHERE tenant, connection AND generation = from`, and `true` if and
 *    only if a row was touched.
 * 2. When `advance` or `remove` has answered, `read` in any process sees it, and it is as durable as
 *    the storage can make it.
 * 3. Failures reject. Neither `null` nor `false` ever stands for a storage that is down.
 */
export interface GenerationPointers {
  read(key: CredentialKey): Promise<GenerationPointer | null>;
  /** Sets the pointer to `to` if its generation still is `from` (`null`: if there is none). */
  advance(key: CredentialKey, from: number | null, to: GenerationPointer): Promise<boolean>;
  /** Removes the pointer if its generation still is `from`; `false` when it moved or is gone. */
  remove(key: CredentialKey, from: number): Promise<boolean>;
}
