import { hkdfSync } from "node:crypto";
import { ConfigurationError, type ConfigurationIssue } from "../errors";

/** One master key: 32 random bytes under an id that may be shown. */
export type EncryptionKey = {
  /** `[A-Za-z0-9_-]+`; stands in clear in everything sealed with the key. */
  readonly id: string;
  /** Exactly 32 random bytes. A passphrase is no key. */
  readonly key: Uint8Array;
};

/**
 * The master keys of an installation, newest first: the first one seals, all of them open.
 *
 * The keys themselves cannot be read back; only keys derived for one purpose leave the ring.
 */
export type KeyRing = {
  /** The id of the key that seals. */
  readonly primaryId: string;
  /** All ids, newest first. */
  readonly ids: readonly string[];
  /** The 32-byte key of that id for one purpose (HKDF-SHA-256); `null` when the ring lacks the id. */
  derive(id: string, purpose: string): Uint8Array | null;
};

const keySizeBytes = 32;
const idPattern = /^[A-Za-z0-9_-]+$/;

/**
 * Makes a key ring. To rotate: add the new key last everywhere, then move it first everywhere, re-wrap
 * what is stored, and drop the old one when nothing names its id any more.
 *
 * @throws ConfigurationError naming every bad or repeated id and every key that is not 32 bytes long.
 */
export function createKeyRing(keys: readonly EncryptionKey[]): KeyRing {
  const issues = findIssues(keys);
  const [primary] = keys;
  if (issues.length > 0 || primary === undefined) {
    const list = issues.map((issue) => `${issue.path} ${issue.message}`).join("; ");
    throw new ConfigurationError({
      message: `The encryption keys are not usable: ${list}.`,
      issues,
    });
  }
  // Copied, so that a caller who wipes or reuses his buffer does not change the ring.
  const masters = new Map(keys.map(({ id, key }) => [id, Uint8Array.from(key)]));
  const derived = new Map<string, Uint8Array>();

  return Object.freeze({
    primaryId: primary.id,
    ids: Object.freeze(keys.map(({ id }) => id)),
    derive(id: string, purpose: string) {
      const master = masters.get(id);
      if (master === undefined) return null;
      const name = `${id} ${purpose}`;
      const known = derived.get(name);
      if (known !== undefined) return known;
      const info = `upload-post/${purpose}`;
      const key = new Uint8Array(hkdfSync("sha256", master, new Uint8Array(), info, keySizeBytes));
      derived.set(name, key);
      return key;
    },
  });
}

function findIssues(keys: readonly EncryptionKey[]): ConfigurationIssue[] {
  if (keys.length === 0) return [{ path: "keys", message: "is empty; give at least one key" }];
  const seen = new Set<string>();
  return keys.flatMap(({ id, key }, index) => {
    const path = `keys[${index}]`;
    const issues: ConfigurationIssue[] = [];
    if (!idPattern.test(id)) {
      issues.push({ path: `${path}.id`, message: "must consist of A-Z, a-z, 0-9, _ and - only" });
    } else if (seen.has(id)) {
      issues.push({ path: `${path}.id`, message: `repeats the id "${id}"` });
    }
    seen.add(id);
    if (!(key instanceof Uint8Array) || key.byteLength !== keySizeBytes) {
      issues.push({ path: `${path}.key`, message: `must be exactly ${keySizeBytes} bytes` });
    }
    return issues;
  });
}
