// Golden values: the same comparisons in plain Python, least squares on logits of counts / images (the nearest
// whole count to the published fraction), no code shared. Printed with four decimals, hence the tolerance of 1e-4.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clipOnSmallPools, webImagesWithoutLanguage } from "../../lib/causes/noLanguage/published.js";
import { architectureAndSize, furtherFineTuning } from "../../lib/causes/ruledOut/published.js";
import { loadPublished } from "../../lib/published/load.js";
import type { NaturalExperiment } from "../../lib/robustness/naturalExperiment.js";
import { closeTo } from "../closeTo.js";

const models = await loadPublished("accuracies");
const testbed = await loadPublished("testbed");
const options = { margins: { closePoints: 2, farPoints: 5 }, draws: 300 };

function agree(
  { contrasts }: NaturalExperiment,
  expected: Readonly<Record<string, readonly number[]>>,
): void {
  assert.deepEqual([...new Set(contrasts.map(({ comparison }) => comparison))], Object.keys(expected));
  for (const [comparison, golden] of Object.entries(expected)) {
    const rows = contrasts.filter((row) => row.comparison === comparison);
    assert.equal(rows.length, golden.length, comparison);
    for (const [at, { deltaPoints }] of rows.entries()) {
      closeTo(deltaPoints.value, golden[at]!, { abs: 1e-4, why: comparison });
      assert.ok(deltaPoints.low < deltaPoints.value && deltaPoints.value < deltaPoints.high, comparison);
    }
  }
}

test("without a language model: CLIP's bar on YFCC-15M; images alone, hashtags, and the same networks", () => {
  agree(clipOnSmallPools(testbed, models, options), {
    "CLIP on YFCC-15M − ImageNet": [4.0674, 4.2622, 12.5356, 11.8585, 8.1809],
  });
  agree(webImagesWithoutLanguage(models, options), {
    "images alone (SEER) − ImageNet": [-0.5324, 0.703, -1.9444, -0.5912],
    "hashtags (WSL) − ImageNet": [1.6263, 19.9843, 28.7011, 16.7706],
    "hashtags − unlabelled": [0.6449, 17.2288, 20.6672, 12.847],
  });
});

test("architecture and size at equal accuracy", () => {
  agree(architectureAndSize(models, options), {
    "attention − convolution": [0.0081, -0.1083, 0.617, 0.1723],
    "perceptrons − convolution": [-0.3326, -0.5785, -0.1982, -0.3698],
    "80M parameters and more − 20M and less": [-0.0922, 2.0645, 3.2808, 1.751],
    "ViT − ResNet, CLIP on WIT-400M": [-0.0327, 0.684, 0.8351, 0.4955],
    "ViT-B/16 − ConvNeXt-B, CLIP on LAION-2B": [0.5318, -0.5635, 0.4915, 0.1533],
  });
  const { contrasts } = architectureAndSize(models, { ...options, largeFromM: 200, smallToM: 10 });
  const sizes = contrasts.find(({ comparison }) => comparison.startsWith("200M parameters"))!;
  const count = (holds: (millions: number) => boolean) =>
    models.filter(({ regime, paramsM }) => regime === "standard" && holds(paramsM!)).length;
  assert.deepEqual([sizes.modelsA, sizes.modelsB], [count((m) => m >= 200), count((m) => m <= 10)]);
});

test("fine-tuning further: ten pairs at one image size", () => {
  const experiment = furtherFineTuning(models, options);
  agree(experiment, { "via ImageNet-12k − directly": [-0.7232, -3.7955, -4.0196, -2.8461] });
  assert.equal(experiment.contrasts[0]!.modelsA, 10);
});
