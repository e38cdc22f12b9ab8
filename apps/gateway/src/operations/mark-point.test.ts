import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, it } from "vitest";
import { markPoint, POINTS_CHANNEL } from "./mark-point";

it("tells subscribers of the channel, at once, and only while they listen", () => {
  const seen: unknown[] = [];
  const listen = (message: unknown) => void seen.push(message);

  markPoint("delivery.arming");
  subscribe(POINTS_CHANNEL, listen);
  markPoint("delivery.armed");
  unsubscribe(POINTS_CHANNEL, listen);
  markPoint("delivery.committed");

  expect(seen).toEqual([{ point: "delivery.armed" }]);
});
