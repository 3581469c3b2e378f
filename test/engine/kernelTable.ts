// The table of kernels in lib/engine/KERNELS.md. Written by
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

/** One line for each reason why kernels differ on special values. */
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

TensorFlow.js has ${captured.length + refused.length} kernels: ${captured.length} can be captured, ${refused.length} cannot. Every captured one is compared with
the cpu backend over random shapes, attributes, broadcasts and layouts in memory (test/engine/kernels.test.ts). This file is
written by test/engine/kernelTable.ts.

Where the cpu backend is wrong, the captured kernel is right, and differs from it:

- AvgPoolGrad and AvgPool3DGrad with padding: at a border the mean is over fewer elements; the cpu backend divides the gradient
  by the size of the whole window.
- ResizeBilinearGrad and ResizeNearestNeighborGrad: the cpu backend leaves halfPixelCenters out, transposes the shape of images that
  are not square, and reads the wrong image of a batch.
- Select with a condition of one axis on a tensor of several: the cpu backend takes one number for a whole row.
- DepthwiseConv2dNativeBackpropInput and -Filter with dilations: the cpu backend leaves them out.

On special values, NaN, ±∞ and numbers near the ends of their type, these differ (test/engine/specialValues.ts):

${special()}

Sums and means of floats keep their digits whatever their length: they are taken in stages. Products of matrices, convolutions,
running sums and sums by index (scatterND, unsortedSegmentSum, the gradient of gather) add up in 32-bit floats one after the other, so
that their error grows with the number of terms. The table's figures hold for some hundred; over 131,072 equal terms a convolution's
gradient by its filter was off by 0.00015 of its size, a product of matrices by 0.00001; over 8,192, a sum by index by 0.00006.

| kernel | captured | may differ from the cpu backend by |
|---|---|---|
${captured.map((kernel) => `| ${kernel} | yes | ${describe(tolerances.get(kernel))} |`).join("\n")}
${refused.map(([kernel, reason]) => `| ${kernel} | no: ${reason} | |`).join("\n")}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await writeAtomically(kernelTablePath, kernelTable());
