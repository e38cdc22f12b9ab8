import type { MediaKind } from "@upload-post/core/connector";

/** The media types that the store takes, with their kind and the extension of their public addresses. */
export const mediaTypes = {
  "video/mp4": { kind: "video", extension: "mp4" },
  "video/quicktime": { kind: "video", extension: "mov" },
  "video/webm": { kind: "video", extension: "webm" },
  "image/jpeg": { kind: "image", extension: "jpg" },
  "image/webp": { kind: "image", extension: "webp" },
  "image/png": { kind: "image", extension: "png" },
} as const satisfies Record<string, { readonly kind: MediaKind; readonly extension: string }>;

/** One of {@link mediaTypes}. */
export type MediaType = keyof typeof mediaTypes;

/** True for the types that the store takes. */
export function isMediaType(text: string): text is MediaType {
  return Object.hasOwn(mediaTypes, text);
}
