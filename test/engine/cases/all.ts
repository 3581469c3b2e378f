import { arrangeCases } from "./arrange.js";
import type { KernelCase } from "./case.js";
import { elementwiseCases } from "./elementwise.js";
import { lookupCases } from "./lookup.js";
import { matrixCases } from "./matrix.js";
import { reduceCases } from "./reduce.js";
import { spatialCases } from "./spatial.js";

/** One way to test each kernel that can be captured. */
export const kernelCases: readonly KernelCase[] = [
  ...elementwiseCases,
  ...arrangeCases,
  ...reduceCases,
  ...matrixCases,
  ...spatialCases,
  ...lookupCases,
];
