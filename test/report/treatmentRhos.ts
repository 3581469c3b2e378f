/** Mean ρ of one treatment, as tables and figures get it. */
export const rows = [
  {
    treatment: "emoji",
    models: 3,
    inDistribution: 0.2,
    byShift: [
      { shift: "Matched", rhoPoints: -1.25 },
      { shift: "Renditions", rhoPoints: 9.5 },
    ],
    meanPoints: 4.125,
  },
];
