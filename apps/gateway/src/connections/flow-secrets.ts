import { type ClientRegistration, createSecret, type Secret } from "@upload-post/core/connector";
import { z } from "zod";

const registrationSchema = z.strictObject({
  key: z.string(),
  secrets: z.record(z.string(), z.string()),
});

const flowSecretsSchema = z.strictObject({
  secrets: z.record(z.string(), z.string()),
  registration: registrationSchema.nullable(),
});

/** What a flow keeps between the consent page and its callback. */
export type FlowSecrets = {
  readonly secrets: Readonly<Record<string, Secret>>;
  /** The registered client it began with; a later one under the same key does not replace it. */
  readonly registration: ClientRegistration | null;
};

/** Writes them in clear: only ever to be sealed. */
export function encodeFlowSecrets({ secrets, registration }: FlowSecrets): string {
  return JSON.stringify({
    secrets: reveal(secrets),
    registration:
      registration === null
        ? null
        : { key: registration.key, secrets: reveal(registration.secrets) },
  });
}

/** Reads what {@link encodeFlowSecrets} wrote. */
export function decodeFlowSecrets(text: string): FlowSecrets {
  const { secrets, registration } = flowSecretsSchema.parse(JSON.parse(text));
  return {
    secrets: conceal(secrets),
    registration:
      registration === null
        ? null
        : { key: registration.key, secrets: conceal(registration.secrets) },
  };
}

function reveal(secrets: Readonly<Record<string, Secret>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]),
  );
}

function conceal(secrets: Readonly<Record<string, string>>): Record<string, Secret> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, text]) => [name, createSecret(text)]),
  );
}
