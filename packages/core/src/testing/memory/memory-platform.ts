import type { Credential, Json } from "../../connector";
import type { ByteSender } from "../../transfer";
import { createMemoryByteSender } from "./memory-byte-sender";
import { createMemoryFaults, type MemoryFault } from "./memory-faults";
import { createMemoryGrants, type MemoryGrants } from "./memory-grants";
import { createMemoryOperations } from "./memory-operations";
import { createMemoryPosts, type MemoryPost } from "./memory-posts";
import { createMemoryUploads } from "./memory-uploads";
import {
  answerUnderFaults,
  type MemoryAnswer,
  type MemoryCall,
  MemoryRefusal,
} from "./memory-wire";

/** What the memory platform is made with. */
export type MemoryPlatformOptions = {
  readonly now?: () => Date;
  /** How it fetches media of a `pull` delivery; refuses every URL by default. */
  readonly fetchMedia?: (url: string) => Promise<Uint8Array>;
};

/**
 * A fictional platform, complete and in memory: it has consent, rotating tokens, uploads, processing,
 * drafts, and faults on demand. It belongs to one test and forgets everything with it.
 */
export type MemoryPlatform = {
  /** Carries bytes to the platform: give it to the pipeline. */
  readonly sender: ByteSender;
  /** One API call; used by the memory connector. */
  request(call: MemoryCall): Promise<MemoryAnswer>;

  /** Every post that was ever made: the ground truth. */
  posts(): readonly MemoryPost[];
  /** Text that changes whenever something changes: posts, staged bytes, grants. */
  fingerprint(): string;
  /** Names of all calls received, in order. */
  calls(): readonly string[];
  /** Makes the next calls of an operation (`open-upload`, `bytes`, `last-bytes`, `create-post`, `refresh`, …) fail. */
  failNext(operation: string, fault: MemoryFault, times?: number): void;
  /** Forgets the faults that have not happened yet. */
  clearFaults(): void;
  /** How often new posts are reported as "processing" before they are out. */
  setProcessingAnswers(count: number): void;
  /** Lets every open upload die. */
  expireUploads(): void;
  /** The owner finishes a draft. */
  acceptDraft(handle: string): void;
  /** The owner answers the consent page. */
  readonly consent: MemoryGrants["consent"];
  /** A credential of a fresh grant, without consent. */
  credential(scopes?: readonly string[]): Credential;
  /** The owner withdraws everything. */
  revokeAllGrants(): void;
  liveGrants(): number;
};

/** Makes a memory platform with one account, `account-1`. */
export function createMemoryPlatform(options: MemoryPlatformOptions = {}): MemoryPlatform {
  const faults = createMemoryFaults();
  const now = options.now ?? (() => new Date());
  const grants = createMemoryGrants(now);
  const posts = createMemoryPosts();
  const uploads = createMemoryUploads(now);
  const calls: string[] = [];
  const record = (operation: string) => {
    calls.push(operation);
  };
  const fetchMedia = options.fetchMedia ?? refuseToFetch;
  const host = { faults, grants, uploads, posts, record, fetchMedia };
  const operations = createMemoryOperations(host);

  return {
    sender: createMemoryByteSender(host),
    request(call) {
      record(call.operation);
      return answerUnderFaults(faults, call, async () => handle(call));
    },
    posts: posts.all,
    fingerprint() {
      // How often a post still answers "processing" is time passing, not a change.
      const visible = posts.all().map(({ processingAnswers: _, ...post }) => post);
      return JSON.stringify([visible, uploads.held(), grants.count()]);
    },
    calls: () => [...calls],
    failNext: faults.plan,
    clearFaults: faults.clear,
    setProcessingAnswers: posts.setProcessingAnswers,
    expireUploads: uploads.expireAll,
    acceptDraft(handle) {
      const draft = posts.find((post) => post.handle === handle && post.mode === "draft");
      if (draft === null) throw new MemoryRefusal(404, "no_such_post");
      posts.change(draft.id, { accepted: true });
    },
    consent: grants.consent,
    credential: grants.credential,
    revokeAllGrants: grants.revokeAll,
    liveGrants: grants.count,
  };

  async function handle({ operation, token, body }: MemoryCall): Promise<Json> {
    if (operation === "exchange") return grants.exchange(body);
    if (operation === "refresh") return grants.refresh(body);
    if (operation === "revoke") return grants.revoke(body);
    const { accountId, scopes } = grants.accountOf(token);
    if (operation === "identify") return { id: accountId, name: "Account One" };
    if (!scopes.includes("post")) throw new MemoryRefusal(403, "scope_missing");
    if (operation === "account") return { name: "Account One", audiences: ["everyone", "owner"] };
    const run = operations[operation];
    if (run === undefined) throw new MemoryRefusal(404, "no_such_operation");
    return run(body);
  }
}

async function refuseToFetch(): Promise<never> {
  throw new MemoryRefusal(400, "cannot_fetch");
}
