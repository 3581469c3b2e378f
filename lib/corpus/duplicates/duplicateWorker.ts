// Runs on a thread of the pool: compares some icons with all icons of another list.
import type { Fingerprints } from "./fingerprint.js";
import { type DuplicateRule, duplicateIn } from "./nearDuplicates.js";

export interface DuplicateTask {
  readonly prints: Fingerprints;
  readonly others: Fingerprints;
  readonly rule: DuplicateRule;
}

export default function run({ prints, others, rule }: DuplicateTask): Int32Array {
  return duplicateIn(prints, others, rule);
}
