import { describe, expect, it } from "vitest";
import { checkMachineTraces } from "./check-machine-traces";
import { houseFiles } from "./house-file";

/** Put together here, or this very file would be refused. */
const path = (...names: string[]) => ["", ...names].join("/");
const dotted = (...names: string[]) => names.join(".");

describe("checkMachineTraces", () => {
  it.each([
    `see ${path("home", "ada", "notes")}`,
    `"${path("Users", "ada", "code")}"`,
    path("root", ".cache"),
    `cd ${path("work", "main")}`,
    `root=${path("work", "x")}`,
  ])("refuses the path in: %s", (line) => {
    expect(checkMachineTraces(houseFiles({ "a.md": `fine\n${line}` }))).toEqual([
      "a.md:2 names a path of one machine.",
    ]);
  });

  it.each([
    `https://${dotted("registry", "npmjs", "org")}/keyv`,
    `registry${"="}https://packages.example`,
    `  resolution: {tarball${":"} https://packages.example/a.tgz}`,
  ])("refuses the registry in: %s", (line) => {
    expect(checkMachineTraces(houseFiles({ "pnpm-lock.yaml": line }))).toEqual([
      "pnpm-lock.yaml:1 names a package registry.",
    ]);
  });

  it.each([
    "https://example.com/work/in/progress",
    "the registry. Then",
    "connectors are listed in a registry",
    "a/home/b",
    `new Error("read ${path("home", "canary", "x")}")`,
    "DATA_DIR=/var/lib/upload-post",
  ])("takes: %s", (line) => {
    expect(checkMachineTraces(houseFiles({ "a.md": line }))).toEqual([]);
  });
});
