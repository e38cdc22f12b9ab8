import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecret, type Secret } from "@upload-post/core/connector";
import { digestApiKey, generateApiKey } from "../access/api-key-text";
import type { Configuration } from "./configuration";
import { ConfigurationProblem } from "./configuration-problem";
import { type EncryptionKeySetting, encryptionKeysSchema } from "./encryption-keys";

/** The secrets the gateway runs with, configured or made by itself. */
export type GatewaySecrets = {
  readonly encryptionKeys: readonly EncryptionKeySetting[];
  /** Hex SHA-256; `null` when there is no bootstrap key. */
  readonly bootstrapKeyDigest: string | null;
  /** A bootstrap key made just now, to be shown once; it is stored nowhere. */
  readonly newAdminApiKey: Secret | null;
  readonly warnings: readonly string[];
};

/**
 * Completes the configured secrets. An embedded install gets what is missing from its data directory,
 * where it is made on the first start: the encryption key (mode 0600), and the digest of a bootstrap
 * key that is only ever shown, not stored. To be called while the directory is locked, and after
 * {@link findEncryptionKeys} has shown that the database needs no other key.
 *
 * @throws ConfigurationProblem when a stored file is damaged.
 */
export function resolveSecrets(configuration: Configuration): GatewaySecrets {
  const { dataDir, databaseUrl, adminApiKey } = configuration;
  const isEmbedded = databaseUrl === null;
  const path = encryptionKeysFile(dataDir);
  const warnings: string[] = [];
  if (configuration.encryptionKeys === null) {
    if (!existsSync(path)) writePrivately(path, `k1:${randomBytes(32).toString("base64")}`);
    warnings.push(
      `ENCRYPTION_KEYS is not set: using the key in ${path}. Keep a copy of that file elsewhere; without it no stored credential can be read.`,
    );
  }
  const bootstrap =
    adminApiKey === null && isEmbedded
      ? storedBootstrapKey(dataDir)
      : { digest: adminApiKey === null ? null : digestApiKey(adminApiKey.reveal()), key: null };
  return {
    encryptionKeys: findEncryptionKeys(configuration) ?? [],
    bootstrapKeyDigest: bootstrap.digest,
    newAdminApiKey: bootstrap.key,
    warnings,
  };
}

/** The file of the key that an embedded install makes for itself. */
export function encryptionKeysFile(dataDir: string): string {
  return join(dataDir, "encryption-keys");
}

/**
 * The keys there are, configured or made on an earlier start; `null` when there are none yet. Makes
 * nothing.
 *
 * @throws ConfigurationProblem when the stored file is damaged.
 */
export function findEncryptionKeys({
  encryptionKeys,
  dataDir,
}: Pick<Configuration, "encryptionKeys" | "dataDir">): readonly EncryptionKeySetting[] | null {
  if (encryptionKeys !== null) return encryptionKeys;
  const path = encryptionKeysFile(dataDir);
  if (!existsSync(path)) return null;
  const parsed = encryptionKeysSchema.safeParse(readFileSync(path, "utf8").trim());
  if (parsed.success && parsed.data !== null && parsed.data.length > 0) return parsed.data;
  throw new ConfigurationProblem([
    {
      name: "ENCRYPTION_KEYS",
      message: `is not set, and the generated key in ${path} is damaged; restore that file from a copy, or set ENCRYPTION_KEYS.`,
    },
  ]);
}

function storedBootstrapKey(dataDir: string): { digest: string; key: Secret | null } {
  const path = join(dataDir, "admin-api-key.sha256");
  if (!existsSync(path)) {
    const key = generateApiKey();
    writePrivately(path, digestApiKey(key));
    return { digest: digestApiKey(key), key: createSecret(key) };
  }
  const digest = readFileSync(path, "utf8").trim();
  if (/^[0-9a-f]{64}$/.test(digest)) return { digest, key: null };
  throw new ConfigurationProblem([
    {
      name: "ADMIN_API_KEY",
      message: `is not set, and the digest in ${path} is damaged; delete that file to get a new key, or set ADMIN_API_KEY.`,
    },
  ]);
}

/** Never a half-written secret: beside its place first, then renamed. */
function writePrivately(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
  const aside = `${path}.${randomBytes(4).toString("hex")}`;
  writeFileSync(aside, `${text}\n`, { mode: 0o600, flag: "wx", flush: true });
  renameSync(aside, path);
}
