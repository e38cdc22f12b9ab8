/** The media room: where media bytes come from when a team brings its own. */
export { type BytesMediaSourceOptions, createBytesMediaSource } from "./create-bytes-media-source";
export { createFileMediaSource, type FileMediaSourceOptions } from "./create-file-media-source";
