import {
  CredentialUnreadableError,
  createSealer,
  type KeyRing,
  type Sealer,
} from "@upload-post/core";
import { sql } from "kysely";
import type { Configuration } from "../configuration/configuration";
import { ConfigurationProblem, type VariableProblem } from "../configuration/configuration-problem";
import { encryptionKeysFile, findEncryptionKeys } from "../configuration/data-directory-secrets";
import type { GatewayDatabase } from "../database/gateway-database";
import { createConfiguredKeyRing } from "./create-configured-key-ring";
import { keyUsage } from "./key-usage";

const KNOWN_TEXT = "upload-post";

/** What the check of the keys works on. */
export type EncryptionKeyCheck = {
  readonly database: GatewayDatabase;
  readonly keyRing: KeyRing;
  readonly sealer: Sealer;
  readonly now: () => Date;
};

type KeysToCheck = Omit<EncryptionKeyCheck, "now">;

/**
 * Proves before anything is served that the key ring opens what is stored: every key under a known id
 * is the same one as before, and no key that something is sealed with is missing. Only then is the
 * newest key remembered, so a refused start changes nothing.
 *
 * @throws ConfigurationProblem naming every wrong or missing key by its id.
 */
export async function checkEncryptionKeys(check: EncryptionKeyCheck): Promise<void> {
  const problems = await findKeyProblems(check);
  if (problems.length > 0) throw new ConfigurationProblem(problems);
  const { database, keyRing, sealer, now } = check;
  const key_id = keyRing.primaryId;
  await database.kysely
    .insertInto("encryption_key_checks")
    .values({ key_id, sealed: sealer.seal(KNOWN_TEXT, placeOf(key_id)), created_at: now() })
    .onConflict((conflict) => conflict.column("key_id").doNothing())
    .execute();
}

/** Every wrong and every missing key, by its id. Changes nothing. */
async function findKeyProblems(check: KeysToCheck): Promise<readonly VariableProblem[]> {
  return [...(await wrongKeys(check)), ...(await missingKeys(check))];
}

/**
 * The same for a database that may be older than this release, and for keys that may be there or not.
 * Makes no key and changes nothing.
 *
 * @returns what is wrong, naming every key by its id; empty when the gateway may start.
 */
export async function examineKeys(
  database: GatewayDatabase,
  configuration: Pick<Configuration, "encryptionKeys" | "dataDir">,
): Promise<readonly VariableProblem[]> {
  if (!(await hasKeyChecks(database))) return [];
  const keys = findEncryptionKeys(configuration);
  if (keys !== null) {
    const keyRing = createConfiguredKeyRing(keys);
    return await findKeyProblems({ database, keyRing, sealer: createSealer(keyRing) });
  }
  const checks = await database.kysely
    .selectFrom("encryption_key_checks")
    .select("key_id")
    .execute();
  const ids = checks.map(({ key_id }) => `"${key_id}"`).join(", ");
  if (checks.length === 0) return [];
  const file = encryptionKeysFile(configuration.dataDir);
  return [
    problem(
      `is not set and ${file} is missing, but this database was written with the key ${ids}; put that file back from a copy, or set ENCRYPTION_KEYS. Nothing was changed and nothing is lost.`,
    ),
  ];
}

async function hasKeyChecks({ kysely }: GatewayDatabase): Promise<boolean> {
  const { rows } = await sql<{ found: string | null }>`
    select to_regclass('encryption_key_checks')::text as found`.execute(kysely);
  return rows[0]?.found != null;
}

/**
 * Proves that every key under a known id is the one that this database was written with.
 *
 * @throws ConfigurationProblem naming every wrong key by its id.
 */
export async function requireRightKeys(check: KeysToCheck): Promise<void> {
  const problems = await wrongKeys(check);
  if (problems.length > 0) throw new ConfigurationProblem(problems);
}

async function wrongKeys({ database, keyRing, sealer }: KeysToCheck) {
  const rows = await database.kysely.selectFrom("encryption_key_checks").selectAll().execute();
  return rows
    .filter(({ key_id }) => keyRing.ids.includes(key_id))
    .filter(({ key_id, sealed }) => !opens(sealer, key_id, sealed))
    .map(({ key_id }) =>
      problem(
        `the key under the id "${key_id}" is not the one that this database was written with; put the former key back under "${key_id}", and give a new key a new id.`,
      ),
    );
}

async function missingKeys({ database, keyRing }: KeysToCheck) {
  return Object.keys(await keyUsage(database))
    .filter((id) => !keyRing.ids.includes(id))
    .map((id) =>
      problem(
        `the key "${id}" is missing, and stored secrets are sealed with it; add it behind the newest key. Nothing was changed and nothing is lost.`,
      ),
    );
}

function opens(sealer: Sealer, keyId: string, sealed: string): boolean {
  try {
    return sealer.open(sealed, placeOf(keyId)) === KNOWN_TEXT;
  } catch (error) {
    if (error instanceof CredentialUnreadableError) return false;
    throw error;
  }
}

function placeOf(keyId: string) {
  return { purpose: "key-check", tenantId: "", recordId: keyId, kind: "value", generation: 0 };
}

function problem(message: string): VariableProblem {
  return { name: "ENCRYPTION_KEYS", message };
}
