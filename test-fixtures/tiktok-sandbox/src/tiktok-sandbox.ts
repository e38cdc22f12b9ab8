import type { Inspection } from "./control/inspection";
import type { OwnerActions } from "./control/owner-actions";
import type { Fault, FaultInput } from "./faults/fault";
import type { UrlPropertyProof } from "./pull/url-properties";
import type { DeveloperApp, DeveloperAppInput } from "./world/developer-app";
import type { LedgerSecret } from "./world/secret-ledger";
import type { Switches, SwitchesPatch } from "./world/switches";
import type { TiktokUser, TiktokUserInput } from "./world/tiktok-user";
import type { TokenProfileName } from "./world/token-profile";

/** A running sandbox, and everything a test may do to it without HTTP. */
export interface TiktokSandbox {
  /** Authorise pages and API, such as `http://127.0.0.1:4010`; use it for both TikTok origins. */
  readonly origin: string;
  /** Where `upload_url`s point. */
  readonly uploadOrigin: string;
  /** Where received media lie; a reset moves to a fresh directory. */
  mediaDirectory(): string;

  /** The sandbox's clock, epoch milliseconds. */
  now(): number;
  /** Moves the clock and lets everything that falls due happen; does not wait for downloads. */
  advance(ms: number): Promise<void>;
  /**
   * Waits for running downloads, checks and webhook attempts, and for what is due because of them.
   * @throws AggregateError with the sandbox's own unexpected failures.
   */
  settle(): Promise<void>;
  /** Forgets everything: users, apps, tokens, posts, faults, media; back to the start's seeds. */
  reset(): Promise<void>;
  /** Stops both servers and removes what the sandbox created on disk. */
  close(): Promise<void>;

  switches(): Switches;
  /** @throws ZodError for an unknown switch or position. */
  setSwitches(patch: SwitchesPatch): Switches;
  useTokenProfile(name: TokenProfileName): Switches;

  apps(): DeveloperApp[];
  /** @throws PortalError for what TikTok's portal refuses. */
  registerApp(app: DeveloperAppInput): DeveloperApp;
  changeApp(clientKey: string, patch: Partial<Omit<DeveloperAppInput, "clientKey">>): DeveloperApp;
  users(): TiktokUser[];
  addUser(user: TiktokUserInput): TiktokUser;
  changeUser(username: string, patch: Partial<Omit<TiktokUserInput, "username">>): TiktokUser;

  /** URL properties of an app in the portal. */
  readonly urlProperties: {
    list(clientKey: string): UrlPropertyProof[];
    addPrefix(clientKey: string, prefix: string): UrlPropertyProof;
    addDomain(clientKey: string, domain: string): UrlPropertyProof;
    /** Really fetches a prefix's signature file; a domain needs the text of its TXT record. */
    verify(clientKey: string, value: string, dnsRecord?: string): Promise<UrlPropertyProof>;
    remove(clientKey: string, value: string): void;
  };

  /** Things that go wrong. */
  readonly faults: {
    add(fault: FaultInput): Fault;
    remove(id: string): boolean;
    clear(): void;
    list(): Fault[];
  };
  /** What the account's owner does in the TikTok app. */
  readonly owner: OwnerActions;
  /** What happened, without secrets. */
  readonly inspect: Inspection;
  /** Every secret ever issued or shown to the sandbox, in clear, to search other places for. */
  secrets(): LedgerSecret[];
}
