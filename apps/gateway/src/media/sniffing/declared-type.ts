import { isMediaType, type MediaType } from "./media-type";

/**
 * What a sender says the bytes are.
 *
 * - `any`: nothing in particular (no type, or `application/octet-stream`).
 * - `known`: one of the types that the store takes.
 * - `foreign`: something that the store does not take.
 */
export type DeclaredType =
  | { readonly claim: "any" }
  | { readonly claim: "known"; readonly type: MediaType }
  | { readonly claim: "foreign" };

/** Names in the wild for types that the store takes. */
const aliases: Readonly<Record<string, MediaType>> = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "video/x-m4v": "video/mp4",
  "application/mp4": "video/mp4",
  "video/x-quicktime": "video/quicktime",
};

const unspecific = new Set(["", "application/octet-stream", "binary/octet-stream"]);

/** Reads a `Content-Type`; parameters such as `codecs` do not matter here. */
export function parseDeclaredType(header: string | null): DeclaredType {
  const name = (header ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (unspecific.has(name)) return { claim: "any" };
  if (isMediaType(name)) return { claim: "known", type: name };
  const alias = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  return alias === undefined ? { claim: "foreign" } : { claim: "known", type: alias };
}
