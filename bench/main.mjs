// Measures what the house promises about speed and memory, and prints it as JSON.
// `pnpm bench` runs all, `pnpm bench transfer` one. A bar that is missed makes the exit code 1.
import { benchBacklog } from "./backlog/backlog.bench.mjs";
import { benchDeliveries } from "./deliveries/deliveries.bench.mjs";
import { benchGateway } from "./gateway/gateway.bench.mjs";
import { benchIngest } from "./ingest/ingest.bench.mjs";
import { benchTransfer } from "./transfer/transfer.bench.mjs";

const benches = {
  transfer: benchTransfer,
  ingest: benchIngest,
  gateway: benchGateway,
  deliveries: benchDeliveries,
  backlog: benchBacklog,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  throw new Error(
    `There is no bench "${unknown.join(", ")}". Benches: ${Object.keys(benches).join(", ")}.`,
  );
}

const results = {};
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) results[name] = await bench();
}
console.log(JSON.stringify(results, null, 2));

for (const [name, { bars, ...figures }] of Object.entries(results)) {
  for (const [figure, bar] of Object.entries(bars)) {
    const isRatio = figure.includes("Ratio");
    if (isRatio ? figures[figure] >= bar : figures[figure] <= bar) continue;
    console.error(`${name}: ${figure} is ${figures[figure]}, the bar is ${bar}.`);
    process.exitCode = 1;
  }
}
