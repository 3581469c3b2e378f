/** Every text of the verdict's widget. `{…}` stands for a value. */
export const verdictMessages = {
  title: "The verdict, if the plan had been another",
  description:
    "Move the margin, choose which runs count and which shifts are averaged: the verdicts of the miniature follow. What was planned before the runs is marked, and stays beside your choice. A verdict that holds only for one choice is a weak one.",
  margin: "Margin of a rise",
  marginValue: "{points} points (chosen)",
  marginPlanned: "{points} points (planned)",
  seeds: "Runs",
  "seeds.planned": "all seeds of the sweep (planned)",
  "seeds.one": "seed {seed} alone",
  shifts: "Shifts that are averaged (planned: all)",
  back: "Back to the plan",
  chosen: "as chosen",
  planned: "as planned",
  head: "Verdicts of the miniature, Δρ of the primary comparisons in points in brackets",
  cause: "cause",
  change: "beside the plan",
  same: "the same verdict",
  other: "another verdict",
  statusPlanned: "This is the plan.",
  statusChosen: "{changed} of {count} verdicts differ from the plan.",
} as const;

/** What the library says about comparisons, in the notation of the translators' messages. */
export const verdictPhrases = [
  "Δρ averaged over the shifts, percentage points",
  "no rise of # points or more",
  "raises ρ",
  "open",
  "{verdict} (two-sided: {other})",
  "higher",
  "lower",
  "no effect within ±# points",
  "inconclusive",
  "not judged",
  "not comparable",
  "accuracies overlap by # points, # needed",
  "one budget or size on a side, # needed",
  "# budgets or sizes on a side, # needed",
  "mean of # shifts",
  "# estimates, from {a} (#) to {b} (#).",
  "# estimates, from {a} (#) to {b} (#). # of # intervals leave out #.",
] as const;
