import type { FaultWorld } from "./fault-world";

/**
 * How many posts and drafts of an account are or will be out: TikTok's own record of what it accepted,
 * without what it gave up itself. The truth about posts that are out twice, and about lost ones.
 */
export function countOut({ sandbox }: Pick<FaultWorld, "sandbox">, username: string): number {
  const given = sandbox.inspect.tasks().filter(({ status }) => status === "FAILED");
  const givenUp = new Set(given.map(({ publishId }) => publishId));
  return sandbox.inspect
    .commits()
    .filter((commit) => commit.username === username && !givenUp.has(commit.publishId)).length;
}
