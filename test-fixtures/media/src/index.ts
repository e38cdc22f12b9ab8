/** Small real videos and photos, each with the command that made it, and valid videos of any size. */
export { type LargeVideo, type LargeVideoOptions, makeLargeVideo } from "./make-large-video";
export { type MediaFile, type MediaFileName, mediaFile, mediaFileNames } from "./media-file";
