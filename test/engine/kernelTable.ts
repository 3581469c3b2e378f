// Generates lib/engine/KERNELS.md, the table of kernels. Run
//   node lib/ready.mjs && node dist/test/engine/kernelTable.js

import { pathToFileURL } from "node:url";
import { inPackage, writeAtomically } from "../../lib/base/files.js";
import "../../lib/engine/capture.js";
import { capturedKernels } from "../../lib/engine/kernels/define.js";
import { refusedKernels } from "../../lib/engine/kernels/refused.js";
import { kernelCases } from "./cases/all.js";
import type { Tolerance } from "./cases/case.js";
import { known, reasons } from "./specialValues.js";

export const kernelTablePath = inPackage("lib", "engine", "KERNELS.md");

const tolerances = new Map(kernelCases.map(({ kernel, tolerance }) => [kernel, tolerance]));

function describe(tolerance: Tolerance | undefined): string {
  if (tolerance === undefined) return "not compared: the cpu backend has no such kernel";
  const { relative, absolute } = tolerance;
  return relative === 0 && absolute === 0 ? "equal" : `${absolute} + ${relative} · size`;
}

/** One line per reason why kernels differ on special values. */
function special(): string {
  const kernelsOf = new Map<string, string[]>();
  for (const [kernel, reason] of Object.entries(known))
    kernelsOf.set(reason, [...(kernelsOf.get(reason) ?? []), kernel]);
  return [...kernelsOf]
    .map(([reason, kernels]) => `- ${kernels.join(", ")}: ${reasons[reason] ?? reason}`)
    .join("\n");
}

/** The text of KERNELS.md. */
export function kernelTable(): string {
  const captured = [...capturedKernels.keys()].sort();
  const refused = [...refusedKernels()];
  return `# Kernels

TensorFlow.js has ${captured.length + refused.length} kernels: ${captured.length} can be captured, ${refused.length} cannot. Every captured kernel is compared
with the cpu backend over random shapes, attributes, broadcasts and memory layouts (test/engine/kernels.test.ts).
test/engine/kernelTable.ts generates this file.

Some kernels of the cpu backend are wrong. There the captured kernel is right and the two differ:

- AvgPoolGrad and AvgPool3DGrad with padding: at a border the mean is over fewer elements, but the cpu backend divides the
  gradient by the size of the whole window.
- ResizeBilinearGrad and ResizeNearestNeighborGrad: the cpu backend ignores halfPixelCenters, transposes the shape of images
  that are not square, and reads the wrong image of a batch.
- Select with a condition of one axis on a tensor of several axes: the cpu backend uses one number for a whole row.
- DepthwiseConv2dNativeBackpropInput and -Filter with dilations: the cpu backend ignores the dilations.

These kernels differ on special values: NaN, ±∞ and numbers near the limits of their type (test/engine/specialValues.ts):

${special()}

Sums and means of floats keep their digits at any length, because they are taken in stages. Matrix products, convolutions,
running sums and sums by index (scatterND, unsortedSegmentSum, the gradient of gather) add 32-bit floats one after the other,
so their error grows with the number of terms. The tolerances in the table apply to a few hundred terms. Over 131,072 equal
terms, the gradient of a convolution with respect to its filter was off by 0.00015 of its size and a matrix product by
0.00001; over 8,192 terms, a sum by index was off by 0.00006.

| kernel | captured | largest difference from the cpu backend |
|---|---|---|
${captured.map((kernel) => `| ${kernel} | yes | ${describe(tolerances.get(kernel))} |`).join("\n")}
${refused.map(([kernel, reason]) => `| ${kernel} | no: ${reason} | |`).join("\n")}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await writeAtomically(kernelTablePath, kernelTable());
