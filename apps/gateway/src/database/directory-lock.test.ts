import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DirectoryInUseError, lockDirectory } from "./directory-lock";

describe("lockDirectory", () => {
  let directory = "";
  const children: ChildProcess[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "upload-post-lock-"));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(directory, { recursive: true });
  });

  /** Another process that takes the lock the way the gateway does, and holds it until it is killed. */
  async function holdElsewhere(): Promise<ChildProcess> {
    const source = join(import.meta.dirname, "directory-lock.ts");
    const script = `const { lockDirectory } = await import(${JSON.stringify(source)}); lockDirectory(${JSON.stringify(directory)}); console.log("held"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    await new Promise<void>((resolve, reject) => {
      child.stdout?.once("data", () => resolve());
      child.once("exit", () => reject(new Error("The other process could not lock.")));
    });
    return child;
  }

  /** What a process of its own says first. */
  function outputOf(script: string): Promise<string> {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    return new Promise((resolve) => {
      child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8").trim()));
    });
  }

  function ended(child: ChildProcess): Promise<void> {
    return new Promise((resolve) => child.once("exit", () => resolve()));
  }

  it("lets one holder in, and the next after its release", () => {
    const first = lockDirectory(directory);

    expect(() => lockDirectory(directory)).toThrow(DirectoryInUseError);
    first.release();
    lockDirectory(directory).release();
  });

  it("is not taken from a live process, not even from a stopped one", async () => {
    const other = await holdElsewhere();
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUseError);

    other.kill("SIGSTOP");
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUseError);
  });

  it("refuses another process a hundred times out of a hundred", async () => {
    await holdElsewhere();
    const source = join(import.meta.dirname, "directory-lock.ts");
    const script = `
      const { lockDirectory } = await import(${JSON.stringify(source)});
      let refused = 0;
      for (let times = 0; times < 100; times += 1) {
        try { lockDirectory(${JSON.stringify(directory)}); }
        catch (error) { if (error.name === "DirectoryInUseError") refused += 1; }
      }
      console.log(refused);`;

    expect(await outputOf(script)).toBe("100");
  });

  it("lets exactly one of several processes in that start at the same moment", async () => {
    const source = join(import.meta.dirname, "directory-lock.ts");
    const startAt = Date.now() + 3_000;
    // Whoever gets in stays until everybody has tried.
    const script = `
      const { lockDirectory } = await import(${JSON.stringify(source)});
      await new Promise((resolve) => setTimeout(resolve, ${startAt} - Date.now()));
      let word = "held";
      try { lockDirectory(${JSON.stringify(directory)}); } catch (error) { word = error.name; }
      console.log(word);
      if (word === "held") await new Promise((resolve) => setTimeout(resolve, 10_000));`;

    const words = await Promise.all(Array.from({ length: 6 }, () => outputOf(script)));

    expect(words.toSorted()).toEqual([...Array(5).fill("DirectoryInUseError"), "held"]);
  });

  it("ends with a process that was killed, leaving nothing to clean up", async () => {
    const other = await holdElsewhere();
    const exit = ended(other);
    other.kill("SIGKILL");
    await exit;

    lockDirectory(directory).release();
  });
});
