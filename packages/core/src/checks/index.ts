/** The checks room: everything that can be said about a post before anything reaches the platform. */
export { checkPost, type PostCheck, type PostCheckRequest } from "./check-post";
export { measureText } from "./measure-text";
