import { describe, expect, it } from "vitest";
import { createQueue } from "./create-queue";

describe("a queue", () => {
  it("runs as many tasks at once as it has places, in the order of asking", async () => {
    const takeTurn = createQueue(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const tasks = [0, 1, 2, 3].map((task) =>
      takeTurn(async () => {
        begun.push(task);
        await new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    expect(begun).toEqual([0, 1]);
    ends[1]?.();
    await tasks[1];
    expect(begun).toEqual([0, 1, 2]);
    ends[0]?.();
    ends[2]?.();
    await Promise.all([tasks[0], tasks[2]]);
    expect(begun).toEqual([0, 1, 2, 3]);
    ends[3]?.();
    await tasks[3];
  });

  it("gives the place of a failed task to the next", async () => {
    const takeTurn = createQueue(1);
    await expect(takeTurn(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    await expect(takeTurn(async () => "ran")).resolves.toBe("ran");
  });
});
