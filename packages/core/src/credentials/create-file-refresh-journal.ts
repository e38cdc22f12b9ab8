import type { CredentialKey } from "./credential-store";
import { type DurableFile, readCompleteLines, replaceDurableFile } from "./durable-file";
import {
  formatJournalLine,
  type JournalLine,
  openRenewed,
  parseJournalLine,
  sealRenewed,
} from "./journal-line";
import type { PendingRefresh, RefreshJournal } from "./refresh-journal";
import type { Sealer } from "./sealer";
import { createTurns } from "./take-turns";

/** A journal in a file. */
export interface FileRefreshJournal extends RefreshJournal {
  /** Closes the file after the last write. */
  close(): Promise<void>;
}

type OpenLine = Exclude<JournalLine, { entry: "settle" }>;

/** Beyond that many lines, and with nothing pending, the file is begun anew. */
const maxIdleLines = 1000;

/**
 * Opens the journal file of this process, creating it when it is missing. Every entry is on the disk
 * when its call answers.
 *
 * One file belongs to one process at a time, on a volume that survives it. Run `recover` of the
 * credential access after opening.
 *
 * @throws CredentialUnreadableError when an entry is damaged or its key is not in the ring.
 * @throws StorageUnavailableError when the file cannot be written.
 */
export async function createFileRefreshJournal(
  path: string,
  sealer: Sealer,
): Promise<FileRefreshJournal> {
  const open = new Map<string, OpenLine>();
  for (const [index, text] of (await readCompleteLines(path)).entries()) {
    apply(parseJournalLine(text, path, index + 1));
  }
  // A missing key must stop the start, not the first refresh.
  const toPending = (line: OpenLine): PendingRefresh => pendingFrom(sealer, line);
  for (const line of open.values()) toPending(line);
  const inTurn = createTurns();
  let lines = open.size;
  let file: DurableFile = await rewrite();

  return {
    begin: (key, generation) => inTurn(() => write({ entry: "begin", ...keyOf(key), generation })),
    received(key, generation, renewed) {
      const sealed = sealRenewed(sealer, key, generation, renewed);
      return inTurn(() => write({ entry: "received", ...keyOf(key), generation, sealed }));
    },
    settle: (key) =>
      inTurn(async () => {
        if (!open.has(nameOf(key))) return;
        await write({ entry: "settle", ...keyOf(key) });
        if (open.size > 0 || lines < maxIdleLines) return;
        const old = file;
        file = await rewrite();
        await old.close();
      }),
    async pending(key) {
      const line = open.get(nameOf(key));
      return line === undefined ? null : toPending(line);
    },
    all: async () => [...open.values()].map(toPending),
    close: () => inTurn(() => file.close()),
  };

  function apply(line: JournalLine): void {
    if (line.entry === "settle") open.delete(nameOf(line));
    else open.set(nameOf(line), line);
  }

  async function write(line: JournalLine): Promise<void> {
    await file.append(formatJournalLine(line));
    lines += 1;
    apply(line);
  }

  function rewrite(): Promise<DurableFile> {
    lines = open.size;
    return replaceDurableFile(path, [...open.values()].map(formatJournalLine).join(""));
  }
}

function pendingFrom(sealer: Sealer, line: OpenLine): PendingRefresh {
  const key = keyOf(line);
  const { generation } = line;
  const renewed = line.entry === "begin" ? null : openRenewed(sealer, key, generation, line.sealed);
  // The file belongs to one process at a time: what is not in it, nobody has.
  return { key, generation, renewed, answerMayComeUntil: null };
}

function keyOf({ tenantId, connectionId }: CredentialKey): CredentialKey {
  return { tenantId, connectionId };
}

function nameOf({ tenantId, connectionId }: CredentialKey): string {
  return JSON.stringify([tenantId, connectionId]);
}
