import type { ConnectorModule } from "./connectors/connector-module";
import { tiktokModule } from "./connectors/tiktok";

/** THE list of platforms: one import and one line per connector. */
export const connectorModules: readonly ConnectorModule[] = [tiktokModule];
