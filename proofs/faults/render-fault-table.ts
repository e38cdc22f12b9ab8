import { faultNames, faults } from "./fault";
import { demandMeanings, demandOf, faultTable } from "./fault-table";
import { type UpstreamCall, upstreamCallNames, upstreamCalls } from "./upstream-call";

const preface = `# Faults between the gateway and a platform

What must come of every fault at every call. \`pnpm prove faults\` lets each of them happen between a real gateway and TikTok's sandbox, and compares how it ended with this page, letter by letter; TikTok's own record of accepted posts says whether anything was published twice or lost. The page is made from \`proofs/faults/fault-table.ts\`; a test compares the two.

Whatever the fault: no post is out twice, no delivery is left without an end, and only a proven refusal takes an account's connection away.`;

/** The text of docs/fault-table.md. */
export function renderFaultTable(): string {
  return [
    preface,
    "## The ends",
    table(["end", "what it means"], Object.entries(demandMeanings).map(quoteFirst)),
    "## The faults",
    table(
      ["fault", "what happens", "the request arrives"],
      faultNames.map((fault) => [
        `\`${fault}\``,
        faults[fault].says,
        faults[fault].arrives ? "yes" : "no",
      ]),
    ),
    "## The calls and their ends",
    "A fault that a call does not list comes to the end of its line `any other`.",
    ...upstreamCallNames.map(section),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(call: UpstreamCall): string {
  const { flow, says } = upstreamCalls[call];
  const ends = new Map<string, string[]>();
  for (const fault of faultNames) {
    const demand = demandOf(call, fault);
    if (demand !== faultTable[call].otherwise) {
      ends.set(demand, [...(ends.get(demand) ?? []), `\`${fault}\``]);
    }
  }
  const rows = [...ends].map(([end, names]) => [names.join(", "), `**${end}**`]);
  const otherwise = ["any other", `**${faultTable[call].otherwise}**`];
  return `### \`${call}\`: ${flow}, ${says}\n\n${table(["fault", "end"], [...rows, otherwise])}`;
}

function quoteFirst([first, ...others]: readonly string[]): readonly string[] {
  return [`**${first}**`, ...others];
}

/** A table as the formatter of this house aligns it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => (cells[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
