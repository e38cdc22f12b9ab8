import type { Configuration } from "../configuration/configuration";
import type { GatewaySecrets } from "../configuration/data-directory-secrets";

/** What an operator is told at the start, in plain lines outside the filtered log. */
export function startNotices(configuration: Configuration, secrets: GatewaySecrets): string[] {
  const lines: string[] = [];
  for (const warning of [...configuration.warnings, ...secrets.warnings]) {
    lines.push(`warning: ${warning}`);
  }
  for (const { id } of configuration.connectors) {
    lines.push(`${id}: redirect URI ${configuration.publicUrl}/oauth/${id}/callback`);
    lines.push(`${id}: webhook URL  ${configuration.publicUrl}/webhooks/${id}`);
  }
  if (configuration.connectors.length === 0) {
    lines.push("warning: no platform is switched on; set the variables of at least one connector.");
  }
  if (secrets.newAdminApiKey !== null) {
    lines.push(
      "A bootstrap API key with every scope was made. It is shown this once and stored nowhere:",
      `  ${secrets.newAdminApiKey.reveal()}`,
    );
  }
  return lines;
}
