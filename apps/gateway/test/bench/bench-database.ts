import { createSecret } from "@upload-post/core/connector";
import type { GatewayDatabase } from "../../src/database/gateway-database";
import { openDatabase } from "../../src/database/open-database";

/** The database that the arguments of a process name: a directory, and a URL unless it is embedded. */
export function openBenchDatabase([
  dataDir = "",
  url = "",
]: readonly string[]): Promise<GatewayDatabase> {
  return openDatabase({
    dataDir,
    databaseUrl: url === "" ? null : createSecret(url),
    onConnectionLost: () => undefined,
  });
}
