import assert from "node:assert/strict";
import { test } from "node:test";
import { architecture } from "../../lib/published/architecture.js";
import { isBaseline } from "../../lib/published/families.js";
import { loadPublished, loadRelated, relatedModels } from "../../lib/published/load.js";
import { closeTo } from "../closeTo.js";

const models = await loadPublished("accuracies");
const named = new Map(models.map((model) => [model.model, model]));

test("architectures by family; hybrids have none", () => {
  const of = (name: string) => architecture(named.get(name)!);
  assert.equal(of("vgg19_bn.tv_in1k"), "convolution");
  assert.equal(of("ViT-B-32/openai"), "attention");
  assert.equal(of("RN50/openai"), "convolution");
  assert.equal(of("resmlp_big_24_224.fb_in1k"), "perceptron");
  assert.equal(of("coatnet_rmlp_2_rw_224.sw_in1k"), undefined);
  assert.equal(of("mobilenetv4_hybrid_large.ix_e600_r384_in1k"), undefined);
  const baseline = models.filter(isBaseline);
  const known = baseline.filter((model) => architecture(model) !== undefined);
  assert.ok(known.length > 0.7 * baseline.length); // the rest are hybrids and rare families
});

test("CLIP, ALIGN, LiT and BASIC as models: accuracies of single test sets, not means", async () => {
  const related = relatedModels(await loadRelated());
  assert.deepEqual(
    related.map(({ model, accuracies }) => [model.split(" ")[0], [...accuracies.keys()].join(" ")]),
    [
      ["CLIP", "imagenet imagenet_v2 imagenet_r imagenet_a"],
      ["ALIGN", "imagenet imagenet_v2 imagenet_r imagenet_a"],
      ["LiT", "imagenet objectnet"],
      ["BASIC", "imagenet"],
    ],
  );
  // The authors' own numbers of CLIP and another's measurement of the same weights are within a point.
  const measured = named.get("ViT-L-14-336/openai")!.accuracies;
  for (const [testset, accuracy] of related[0]!.accuracies)
    closeTo(measured.get(testset)!, accuracy, { abs: 0.012, why: "other prompts and preprocessing" });
});
