import { PlatformContractError } from "../errors";

/**
 * An amount the platform says it holds, checked before anything is sent by it.
 *
 * @throws PlatformContractError for what can be no amount of this media.
 */
export function acknowledgement(acknowledgedBytes: number, totalBytes: number): number {
  if (
    Number.isSafeInteger(acknowledgedBytes) &&
    acknowledgedBytes >= 0 &&
    acknowledgedBytes <= totalBytes
  ) {
    return acknowledgedBytes;
  }
  throw new PlatformContractError({
    effect: "possible",
    message: `The platform says it holds ${acknowledgedBytes} bytes of a media of ${totalBytes}. Nothing more is sent; report it to the connector's maintainers.`,
  });
}
