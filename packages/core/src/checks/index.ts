/** The checks room: everything that can be said about a post before anything reaches the platform. */
export { checkPost, type PostCheck } from "./check-post";
export { measureText } from "./measure-text";
export type { PostCheckRequest } from "./post-check-request";
