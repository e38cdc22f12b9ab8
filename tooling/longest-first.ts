import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Folders and files that take minutes; whatever starts last decides when the run ends. */
const takesMinutes =
  /\/proofs\/(kill|guards|faults|webhooks|refresh|malformed)\/|\/test\/(skill\/|container\.)/;

/** Starts what takes minutes first, so that short tests fill the other workers meanwhile. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => takesMinutes.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
