import { createSlidingWindows } from "../caps/sliding-windows";
import { createAgenda } from "../clock/agenda";
import { createBackgroundWork } from "../clock/background-work";
import type { SandboxClock } from "../clock/sandbox-clock";
import { createFaultBoard } from "../faults/fault-board";
import { createOauthState } from "../oauth/oauth-state";
import { createRequestLog } from "../server/request-log";
import { createWebhookOutbox } from "../webhooks/webhook-outbox";
import { createIdSource } from "./id-source";
import { createSecretLedger } from "./secret-ledger";
import { type SwitchesPatch, switchesSchema } from "./switches";
import type { World } from "./world";

/** What a world is made on. */
export interface WorldFoundation {
  readonly clock: SandboxClock;
  readonly switches: SwitchesPatch;
  readonly mediaDirectory: string;
  readonly uploadOrigin: string;
  readonly signal: AbortSignal;
  /** Called when something may fall due earlier than before. */
  readonly onAgendaChange: () => void;
}

/** Makes a world without apps or users. @throws ZodError for an unknown switch or position. */
export function createWorld(foundation: WorldFoundation): World {
  const { clock, mediaDirectory, uploadOrigin, signal } = foundation;
  return {
    clock,
    agenda: createAgenda(clock.now, foundation.onAgendaChange),
    background: createBackgroundWork(),
    switches: switchesSchema.parse(foundation.switches),
    apps: new Map(),
    users: new Map(),
    oauth: createOauthState(),
    tasks: new Map(),
    uploads: new Map(),
    windows: createSlidingWindows(),
    webhooks: createWebhookOutbox(),
    faults: createFaultBoard(),
    requests: createRequestLog(),
    commits: [],
    secrets: createSecretLedger(),
    ids: createIdSource(),
    mediaDirectory,
    uploadOrigin,
    signal,
  };
}
