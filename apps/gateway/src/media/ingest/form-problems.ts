import { ApiError } from "../../http/api-error";

/** The name of the one part that a form has. */
export const FILE_FIELD = "file";

/** The refusal of a form that is none. */
export function malformedForm(options?: { readonly cause: unknown }): ApiError {
  return new ApiError("invalid_request", {
    detail: "The multipart body is malformed or cut off. Send one part named file, with the media.",
    errors: [],
    ...options,
  });
}

/** The refusal of a part that is not the file. */
export function unknownPart(name: string | undefined): ApiError {
  const path = `/${name ?? ""}`;
  return new ApiError("invalid_request", {
    detail: `The form has a part other than ${FILE_FIELD}; remove it.`,
    errors: [{ path, message: "This part is not known here; remove it." }],
  });
}

/** The refusal of a second file. */
export function secondFile(): ApiError {
  return new ApiError("invalid_request", {
    detail: `The form has more than one part. Send one file a request, as the part ${FILE_FIELD}.`,
    errors: [{ path: `/${FILE_FIELD}`, message: "Stands there more than once, or not alone." }],
  });
}

/** The refusal of a form without the file. */
export function noFile(): ApiError {
  return new ApiError("invalid_request", {
    detail: `The form has no file. Send it as the part named ${FILE_FIELD}.`,
    errors: [{ path: `/${FILE_FIELD}`, message: "Is required." }],
  });
}
