import { PlatformContractError } from "../errors";

/**
 * Reads a body as UTF-8 text, up to `maxBytes`: an answer must not be able to fill the memory.
 *
 * @throws PlatformContractError when the body is longer; `effect` is `possible`, since an answer came.
 */
export async function readBoundedText(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw new PlatformContractError({
        effect: "possible",
        message: `The platform answered with more than ${maxBytes} bytes. Report this as a bug of the connector.`,
      });
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks, length).toString("utf8");
}
