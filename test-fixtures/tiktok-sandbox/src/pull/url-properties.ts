import type { UrlProperty } from "../world/developer-app";
import { findApp } from "../world/portal";
import { PortalError } from "../world/portal-error";
import type { World } from "../world/world";
import { isLoopbackHost } from "./url-ownership";

/** How a property is to be proven. */
export interface UrlPropertyProof {
  readonly kind: UrlProperty["kind"];
  readonly value: string;
  readonly verified: boolean;
  /** Where the signature file is looked for; null for a domain. */
  readonly fileUrl: string | null;
  readonly fileName: string | null;
  /** Content of the file, or of the domain's TXT record. */
  readonly signature: string;
}

// A prefix is proven within this real time or not at all.
const FETCH_TIMEOUT_MS = 5_000;

/**
 * Adds a URL prefix, still unverified (MT): https, a host name, a trailing slash.
 * @throws PortalError when the prefix has another shape, or the app is unknown.
 */
export function addUrlPrefix(world: World, clientKey: string, prefix: string): UrlPropertyProof {
  const url = URL.canParse(prefix) ? new URL(prefix) : null;
  const loopback = world.switches.loopback === "allow" && isLoopbackHost(url?.hostname ?? "");
  const isAddress = /^[\d.]+$|^\[/.test(url?.hostname ?? "");
  if (
    url === null ||
    url.href !== prefix ||
    !prefix.endsWith("/") ||
    (!loopback && (url.protocol !== "https:" || isAddress))
  ) {
    throw new PortalError(
      "A URL prefix is https://host/path/ with a host name and a slash at its end.",
    );
  }
  return addProperty(world, clientKey, "prefix", prefix);
}

/** Adds a domain, still unverified. @throws PortalError when it is no domain, or the app is unknown. */
export function addDomain(world: World, clientKey: string, domain: string): UrlPropertyProof {
  if (!/^([a-z0-9-]+\.)+[a-z]{2,}$/.test(domain)) {
    throw new PortalError(`${domain.slice(0, 80)} is not a domain name.`);
  }
  return addProperty(world, clientKey, "domain", domain);
}

/**
 * Verifies a prefix by fetching its signature file. A domain's DNS record cannot be looked up on
 * loopback, so verifying a domain takes the record's text instead.
 * @throws PortalError when the proof is not there; the message says what was expected.
 */
export async function verifyUrlProperty(
  world: World,
  clientKey: string,
  value: string,
  dnsRecord?: string,
): Promise<UrlPropertyProof> {
  const property = findApp(world, clientKey).urlProperties.find((one) => one.value === value);
  if (property === undefined) {
    throw new PortalError(`The app has no URL property ${value.slice(0, 200)}.`);
  }
  const proof = proofOf(property);
  const found = proof.fileUrl === null ? dnsRecord : await fetchText(world, proof.fileUrl);
  if (found?.trim() !== proof.signature) {
    throw new PortalError(
      `The signature was not found. Expected: ${proof.signature} in ${proof.fileUrl ?? "the domain's TXT record"}.`,
    );
  }
  property.verified = true;
  return proofOf(property);
}

/** Removes a property. */
export function removeUrlProperty(world: World, clientKey: string, value: string): void {
  const { urlProperties } = findApp(world, clientKey);
  const index = urlProperties.findIndex((one) => one.value === value);
  if (index >= 0) urlProperties.splice(index, 1);
}

/** How a property is to be proven. */
export function proofOf({ kind, value, token, verified }: UrlProperty): UrlPropertyProof {
  const fileName = kind === "prefix" ? `tiktok${token}.txt` : null;
  return {
    kind,
    value,
    verified,
    fileName,
    fileUrl: fileName === null ? null : value + fileName,
    signature: `tiktok-developers-site-verification=${token}`,
  };
}

function addProperty(
  world: World,
  clientKey: string,
  kind: UrlProperty["kind"],
  value: string,
): UrlPropertyProof {
  removeUrlProperty(world, clientKey, value);
  const property: UrlProperty = { kind, value, token: world.ids.word(32), verified: false };
  findApp(world, clientKey).urlProperties.push(property);
  return proofOf(property);
}

async function fetchText(world: World, address: string): Promise<string | undefined> {
  const url = new URL(address);
  const alias = world.switches.hostAliases[url.host];
  const real = alias === undefined ? url : new URL(url.pathname, alias);
  try {
    const response = await fetch(real, {
      redirect: "manual",
      signal: AbortSignal.any([AbortSignal.timeout(FETCH_TIMEOUT_MS), world.signal]),
    });
    return response.status === 200 ? await response.text() : undefined;
  } catch {
    // Whatever kept the file from arriving, the proof is not there.
    return undefined;
  }
}
