import { afterEach, beforeEach, describe } from "vitest";
import { describeAuthorizationContract } from "./connector-authorization-contract";
import type { ConnectorContract, ConnectorHarness } from "./connector-harness";
import { describePublishingContract } from "./connector-publishing-contract";
import { describeStaticContract } from "./connector-static-contract";
import { describeWebhooksContract } from "./connector-webhooks-contract";

/**
 * What every connector must do, proven against a sandbox of its platform. Call it in a test file of
 * your own; every test gets a fresh harness.
 */
export function describeConnectorContract(contract: ConnectorContract): void {
  describe(`connector contract: ${contract.name}`, () => {
    const made: ConnectorHarness[] = [];

    async function renew(): Promise<ConnectorHarness> {
      const harness = await contract.createHarness();
      made.push(harness);
      return harness;
    }
    function current(): ConnectorHarness {
      const [harness] = made;
      if (harness === undefined) throw new Error("There is a harness only while a test runs.");
      return harness;
    }
    beforeEach(async () => {
      await renew();
    });
    afterEach(async () => {
      for (const harness of made.splice(0)) await harness.close();
    });

    describeStaticContract(current);
    describeAuthorizationContract(current);
    describePublishingContract(current, renew);
    describeWebhooksContract(current);
  });
}
