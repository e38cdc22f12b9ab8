// A replica that sends webhooks and does nothing else, until it is killed.
import { openDatabase } from "../../apps/gateway/src/database/open-database";
import { openGateway } from "../../apps/gateway/src/open-gateway";
import { type SenderSettings, senderConfiguration, senderNow } from "./sender-settings";

const settings: SenderSettings = JSON.parse(process.argv[2] ?? "{}");
const configuration = senderConfiguration(settings);
const gateway = await openGateway({
  configuration,
  openDatabase: () => openDatabase({ ...configuration, onConnectionLost: () => undefined }),
  writeLog: () => undefined,
  now: senderNow(settings),
  fetch: () => Promise.reject(new Error("A sender calls no platform.")),
});
const { stop } = gateway.dependencies.webhooks.startJobs();
process.once("disconnect", () => void stop().then(() => process.exit(0)));
process.send?.("ready");
