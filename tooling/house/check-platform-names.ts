import { type HouseFile, isSource } from "./house-file";

const platformName =
  /tik-?tok|you-?tube|instagram|threads\.(net|com)|facebook|linkedin|pinterest|snapchat|reddit|twitch|mastodon|bluesky|telegram|discord|\btwitter\b|\bx\.com\b/i;

/**
 * Checks that core and the generic code of the gateway know no platform: adding one changes
 * neither. Comments count, because a rule of one platform explained in core belongs to its package.
 *
 * @returns One sentence for each line that names a platform.
 */
export function checkPlatformNames(files: HouseFile[]): string[] {
  const problems: string[] = [];
  for (const file of files.filter(isGeneric)) {
    for (const [index, line] of file.text.split("\n").entries()) {
      const name = platformName.exec(`${line}`)?.[0];
      if (name) problems.push(`${file.path}:${index + 1} names a platform: ${name}.`);
    }
    const name = platformName.exec(file.path)?.[0];
    if (name) problems.push(`${file.path} names a platform: ${name}.`);
  }
  return problems;
}

function isGeneric(file: HouseFile): boolean {
  if (!isSource(file)) return false;
  if (file.path.startsWith("packages/core/src/")) return true;
  return (
    file.path.startsWith("apps/gateway/src/") &&
    file.path !== "apps/gateway/src/connectors.ts" &&
    !file.path.startsWith("apps/gateway/src/connectors/")
  );
}
