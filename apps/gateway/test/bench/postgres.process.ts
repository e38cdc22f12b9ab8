// A PostgreSQL of the bench's own, until its parent goes. Says the URL of an empty database.
import { openPostgresServer } from "../postgres-server";

const server = await openPostgresServer();
process.send?.({ url: await server.createDatabase() });
process.once("disconnect", () => void server.stop().then(() => process.exit(0)));
