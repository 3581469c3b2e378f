import type { Headline, JudgedCause } from "../robustness/causeVerdict.js";
import { seedsToDecide } from "../robustness/seedsToDecide.js";
import type { TreatmentContrast } from "../robustness/treatments.js";
import { headlineInWords } from "./verdictText.js";

/** Whether a headline agrees with the paper, disagrees, or leaves the question open. */
export type Agreement = "agrees" | "disagrees" | "open";

/** A suspected cause and what the paper says of it: `the main cause`, or that it has little or no effect. */
export interface PaperClaim {
  readonly cause: string;
  readonly notebook: string;
  readonly paper: string;
}

/**
 * Compares a headline with the paper: the main cause has to raise ρ, any other to have no rise of the margin or more. An
 * open headline agrees and disagrees with nothing.
 */
export function agreementWithPaper({ paper }: Pick<PaperClaim, "paper">, headline: Headline): Agreement {
  if (headline === "open") return "open";
  return headline === (paper === "the main cause" ? "raises" : "no rise") ? "agrees" : "disagrees";
}

/** One cell of the score: a cause in a layer of evidence. */
export interface ScoredCell {
  readonly claim: PaperClaim;
  readonly layer: string;
  readonly agreement: Agreement;
  readonly judged: Judged;
}

type Judged = Pick<JudgedCause, "cause" | "headline" | "verdict" | "rows">;
/** Name of a layer of evidence → its verdicts. */
export type ScoredLayers = Readonly<Record<string, readonly Judged[]>>;

/**
 * Every cause in every layer, compared with the paper.
 * @param layers name of the layer → its verdicts
 * @throws RangeError if a layer has no verdict on a cause
 */
export function scoreCells(claims: readonly PaperClaim[], layers: ScoredLayers): ScoredCell[] {
  return claims.flatMap((claim) =>
    Object.entries(layers).map(([layer, causes]) => {
      const judged = causes.find(({ cause }) => cause === claim.cause);
      if (judged === undefined) throw new RangeError(`${layer}: no verdict on ${claim.cause}`);
      return { claim, layer, agreement: agreementWithPaper(claim, judged.headline), judged };
    }),
  );
}

/** The score as one sentence: `Of 10 cells, 4 agree with the paper, 1 disagrees and 5 are open.` */
export function scoreInWords(cells: readonly Pick<ScoredCell, "agreement">[]): string {
  const count = (agreement: Agreement) => cells.filter((cell) => cell.agreement === agreement).length;
  const verb = (number: number, one: string, several: string) => `${number} ${number === 1 ? one : several}`;
  return (
    `Of ${cells.length} cells, ${verb(count("agrees"), "agrees", "agree")} with the paper, ` +
    `${verb(count("disagrees"), "disagrees", "disagree")} and ${verb(count("open"), "is", "are")} open.`
  );
}

/**
 * What each layer of evidence says of the paper's claims, as a Markdown list with one line per cause. An open cell says why
 * nothing was judged, or what it would take to close it.
 */
export function agreementList(cells: readonly ScoredCell[]): string {
  return [...new Set(cells.map(({ claim }) => claim))]
    .map((claim) => {
      const said = cells
        .filter((cell) => cell.claim === claim)
        .map(({ layer, agreement, judged: { headline, verdict, rows } }) => {
          if (agreement !== "open")
            return `the ${layer} **${agreement}** (${headlineInWords(headline, verdict.marginPoints)})`;
          const together = cells
            .filter((cell) => cell.layer === layer)
            .flatMap((cell) => cell.judged.rows)
            .filter(({ notJudged }) => notJudged === undefined).length;
          const why = whyOpen(rows, together);
          return `the ${layer} is **open**${why === undefined ? "" : ` (${why})`}`;
        });
      return `- **${claim.cause}** (notebook ${claim.notebook}; the paper: ${claim.paper}): ${said.join(", ")}.`;
    })
    .join("\n");
}

/** Why a cell is open, as far as it can be said: what was not judged, or how many seeds its open comparisons would take. */
function whyOpen(rows: Judged["rows"], comparisons: number): string | undefined {
  const reasons = [...new Set(rows.flatMap(({ notJudged }) => notJudged ?? []))];
  if (reasons.length > 0 && rows.every(({ notJudged }) => notJudged !== undefined))
    return `not judged: ${reasons.join("; ")}`;
  const open = rows.filter(({ headline, notJudged }) => headline === "open" && notJudged === undefined);
  const apart = reasons.filter((reason) => reason.startsWith("not comparable"));
  if (open.length === 0) return apart.length > 0 ? `not judged: ${apart.join("; ")}` : undefined;
  const able = open.filter((row): row is (typeof open)[number] & TreatmentContrast => "seeds" in row);
  if (able.length < open.length) return undefined;
  const seeds = able.map((row) => seedsToDecide(row, { comparisons }));
  if (seeds.includes(undefined)) return "more seeds alone would hardly close it";
  return `it would take ${Math.max(...(seeds as number[]))} seeds a side`;
}
