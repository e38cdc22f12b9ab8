const maxLength = 200;

/**
 * Makes a sentence of TikTok's fit for an error message: one line, short, without links and without
 * anything that looks like a token.
 *
 * @returns `null` when nothing is left.
 */
export function quotePlatformMessage(message: string | null | undefined): string | null {
  const text = (message ?? "")
    .replace(/https?:\/\/\S+/gi, "(link)")
    .replace(/\b(?:act|rft|clt)\.\S+/g, "(secret)")
    .replace(/[\w.*!~%+/=-]{32,}/g, "(…)")
    .replace(/\p{C}+|\s+/gu, " ")
    .replaceAll('"', "'")
    .trim()
    .replace(/\.$/, "");
  return text === "" ? null : text.slice(0, maxLength);
}
