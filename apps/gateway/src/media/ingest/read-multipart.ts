import { malformedForm } from "./form-problems";
import { type IncomingBody, sharedBody } from "./incoming-body";
import { openForm } from "./open-form";

/** The one file of a form. */
export type FormFile = {
  /** Ends, or fails, with the whole form: what follows the file is checked too. */
  readonly body: IncomingBody;
  readonly contentType: string | null;
};

/**
 * Reads a `multipart/form-data` body with exactly one part, the file named `file`, while it arrives.
 *
 * @param handle Takes the file in; its failure ends the reading.
 * @throws ApiError `invalid_request` for another form, and whatever `source` and `handle` throw.
 */
export async function readMultipart<Result>(
  source: IncomingBody,
  contentType: string,
  handle: (file: FormFile) => Promise<Result>,
): Promise<Result> {
  const form = openForm(source.chunks, contentType);
  try {
    const file = await form.file;
    return await handle({
      contentType: file.contentType,
      body: sharedBody(untilFormEnds(file.body, form.done)),
    });
  } finally {
    form.stop();
  }
}

async function* untilFormEnds(
  file: AsyncIterable<Uint8Array>,
  done: Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (cause) {
    // The parser tells the file that it is cut off; why it is stands in the form's own failure.
    await done;
    throw malformedForm({ cause });
  }
  await done;
}
