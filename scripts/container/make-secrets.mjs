// Makes the secrets that compose.yaml mounts, once: `node scripts/container/make-secrets.mjs [directory]`.
// What is there already stays. Only the directory keeps other users out; the container's user must read the files.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const directory = process.argv[2] ?? "secrets";
mkdirSync(directory, { recursive: true, mode: 0o700 });

/**
 * @param {string} name
 * @param {() => string} make
 */
function keep(name, make) {
  const path = join(directory, name);
  if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o444, flag: "wx", flush: true });
  return readFileSync(path, "utf8");
}

const password = keep("postgres_password", () => randomBytes(24).toString("hex"));
keep("database_url", () => `postgresql://upload_post:${password}@postgres:5432/upload_post`);
keep("encryption_keys", () => `k1:${randomBytes(32).toString("base64")}`);
keep("admin_api_key", () => randomBytes(32).toString("hex"));
console.log(
  `The secrets are in ${directory}. Keep a copy of encryption_keys elsewhere: without it every account must be connected again.`,
);
if (!existsSync(join(directory, "tiktok_client_secret"))) {
  console.log(
    `Now put the client secret of your TikTok app into ${directory}/tiktok_client_secret.`,
  );
}
