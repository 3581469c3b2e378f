import type { RecordSummary } from "../record/summary.js";

/** What a set of records cost and where they were made, as a Markdown sentence. */
export function recordsInWords(summary: RecordSummary): string {
  const { runs, samples, hours, machines, engines, days, diverged } = summary;
  return (
    `The miniature: **${runs} runs**, ${(samples / 1e6).toFixed(1)} million training images seen, ` +
    `${hours.toFixed(1)} hours of run time on ${machines.join(" and ")}, one thread per run, ` +
    `engine ${engines.join(" and ")}, ${days.join(" to ")}. ${diverged} diverged.`
  );
}
