// Media sources throw it too, so it lives with the other errors.
export { StorageUnavailableError } from "../errors";
