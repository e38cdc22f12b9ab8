// The least a service can do to answer for a post: Hono and one select on the same tables.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { openBenchDatabase } from "./bench-database";

const { kysely, close } = await openBenchDatabase(process.argv.slice(2));
const app = new Hono();
app.get("/v1/posts/:id", async (context) => {
  const post = await kysely
    .selectFrom("posts")
    .selectAll()
    .where("id", "=", context.req.param("id"))
    .executeTakeFirst();
  return post === undefined ? context.notFound() : context.json(post);
});
const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  process.send?.({ port });
});
process.once("disconnect", () => {
  server.close();
  void close().then(() => process.exit(0));
});
