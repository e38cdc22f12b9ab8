// Makes the committed files again: node test-fixtures/media/make-media.mjs [name…]
// Runs each file's command from manifest.json in files/ (needs ffmpeg) and records size and digest.
// The claims under "probe" are written by hand; the test compares them with what the file really is.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const manifestUrl = new URL("manifest.json", import.meta.url);
const filesUrl = new URL("files/", import.meta.url);
const manifest = JSON.parse(readFileSync(manifestUrl, "utf8"));
const asked = process.argv.slice(2);

for (const name of asked) {
  if (!Object.hasOwn(manifest.files, name)) {
    throw new Error(`manifest.json has no file "${name}"; add it there first.`);
  }
}
for (const [name, file] of Object.entries(manifest.files)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  execFileSync("bash", ["-euo", "pipefail", "-c", file.command], {
    cwd: filesUrl,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const bytes = readFileSync(new URL(name, filesUrl));
  file.sizeBytes = bytes.length;
  file.sha256 = createHash("sha256").update(bytes).digest("hex");
  process.stdout.write(`${name} ${file.sizeBytes} bytes\n`);
}
writeFileSync(manifestUrl, `${JSON.stringify(manifest, null, 2)}\n`);
