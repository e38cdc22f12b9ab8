import { describe, expect, it } from "vitest";
import type { TransferPlan, TransferResponse } from "../../connector";
import { type ConnectorHarness, calm, type HarnessOf, throughJson } from "./connector-harness";
import { drive } from "./delivery-driver";
import { expectHonestCancel } from "./expect-honest-cancel";
import { watchConnector } from "./watch-connector";

const statuses = [
  200, 201, 202, 204, 206, 301, 308, 400, 401, 403, 404, 409, 410, 413, 416, 422, 429, 500, 502,
  503,
];
const bodies = ["", "x", "{}", "[]", "null", "<html>", '{"error":{}}', '{"data":7}'];
/** One delivery for each state and side of its writing: minutes on a busy machine with a real sandbox. */
const killingTimeoutMs = 240_000;
const verdicts = ["accepted", "out-of-step", "gone", "rejected", "unauthorized", "unclear"];

/**
 * Publishing as a step machine, against the platform.
 *
 * @param renew gives a fresh harness in the middle of a test, for the tests that kill
 */
export function describePublishingContract(
  harness: HarnessOf,
  renew: () => Promise<ConnectorHarness>,
): void {
  describe("publishing", () => {
    it("declares every step with an effect", () => {
      const { steps } = harness().connector.publishing;
      const effects = Object.values(steps).map(({ effect }) => effect);
      const known = ["read", "stage", "idempotent", "commit", "amend"];
      expect(effects.filter((effect) => !known.includes(effect))).toEqual([]);
      expect(throughJson(steps)).toEqual(steps);
    });

    it("starts without a network, always the same, with a checkpoint that survives JSON", async () => {
      const { connector, cases, fingerprint } = harness();
      const before = await fingerprint();
      for (const { name, draft } of cases) {
        const request = { draft, deliveryId: "delivery-1", attempt: 1 };
        const start = connector.publishing.start(request);
        expect(connector.publishing.start(request), name).toEqual(start);
        expect(Object.keys(connector.publishing.steps)).toContain(start.step);
        expect(throughJson(start.checkpoint), name).toEqual(start.checkpoint);
      }
      expect(await fingerprint()).toBe(before);
    });

    it("delivers every case once, and keeps every promise to change nothing", async () => {
      const count = harness().cases.length;
      for (let index = 0; index < count; index += 1) {
        const own = await renew();
        const each = caseAt(own, index);
        const { connector, record } = watchConnector(own);
        const { result } = await drive(own, each, { connector });
        expect(result.kind, `${each.name}: ${JSON.stringify(result)}`).toBe("delivered");
        expect(await own.countPosts(), each.name).toBe(1);
        expect(record.brokenPromises, each.name).toEqual([]);
        for (const { step, context } of record.contexts) {
          expect(throughJson(context.checkpoint), step).toEqual(context.checkpoint);
        }
        expect(throughJson(record.plans), each.name).toEqual(record.plans);
        if (result.kind !== "delivered") continue;
        const { remote } = result.outcome;
        const { accountId, credential } = own;
        const observed = await connector.publishing.observe({
          accountId,
          remote,
          draft: each.draft,
          credential,
          signal: calm,
        });
        expect(observed.state, each.name).toBe(result.outcome.state);
        expect(record.brokenPromises, each.name).toEqual([]);
      }
    });

    it(
      "publishes at most once, whenever the process is killed, and says so honestly",
      async () => {
        const count = harness().cases.length;
        for (let index = 0; index < count; index += 1) {
          const { persists } = await drive(await renew(), caseAt(harness(), index));
          const deaths = Array.from({ length: persists }, (_, at) => at + 1).flatMap((persist) =>
            (["before", "after"] as const).map((when) => ({ persist, when })),
          );
          for (const death of deaths) {
            const own = await renew();
            const each = caseAt(own, index);
            const { result } = await drive(own, each, { death });
            const label = `${each.name}, killed ${death.when} state ${death.persist}: ${result.kind}`;
            const posts = await own.countPosts();
            if (result.kind === "delivered") expect(posts, label).toBe(1);
            else expect(posts, label).toBeLessThanOrEqual(1);
            expect(["delivered", "unconfirmed"], label).toContain(result.kind);
          }
        }
      },
      killingTimeoutMs,
    );

    it("is honest about what was sent and may still arrive", async () => {
      const count = harness().cases.length;
      for (let index = 0; index < count; index += 1) {
        const own = await renew();
        const each = caseAt(own, index);
        await expectHonestCancel(own, each, { arrives: "before-the-end" });
        await expectHonestCancel(await renew(), each, { arrives: "after-the-end" });
      }
    });

    it("changes nothing for a caller who has given up already", async () => {
      const count = harness().cases.length;
      for (let index = 0; index < count; index += 1) {
        const own = await renew();
        const { connector, record } = watchConnector(own);
        await drive(own, caseAt(own, index), { connector });
        const before = await own.fingerprint();
        const signal = AbortSignal.abort(new Error("given up"));
        for (const { step, context } of record.contexts) {
          const run = own.connector.publishing.run(step, { ...context, signal });
          // A step that calls nobody may answer; one that would call must not.
          await run.catch(() => undefined);
          const asked = own.connector.publishing.reconcile({ ...context, signal });
          await expect(asked, `reconcile at ${step}`).rejects.toBeDefined();
        }
        expect(await own.fingerprint()).toBe(before);
      }
    });

    it("reads any answer to bytes without failing, and takes no fault for success", async () => {
      const { readTransferResponse } = harness().connector.publishing;
      for (const genuine of (await recordAll(harness(), renew)).responses) {
        for (const status of statuses) {
          for (const body of [...bodies, genuine.body]) {
            const response = { ...genuine, status, body };
            const verdict = readTransferResponse(response);
            expect(verdicts, `${status} ${body}`).toContain(verdict.kind);
            if (status >= 400) expect(verdict.kind, `${status} ${body}`).not.toBe("accepted");
            expect(readTransferResponse(response)).toEqual(verdict);
          }
        }
      }
    });

    it("authorises bytes by headers of text, without changing anything", async () => {
      for (const { plan, own } of (await recordAll(harness(), renew)).plans) {
        // Each by the connector it came from: another one need not trust its hosts.
        const { connector, credential, fingerprint } = own;
        if (plan.kind === "pull") continue;
        const before = await fingerprint();
        const first = plan.kind === "push-parts" ? plan.parts[0] : plan;
        if (first === undefined) throw new Error("A plan of parts has no parts.");
        const { url, method } = first;
        const headers = await connector.publishing.authorizeTransfer({
          plan,
          method,
          url,
          credential,
          challenge: null,
        });
        for (const value of Object.values(headers)) expect(value).toBeTypeOf("string");
        expect(await fingerprint()).toBe(before);
      }
    });
  });
}

function caseAt({ cases }: ConnectorHarness, index: number) {
  const found = cases[index];
  if (found === undefined) throw new Error(`The harness has no case ${index} any more.`);
  return found;
}

/** What is seen while all cases are delivered, each to a platform of its own. */
async function recordAll(
  harness: ConnectorHarness,
  renew: () => Promise<ConnectorHarness>,
): Promise<{
  readonly plans: readonly { readonly plan: TransferPlan; readonly own: ConnectorHarness }[];
  readonly responses: readonly TransferResponse[];
}> {
  const plans: { readonly plan: TransferPlan; readonly own: ConnectorHarness }[] = [];
  const responses: TransferResponse[] = [];
  for (const index of harness.cases.keys()) {
    const own = await renew();
    const { connector, record } = watchConnector(own);
    await drive(own, caseAt(own, index), { connector });
    plans.push(...record.plans.map((plan) => ({ plan, own })));
    responses.push(...record.responses);
  }
  return { plans, responses };
}
