import type { StepEffect } from "../src/connector";
import { createDeliveryHost, type DeliveryHost } from "./delivery-host";
import { type Script, type ScriptedConnector, scriptedConnector } from "./scripted-connector";

/** A delivery through steps that are written as `name: [effect, first answer, second, …]`. */
export function scriptedDelivery(
  steps: Readonly<Record<string, readonly [StepEffect, ...Script]>>,
  more: Omit<Parameters<typeof scriptedConnector>[0], "steps"> = {},
): { readonly connector: ScriptedConnector; readonly host: DeliveryHost } {
  const named = Object.entries(steps).map(
    ([name, [effect, ...answers]]) => [name, { effect, answers }] as const,
  );
  const connector = scriptedConnector({ steps: Object.fromEntries(named), ...more });
  return { connector, host: createDeliveryHost({ connector }) };
}
