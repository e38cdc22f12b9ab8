import type { GatewayApp } from "../http/gateway-app";
import { htmlPage } from "../http/html-page";
import { documentationPage } from "./documentation-page";
import { openapiDocument } from "./openapi-document";

/** Registers `/openapi.json` and `/docs`, made from the registered routes. */
export function registerDocumentationRoutes(app: GatewayApp): void {
  app.get("/openapi.json", (context) => context.json(openapiDocument(app)));
  app.get("/docs", (context) =>
    htmlPage(context, {
      title: "Upload Post API",
      content: documentationPage(openapiDocument(app)),
      status: 200,
      formTargets: [],
      imageSources: [],
    }),
  );
}
