import type { Data } from "plotly.js";
import { axesOnShiftInWords, rhoByAxisInWords } from "../report/twoAxesText.js";
import type { AxisRho } from "../robustness/rhoByAxis.js";
import { rhosOf } from "../robustness/rhoByAxis.js";
import { isSelected, type Selection } from "../robustness/selection.js";
import type { TwoAxisBaseline, TwoAxisEvaluation } from "../robustness/twoAxes.js";
import { scaleNamed } from "../stats/index.js";
import { accuracyAxis, axisRange, clip } from "./axis.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { drawForest } from "./forest.js";
import { marksOf } from "./groupMarks.js";
import { baseLayout, referenceColor } from "./theme.js";

/** What the three baselines are called in figures. */
export const axisTitles: Readonly<Record<TwoAxisBaseline, string>> = {
  reference: "reference's test",
  web: "pool's test",
  both: "both tests",
};

const panels = ["reference", "web", "both"] as const satisfies readonly TwoAxisBaseline[];
const [panelWidth, gap] = [0.29, 0.065];
/** Least distance of ticks as a share of a panel, which is narrow. */
const tickGap = 0.17;

/**
 * Accuracy under one shift against what three baselines expect: a line over the reference's test, a line over the pool's, and the
 * plane over both. Models on the diagonal are as accurate as expected.
 * @param groups name → models to draw, the first ones below the others; of ordinary models those that make the plane
 */
export function drawTwoAxes(
  { shift, models }: TwoAxisEvaluation,
  { title, groups }: { readonly title: string; readonly groups: Readonly<Record<string, Selection>> },
): Figure {
  const scale = scaleNamed("logit");
  const drawn = Object.entries(groups).map(([name, selection]) => {
    const selected = models.filter(({ of }) => isSelected(of, selection));
    const fitted = selected.filter(({ isFitted }) => isFitted);
    return { name, models: fitted.length > 0 ? fitted : selected };
  });
  const marks = marksOf(Object.keys(groups));
  const all = drawn.flatMap((group) => group.models);
  const x = axisRange(
    all.flatMap(({ expected }) => panels.map((panel) => expected[panel])),
    scale,
  );
  const y = axisRange(
    all.map(({ shifted }) => shifted),
    scale,
  );
  const at = (accuracy: number) => rounded(scale.forward(clip(accuracy, 0.0005)));
  const ends = [Math.max(x.low, y.low), Math.min(x.high, y.high)].map(at);
  const data = panels.flatMap((panel, place): Data[] => {
    const axes = place === 0 ? {} : { xaxis: `x${place + 1}`, yaxis: `y${place + 1}` };
    const diagonal = {
      type: "scatter",
      mode: "lines",
      name: "as expected",
      showlegend: place === 0,
      x: ends,
      y: ends,
      line: { color: referenceColor, width: 1.5 },
      hoverinfo: "skip",
      ...axes,
    } as Data;
    return [
      diagonal,
      ...drawn.map(({ name, models: some }, index) => {
        const mark = marks[index]!;
        return {
          type: "scatter",
          mode: "markers",
          name: `${name} (${some.length})`,
          legendgroup: name,
          showlegend: place === 0,
          x: some.map(({ expected }) => at(expected[panel])),
          y: some.map(({ shifted }) => at(shifted)),
          marker: { ...mark, size: 7, opacity: 0.8 },
          text: some.map(({ of }) => of.model),
          customdata: some.map((model) => [
            rounded(model.expected[panel]),
            rounded(model.shifted),
            rounded(rhosOf(model)[panel]),
          ]),
          hovertemplate: `<b>%{text}</b><br>%{customdata[0]:.1%} → %{customdata[1]:.1%}<br>ρ: %{customdata[2]:+.1f} points<extra>${name}</extra>`,
          ...axes,
        } as Data;
      }),
    ];
  });
  const start = (place: number) => place * (panelWidth + gap);
  const xaxis = (place: number) => ({
    ...accuracyAxis("expected", x, scale, tickGap),
    tickangle: 0,
    domain: [start(place), start(place) + panelWidth],
    anchor: place === 0 ? ("y" as const) : (`y${place + 1}` as "y2"),
  });
  const yaxis = (place: number) => ({
    ...accuracyAxis(place === 0 ? `${shift} top-1` : "", y, scale),
    anchor: place === 0 ? ("x" as const) : (`x${place + 1}` as "x2"),
  });
  return {
    data,
    layout: {
      ...baseLayout,
      ...describedBy(axesOnShiftInWords(drawn)),
      title: { text: title, x: 0, xanchor: "left", xref: "paper" },
      height: 460,
      margin: { l: 64, r: 16, t: 92, b: 124 },
      legend: { orientation: "h", x: 0, xanchor: "left", y: -0.27, yanchor: "top" },
      annotations: panels.map((panel, place) => ({
        text: axisTitles[panel],
        x: start(place),
        y: 1.08,
        xref: "paper" as const,
        yref: "paper" as const,
        xanchor: "left" as const,
        showarrow: false,
        font: { size: 14 },
      })),
      xaxis: xaxis(0),
      yaxis: yaxis(0),
      xaxis2: xaxis(1),
      yaxis2: yaxis(1),
      xaxis3: xaxis(2),
      yaxis3: yaxis(2),
    },
  };
}

/** Mean ρ of groups of models over the shifts, measured from each of the three baselines: three lines per group. */
export function drawRhoByAxis(
  rows: readonly AxisRho[],
  { title, margin }: { readonly title: string; readonly margin: number },
): Figure {
  const figure = drawForest({
    title,
    xTitle: "ρ, mean of the shifts, points",
    reference: 0,
    margin,
    rows: rows.flatMap(({ group, models, meanPoints }) =>
      panels.map((panel) => ({
        label: `${group} · ${axisTitles[panel]}`,
        group: axisTitles[panel],
        estimate: { value: meanPoints[panel] },
        detail: `${models} models`,
      })),
    ),
  });
  const labels = rows.flatMap(({ group }) => panels.map((panel) => `${group} · ${axisTitles[panel]}`));
  return {
    ...figure,
    layout: {
      ...figure.layout,
      ...describedBy(rhoByAxisInWords(rows)),
      yaxis: {
        ...figure.layout.yaxis,
        // Groups of points would otherwise set the order of the lines.
        categoryarray: labels.toReversed(),
      },
    },
  };
}
