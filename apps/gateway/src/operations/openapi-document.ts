import type { GatewayApp } from "../http/gateway-app";

/** The document as the generator makes it. */
export type OpenapiDocument = ReturnType<GatewayApp["getOpenAPI31Document"]>;

/** Describes every registered route as OpenAPI 3.1. */
export function openapiDocument(app: GatewayApp): OpenapiDocument {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Upload Post",
      version: "1",
      description:
        "Connect account owners, add media, publish their content, and follow every delivery to a named end.",
    },
    servers: [{ url: "/" }],
  });
  return {
    ...document,
    components: {
      ...document.components,
      securitySchemes: { apiKey: { type: "http", scheme: "bearer" } },
    },
  };
}
