import fc from "fast-check";
import { type KernelCase, type Sample, sums, tensor } from "./case.js";

const length = fc.integer({ min: 1, max: 6 });
const flags = fc.record({ transposeA: fc.boolean(), transposeB: fc.boolean() });
const swap = (shape: number[], yes: boolean) =>
  yes ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;

export const activation = fc.constantFrom("linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu");

export const matrixCases: KernelCase[] = [
  {
    kernel: "BatchMatMul",
    tolerance: sums,
    sample: fc
      .record({
        batch: fc.constantFrom([], [1], [3], [2, 3]),
        one: fc.boolean(),
        m: length,
        k: length,
        n: length,
        flags,
      })
      .chain(({ batch, one, m, k, n, flags }) => {
        const other = one ? batch.map(() => 1) : batch;
        return fc
          .record({
            a: tensor(swap([...batch, m, k], flags.transposeA)),
            b: tensor(swap([...other, k, n], flags.transposeB)),
          })
          .map((inputs): Sample => ({ inputs, attributes: flags }));
      }),
  },
  {
    kernel: "_FusedMatMul",
    tolerance: sums,
    sample: fc
      .record({ batch: fc.constantFrom([1], [3]), m: length, k: length, n: length, flags, activation })
      .chain(({ batch, m, k, n, flags, activation }) =>
        fc
          .record({
            a: tensor(swap([...batch, m, k], flags.transposeA)),
            b: tensor(swap([...batch, k, n], flags.transposeB)),
            bias: tensor([n]),
            preluActivationWeights: tensor([n]),
          })
          .map((inputs): Sample => ({ inputs, attributes: { ...flags, activation, leakyreluAlpha: 0.3 } })),
      ),
  },
  {
    kernel: "Einsum",
    tolerance: sums,
    sample: fc
      .record({
        equation: fc.constantFrom("ij,jk->ik", "ij,kj->ik", "ij,ij->i", "ij,ij->", "ij,jk->ki"),
        i: length,
        j: length,
        k: length,
      })
      .chain(({ equation, ...lengths }) => {
        const terms = equation.split("->")[0]!.split(",");
        const inputs = terms.map((term) => tensor([...term].map((letter) => lengths[letter as "i"])));
        return fc.tuple(...inputs).map((list): Sample => ({ inputs: list, attributes: { equation } }));
      }),
  },
  {
    kernel: "FusedBatchNorm",
    tolerance: sums,
    sample: fc.record({ n: length, h: length, c: length }).chain(({ n, h, c }) =>
      fc
        .record({
          x: tensor([n, h, h, c]),
          mean: tensor([c]),
          variance: tensor([c], { low: 0.1, high: 2 }),
          offset: tensor([c]),
          scale: tensor([c]),
        })
        .map((inputs): Sample => ({ inputs, attributes: { varianceEpsilon: 1e-3 } })),
    ),
  },
  ...["LRN", "LRNGrad"].map(
    (kernel): KernelCase => ({
      kernel,
      tolerance: sums,
      sample: fc
        .record({ n: length, c: length, depthRadius: fc.integer({ min: 1, max: 3 }) })
        .chain(({ n, c, depthRadius }) => {
          const options = { depthRadius, bias: 1, alpha: 0.5, beta: 0.75 };
          const shape = [n, 2, 3, c];
          const inputs =
            kernel === "LRN"
              ? fc.record({ x: tensor(shape) })
              : fc.record({ x: tensor(shape), y: tensor(shape), dy: tensor(shape) });
          return inputs.map((given): Sample => ({ inputs: given, attributes: options }));
        }),
    }),
  ),
];
