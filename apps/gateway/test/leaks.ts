import type { TiktokSandbox } from "@upload-post/tiktok-sandbox";

/** A secret that must not be found where it does not belong. */
export type Canary = { readonly name: string; readonly value: string };

/** A place where secrets must not be. */
export type SearchedPlace = { readonly name: string; readonly bytes: Buffer };

/** Every form in which a secret might be written. */
function encodedForms(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const forms = [
    value,
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    encodeURIComponent(value),
    new URLSearchParams({ v: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
    // Base64 of a text depends on where it begins in what was encoded: all three alignments, cut to
    // the part that is the same whatever surrounds it.
    ...[0, 1, 2].flatMap((shift) => {
      const padded = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
      const begin = shift === 0 ? 0 : 4;
      const stable = padded.slice(begin, padded.length - 4);
      return stable.length < 12 ? [] : [stable, stable.replaceAll("+", "-").replaceAll("/", "_")];
    }),
  ];
  return [...new Set(forms)];
}

/** Where which secret was found. Empty is what every test wants. */
export function findLeaks(canaries: readonly Canary[], places: readonly SearchedPlace[]): string[] {
  const leaks: string[] = [];
  for (const { name, value } of canaries) {
    for (const form of encodedForms(value)) {
      for (const place of places) {
        if (place.bytes.includes(form)) leaks.push(`${name} in ${place.name}`);
      }
    }
  }
  return [...new Set(leaks)];
}

/** Every secret that the sandbox has seen or given out, as canaries. */
export function platformCanaries(sandbox: TiktokSandbox): readonly Canary[] {
  return sandbox.secrets().map(({ kind, value }) => ({ name: kind, value }));
}
