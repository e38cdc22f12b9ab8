/** What the skill says about an answer. */
export type Expectation = {
  /** `until`: the step is repeated until the answer is like this. */
  readonly kind: "answer" | "until" | "refusal";
  /** The part of the answer that matters. */
  readonly body: unknown;
};

/** One step: what to do over MCP, what to do over HTTP, and what comes of it. */
export type SkillStep = {
  /** The heading that it stands under. */
  readonly heading: string;
  /** Where it begins in the file. */
  readonly line: number;
  /** Parameters of `tools/call`, names not yet filled in; `null`: it is done by the shell on both ways. */
  readonly mcp: string | null;
  /** A shell script. */
  readonly shell: string | null;
  readonly expectation: Expectation | null;
};

/** A skill, read. */
export type Skill = {
  readonly name: string;
  readonly description: string;
  readonly text: string;
  readonly steps: readonly SkillStep[];
};

type Draft = { -readonly [Key in keyof SkillStep]: SkillStep[Key] };

/**
 * Reads a `SKILL.md`: every fenced block belongs to a step, none is for show.
 *
 * @throws Error for a block of a kind that nobody would carry out.
 */
export function readSkill(source: string): Skill {
  const front = /^---\nname: (.+)\ndescription: (.+)\n---\n/.exec(source);
  if (front === null) throw new Error("The skill does not begin with its name and description.");
  const [, name = "", description = ""] = front;
  const steps: Draft[] = [];
  let heading = "";
  const pattern = /^## (.+)$|^```(.*)\n([\s\S]*?)^```$/gm;
  for (const { 0: all, 1: title, 2: kind, 3: content = "", index } of source.matchAll(pattern)) {
    if (title !== undefined) {
      heading = title;
      continue;
    }
    const line = source.slice(0, index).split("\n").length;
    const last = steps.at(-1);
    const begin = () => {
      const step: Draft = { heading, line, mcp: null, shell: null, expectation: null };
      steps.push(step);
      return step;
    };
    const open = last?.heading === heading && last.expectation === null ? last : undefined;
    if (kind === "json mcp") begin().mcp = content;
    else if (kind === "sh") {
      (open !== undefined && open.mcp !== null && open.shell === null ? open : begin()).shell =
        content;
    } else {
      if (open === undefined) throw new Error(`Line ${line}: an answer to nothing.`);
      open.expectation = { kind: expectationKind(kind, line), body: JSON.parse(content) };
    }
    if (all.includes("\t")) throw new Error(`Line ${line}: a tab.`);
  }
  return { name, description, text: source, steps };
}

function expectationKind(kind: string | undefined, line: number): Expectation["kind"] {
  if (kind === "json answer") return "answer";
  if (kind === "json until") return "until";
  if (kind === "json refusal") return "refusal";
  throw new Error(`Line ${line}: nobody carries out a block of kind "${kind}".`);
}
