import { agreementOnShiftInWords } from "../report/agreementText.js";
import type { AgreementOnTheLine } from "../robustness/agreementOnTheLine.js";
import { scaleNamed } from "../stats/index.js";
import { accuracyAxis, axisRange, clip } from "./axis.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { baseLayout, markAt } from "./theme.js";

/**
 * Accuracy and agreement on one plane: a mark per model at its accuracies in distribution and under shift, a faint mark per pair
 * of models at its agreements, and the line of each (Baek et al. 2022, Figure 1).
 */
export function drawAgreement(found: AgreementOnTheLine, { title }: { readonly title: string }): Figure {
  const scale = scaleNamed(found.scale);
  const all = [...found.models, ...found.pairs];
  const x = axisRange(
    all.map((each) => each.x),
    scale,
  );
  const y = axisRange(
    all.map((each) => each.y),
    scale,
  );
  const at = (accuracy: number) => rounded(scale.forward(clip(accuracy, 0.0005)));
  const [ofModels, ofPairs] = [markAt(0), markAt(4)];
  const ends = [x.low, x.high].map((accuracy) => scale.forward(accuracy));
  const line = (name: string, { slope, intercept }: AgreementOnTheLine["accuracy"], color: string) => ({
    type: "scatter" as const,
    mode: "lines" as const,
    name,
    x: ends.map(rounded),
    y: ends.map((end) => rounded(intercept + slope * end)),
    line: { color, width: 2, ...(color === ofPairs.color && { dash: "dash" as const }) },
    hoverinfo: "skip" as const,
  });
  const hover = "<b>%{text}</b><br>%{customdata[0]:.1%} → %{customdata[1]:.1%}";
  const numbers = (each: { x: number; y: number }) => [rounded(each.x), rounded(each.y)];
  return {
    data: [
      {
        type: "scatter",
        mode: "markers",
        name: `agreement of two models (${found.pairs.length})`,
        x: found.pairs.map((pair) => at(pair.x)),
        y: found.pairs.map((pair) => at(pair.y)),
        marker: { ...ofPairs, size: 4, opacity: 0.35 },
        customdata: found.pairs.map(numbers),
        hovertemplate: "%{customdata[0]:.1%} → %{customdata[1]:.1%}<extra>agreement of two models</extra>",
      },
      line("line of the agreements", found.agreement, ofPairs.color),
      {
        type: "scatter",
        mode: "markers",
        name: `accuracy of a model (${found.models.length})`,
        x: found.models.map((model) => at(model.x)),
        y: found.models.map((model) => at(model.y)),
        marker: { ...ofModels, size: 8, opacity: 0.9 },
        text: found.models.map(({ model }) => model),
        customdata: found.models.map(numbers),
        hovertemplate: `${hover}<extra>accuracy of a model</extra>`,
      },
      line("line of the accuracies", found.accuracy, ofModels.color),
    ],
    layout: {
      ...baseLayout,
      ...describedBy(agreementOnShiftInWords(found)),
      title: { text: title, x: 0, xanchor: "left", xref: "paper" },
      height: 480,
      xaxis: accuracyAxis("in distribution", x, scale),
      yaxis: accuracyAxis(found.shift, y, scale),
    },
  };
}
