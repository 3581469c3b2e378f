import assert from "node:assert/strict";
import { test } from "node:test";
import { loadReported } from "../../lib/published/load.js";
import { reportedNetworks } from "../../lib/published/reported.js";

test("numbers of one network stand together", async () => {
  const networks = reportedNetworks(await loadReported());
  const find = (name: string) => networks.find(({ model }) => model === name);
  assert.deepEqual(find("SimCLR ViT-B YFCC-15M 25ep"), {
    model: "SimCLR ViT-B YFCC-15M 25ep",
    trainingData: "YFCC-15M",
    zeroShot: null, // a network without text has no zero-shot accuracy
    linearProbe: 0.64,
    fineTuned: 0.825,
    ownLabels: null,
  });
  assert.deepEqual(find("CLIP ViT-L YFCC-15M 25ep"), {
    model: "CLIP ViT-L YFCC-15M 25ep",
    trainingData: "YFCC-15M",
    zeroShot: 0.404,
    linearProbe: 0.705,
    fineTuned: 0.81,
    ownLabels: null,
  });
  assert.equal(find("NoCLIP (Fang et al. 2022)")!.ownLabels, 0.357);
  assert.ok(!networks.some(({ model }) => model.endsWith(")") && /linear|tuned/.test(model)));
});
