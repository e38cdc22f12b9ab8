import type { Configuration } from "../configuration/configuration";
import { type Finding, ok, problem, warning } from "./finding";

const TIMEOUT_MS = 10_000;

/** Asks an address, and says only whether and with which status it answered. */
type Ask = (url: string) => Promise<number | null>;

/** Makes {@link Ask} out of a `fetch`. Redirects are an answer, not to be followed. */
function createAsk(fetch: typeof globalThis.fetch): Ask {
  return async (url) => {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, { redirect: "manual", signal });
      await response.body?.cancel();
      return response.status;
    } catch {
      return null;
    }
  };
}

/** Does a running gateway answer, here and at its public address? Do the platforms? */
export async function examineAddresses(
  configuration: Configuration,
  fetch: typeof globalThis.fetch,
): Promise<Finding[]> {
  const ask = createAsk(fetch);
  const findings: Finding[] = [];
  const local = `http://${configuration.host}:${configuration.port}`;
  const status = await ask(`${local}/readyz`);
  if (status === null) findings.push(ok(`No gateway is running at ${local}.`));
  else findings.push(...(await examineRunning(configuration, ask, { local, status })));
  for (const connector of configuration.connectors) {
    findings.push(...platformNotes(configuration, connector.id));
    for (const origin of connector.origins) {
      const isReachable = (await ask(origin)) !== null;
      findings.push(
        isReachable
          ? ok(`${connector.id} answers at ${origin}.`)
          : problem(
              `${connector.id} does not answer at ${origin}; check this machine's way to the internet, its DNS and its proxy.`,
            ),
      );
    }
  }
  return findings;
}

async function examineRunning(
  configuration: Configuration,
  ask: Ask,
  { local, status }: { readonly local: string; readonly status: number },
): Promise<Finding[]> {
  if (status !== 200) {
    return [
      problem(
        `The gateway at ${local} is not ready (status ${status}); GET ${local}/readyz names what fails.`,
      ),
    ];
  }
  const outside = await ask(`${configuration.publicUrl}/healthz`);
  const isOutside = outside === 200;
  return [
    ok(`A gateway is running at ${local} and is ready.`),
    isOutside
      ? ok(`It also answers at PUBLIC_URL ${configuration.publicUrl}.`)
      : warning(
          `PUBLIC_URL ${configuration.publicUrl} does not lead to it from here${outside === null ? "" : ` (status ${outside})`}; owners and platforms must reach it: check DNS, the proxy and its certificate.`,
        ),
  ];
}

function platformNotes({ publicUrl }: Configuration, id: string): Finding[] {
  return [
    ok(`${id} is switched on. Register this redirect URI there: ${publicUrl}/oauth/${id}/callback`),
    ok(`${id}: register this webhook URL there: ${publicUrl}/webhooks/${id}`),
  ];
}
