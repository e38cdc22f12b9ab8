/** The developer portal, or the sandbox's control plane, does not take what it was given. */
export class PortalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PortalError";
  }
}
