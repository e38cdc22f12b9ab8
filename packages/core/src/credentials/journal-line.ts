import { z } from "zod";
import type { Credential } from "../connector";
import { decodeCredentialRecord, encodeCredentialRecord } from "./credential-record";
import type { CredentialKey } from "./credential-store";
import { CredentialUnreadableError } from "./credential-unreadable-error";
import type { SealContext } from "./seal-context";
import type { Sealer } from "./sealer";

const key = { tenantId: z.string(), connectionId: z.string() };

const line = z.discriminatedUnion("entry", [
  z.strictObject({ entry: z.literal("begin"), ...key, generation: z.int() }),
  z.strictObject({ entry: z.literal("received"), ...key, generation: z.int(), sealed: z.string() }),
  z.strictObject({ entry: z.literal("settle"), ...key }),
]);

/** One line of the journal file. Ids stand in clear, credentials sealed. */
export type JournalLine = Readonly<z.infer<typeof line>>;

/** The line that goes into the file, with its end. */
export function formatJournalLine(entry: JournalLine): string {
  return `${JSON.stringify(entry)}\n`;
}

/**
 * Reads one complete line.
 *
 * @throws CredentialUnreadableError with reason `malformed`, naming file and line.
 */
export function parseJournalLine(text: string, path: string, lineNumber: number): JournalLine {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    // The parser's message would quote the line; it is told by number instead.
    throw new CredentialUnreadableError({
      reason: "malformed",
      keyId: null,
      message: `Line ${lineNumber} of the refresh journal ${path} is damaged. Keep a copy of the file, delete that line, and check the accounts refreshed last.`,
    });
  }
}

/** Seals what a refresh answered, for one generation of one connection. */
export function sealRenewed(
  sealer: Sealer,
  connection: CredentialKey,
  generation: number,
  credential: Credential,
): string {
  const text = encodeCredentialRecord({ credential, storedAt: new Date() });
  return sealer.seal(text, contextOf(connection, generation));
}

/**
 * Opens what {@link sealRenewed} sealed.
 *
 * @throws CredentialUnreadableError when it does not open.
 */
export function openRenewed(
  sealer: Sealer,
  connection: CredentialKey,
  generation: number,
  sealed: string,
): Credential {
  const record = decodeCredentialRecord(sealer.open(sealed, contextOf(connection, generation)));
  if (record !== null) return record.credential;
  throw new CredentialUnreadableError({
    reason: "malformed",
    keyId: sealer.keyIdOf(sealed),
    message: `The journal's entry for connection "${connection.connectionId}" was written by another release. Start that release once, so that it settles its journal.`,
  });
}

function contextOf({ tenantId, connectionId }: CredentialKey, generation: number): SealContext {
  return { purpose: "journal", tenantId, recordId: connectionId, kind: "oauth", generation };
}
