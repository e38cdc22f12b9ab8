import { join } from "node:path";
import { expect, it } from "vitest";
import { faultNames, faults } from "./fault";
import { demandMeanings, demandOf } from "./fault-table";
import { renderFaultTable } from "./render-fault-table";
import { upstreamCallNames } from "./upstream-call";

const page = join(import.meta.dirname, "../../docs/fault-table.md");

it("is what the page says", async () => {
  // `vitest run -u` writes the page anew.
  await expect(renderFaultTable()).toMatchFileSnapshot(page);
});

it("explains every end that it demands", () => {
  const kinds = Object.keys(demandMeanings).map((kind) => kind.replace(" …", ""));
  const unexplained = upstreamCallNames
    .flatMap((call) => faultNames.map((fault) => demandOf(call, fault)))
    .filter((demand) => !kinds.some((kind) => demand.startsWith(kind)));

  expect(unexplained).toEqual([]);
});

it("leaves an outcome open only where TikTok may have published", () => {
  const open = upstreamCallNames.filter((call) =>
    faultNames.some((fault) => demandOf(call, fault) === "unconfirmed"),
  );

  expect(open).toEqual(["photo-publish", "photo-draft"]);
});

it("takes a connection away only where TikTok has spent its refresh token", () => {
  const lost = upstreamCallNames.flatMap((call) =>
    faultNames.filter((fault) => demandOf(call, fault).startsWith("reconnect")),
  );

  expect(lost.every((fault) => faults[fault].arrives)).toBe(true);
});
