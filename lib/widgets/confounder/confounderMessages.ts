/** Every text of the confounder's widget. `{…}` stands for a value. */
export const confounderMessages = {
  title: "The confounder: strength",
  description:
    "Move the slider and two models get stronger: one trained on ImageNet alone, on the baseline, and one on the line of zero-shot CLIP. Accuracy under shift rises for both (left). ρ of the first stays at zero at every strength (right).",
  shift: "Shift",
  "shift.imagenet_v2": "ImageNetV2",
  "shift.imagenet_sketch": "ImageNet-Sketch",
  strength: "Accuracy on ImageNet",
  ordinary: "trained on ImageNet alone",
  clip: "zero-shot CLIP",
  accuracyTitle: "Bare accuracy under shift",
  rhoTitle: "Effective robustness ρ",
  xTitle: "accuracy on ImageNet",
  yTitle: "accuracy on {shift}",
  rhoAxis: "ρ, percentage points",
  head: "Two simulated models at {accuracy} on ImageNet",
  model: "model",
  accuracy: "accuracy on {shift}",
  beats: "more accurate there than … of {count} ordinary models",
  rho: "ρ in points [95% interval]",
} as const;
