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
    "images alone (SEER) − ImageNet": [-0.5314, 1.0587, -1.6925, -0.3884],
    "hashtags (WSL) − ImageNet": [1.6273, 20.3354, 28.951, 16.9712],
    "hashtags − unlabelled": [0.6452, 17.2652, 20.6839, 12.8648],
  });
});

test("architecture and size at equal accuracy", () => {
  agree(architectureAndSize(models, options), {
    "attention − convolution": [0.0101, 0.5598, 1.1016, 0.5572],
    "perceptrons − convolution": [-0.3316, -0.1504, 0.1448, -0.1124],
    "80M parameters and more − 20M and less": [-0.0944, 2.068, 3.2826, 1.7521],
    "ViT − ResNet, CLIP on WIT-400M": [-0.0327, 0.6858, 0.8359, 0.4964],
    "ViT-B/16 − ConvNeXt-B, CLIP on LAION-2B": [0.5317, -0.5693, 0.4875, 0.1499],
  });
  const { contrasts } = architectureAndSize(models, { ...options, largeFromM: 200, smallToM: 10 });
  const sizes = contrasts.find(({ comparison }) => comparison.startsWith("200M parameters"))!;
  const count = (holds: (millions: number) => boolean) =>
    models.filter(({ regime, paramsM }) => regime === "standard" && holds(paramsM!)).length;
  assert.deepEqual([sizes.modelsA, sizes.modelsB], [count((m) => m >= 200), count((m) => m <= 10)]);
});

test("fine-tuning further: ten pairs at one image size", () => {
  const experiment = furtherFineTuning(models, options);
  agree(experiment, { "via ImageNet-12k − directly": [-0.7231, -3.7825, -4.0154, -2.8403] });
  assert.equal(experiment.contrasts[0]!.modelsA, 10);
});
