import { expect, it } from "vitest";
import { readProofCommand } from "./read-proof-command";

const names = ["kill", "refresh"];

it("reads a proof, its length and its seed", () => {
  expect(readProofCommand(["kill", "--long", "--seed", "7"], names)).toEqual({
    name: "kill",
    seed: 7,
    long: true,
  });
});

it("makes a seed when none is given", () => {
  const { seed } = readProofCommand(["refresh"], names);
  expect(Number.isSafeInteger(seed)).toBe(true);
});

it.each([
  [[], /kill\|refresh/],
  [["other"], /kill\|refresh/],
  [["kill", "refresh"], /kill\|refresh/],
  [["kill", "--seed", "1.5"], /not a whole number/],
  [["kill", "--seed=-1"], /not a whole number/],
  [["kill", "--fast"], /--fast/],
])("refuses %j", (commandLine, message) => {
  expect(() => readProofCommand(commandLine, names)).toThrow(message);
});
