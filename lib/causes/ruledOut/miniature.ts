import type { RunSpec } from "../../training/train/spec.js";
import { webSimclr } from "../noLanguage/miniature.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { captionKinds, clip, linearProbe, reference, supervised } from "../plan/recipes.js";
import { webClip } from "../plan/webClip.js";

// Related systems: LiT, and probes with few examples on encoders with and without language (Devillers et al. 2021).

const architecture = "cnn 16";
const seeds = [1, 2, 3] as const;
/** Labelled icons per class in few-shot probes. */
const shots = [1, 4, 16] as const;

const run = (treatment: string, spec: RunSpec, level?: number): PlannedRun => ({
  spec,
  treatment,
  architecture,
  ...(level !== undefined && { level }),
});

/** LiT: a text tower is trained on the frozen image tower of a supervised model (Zhai et al. 2022). */
function lockedImage(seed: number): RunSpec {
  const from = supervised({ architecture, data: reference, seed });
  return clip(
    captionKinds.title,
    { architecture, data: { train: [{ pool: "web" }], labels: "none" }, seed, steps: 300 },
    { locked: ["image"], start: { from } },
  );
}

function fewShot(name: string, from: RunSpec, seed: number): PlannedRun[] {
  return shots.map((images) =>
    run(
      `few-shot, ${name}`,
      linearProbe(from, { data: { ...reference, perClass: images, seed }, seed, steps: 200 }),
      images,
    ),
  );
}

export const related: Experiment = {
  name: "related",
  question:
    "What of the systems beside CLIP: a locked image tower, few-shot probes with and without language?",
  prediction:
    "A locked image tower trained on the reference keeps the ρ of that tower. Few-shot probes of an encoder that learned with language are no more accurate than those of one that learned from images alone.",
  comparisons: [
    {
      comparison: "LiT − its image tower's own classifier",
      a: { treatments: ["LiT"] },
      b: { treatments: ["labels, cross-entropy"] },
    },
    ...shots.map((level) => ({
      comparison: `few-shot, ${level} a class: CLIP − SimCLR`,
      a: { treatments: ["few-shot, CLIP"], level },
      b: { treatments: ["few-shot, SimCLR"], level },
    })),
  ],
  runs: seeds.flatMap((seed) => [
    run("labels, cross-entropy", supervised({ architecture, data: reference, seed })),
    run("LiT", lockedImage(seed)),
    ...fewShot("CLIP", webClip(seed), seed),
    ...fewShot("SimCLR", webSimclr(seed), seed),
    ...fewShot("labels", supervised({ architecture, data: reference, seed }), seed),
  ]),
};
