import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkBareContract } from "./house/check-bare-contract";
import { checkConnectorFactories } from "./house/check-connector-factories";
import { checkDocumentedErrors } from "./house/check-documented-errors";
import { checkEnvironmentReads } from "./house/check-environment-reads";
import { checkFileShape } from "./house/check-file-shape";
import { checkMachineTraces } from "./house/check-machine-traces";
import { checkMarkdownLinks } from "./house/check-markdown-links";
import { checkPlatformNames } from "./house/check-platform-names";
import { checkPublishedPackages } from "./house/check-published-packages";
import { checkRoomImports } from "./house/check-room-imports";
import { packageManifests } from "./house/package-manifest";
import { readHouse } from "./house/read-house";
import { roomTable } from "./house/room-table";

const files = readHouse(fileURLToPath(new URL("..", import.meta.url)));
const manifests = packageManifests(files);

describe("the rooms", () => {
  it("import only what the table of AGENTS.md grants", () => {
    const page = files.find(({ path }) => path === "AGENTS.md")?.text ?? "";

    expect(checkRoomImports(files, roomTable(page), manifests)).toEqual([]);
  });

  it("keep the contract free of packages", () => {
    expect(checkBareContract(files)).toEqual([]);
  });

  it("name no platform in core and in the generic gateway", () => {
    expect(checkPlatformNames(files)).toEqual([]);
  });

  it("read the environment in one place", () => {
    expect(checkEnvironmentReads(files)).toEqual([]);
  });

  it("hold small files without drawers", () => {
    expect(checkFileShape(files)).toEqual([]);
  });
});

describe("the packages", () => {
  it("have the agreed shape", () => {
    expect(checkPublishedPackages(files)).toEqual([]);
  });

  it("export their connector's factory", () => {
    expect(checkConnectorFactories(files)).toEqual([]);
  });

  it("have exactly these entry points", () => {
    const published = manifests.filter((manifest) => manifest.private !== true);
    const entries = published.map(({ name, exports }) => [name, Object.keys(exports ?? {})]);

    expect(Object.fromEntries(entries)).toEqual({
      "@upload-post/core": [
        ".",
        "./connector",
        "./connector-kit",
        "./errors",
        "./testing",
        "./package.json",
      ],
      "@upload-post/tiktok": [".", "./package.json"],
      "@upload-post/tiktok-sandbox": [".", "./package.json"],
    });
  });
});

describe("the pages", () => {
  it("link to what exists", () => {
    const paths = files.map(({ path }) => path);

    expect(checkMarkdownLinks(files, paths)).toEqual([]);
  });

  it("tell about every error", () => {
    expect(checkDocumentedErrors(files)).toEqual([]);
  });

  it("and all other files carry no trace of the machine they were written on", () => {
    expect(checkMachineTraces(files)).toEqual([]);
  });
});
