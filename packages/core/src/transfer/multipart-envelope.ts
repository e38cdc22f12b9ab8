import { randomBytes } from "node:crypto";
import type { FormEnvelope } from "../connector";

/** What stands around the file in a multipart form, and the content type that names the boundary. */
export type MultipartEnvelope = {
  readonly prefix: Uint8Array;
  readonly suffix: Uint8Array;
  readonly contentType: string;
};

/** Quotes a form name as browsers do (WHATWG HTML, multipart/form-data encoding). */
function quoteName(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}

/** Builds the bytes before and after the file, so that the file itself is never copied into a form. */
export function createMultipartEnvelope(form: FormEnvelope, fileType: string): MultipartEnvelope {
  const boundary = `upload-post-${randomBytes(16).toString("hex")}`;
  const fields = form.fields.map(
    ({ name, value }) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoteName(name)}"\r\n\r\n${value}\r\n`,
  );
  const file =
    `--${boundary}\r\nContent-Disposition: form-data; name="${quoteName(form.fileField)}"; ` +
    `filename="${quoteName(form.fileName)}"\r\nContent-Type: ${fileType}\r\n\r\n`;
  return {
    prefix: Buffer.from(fields.join("") + file),
    suffix: Buffer.from(`\r\n--${boundary}--\r\n`),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
