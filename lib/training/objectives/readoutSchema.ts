import { z } from "zod";
import { type TemplateSetName, templateSets } from "../../zeroshot/templates.js";

/** The schema of a read-out: how class scores are obtained from a trained model. */
export const readoutSchema = z.discriminatedUnion("kind", [
  /**
   * The head trained with labels. `keep` names test sets for which the record also says which class each icon was taken for,
   * so that models can be compared with each other and not only with the labels.
   */
  z.strictObject({
    kind: z.literal("head"),
    keep: z.array(z.string().min(1)).min(1).readonly().optional(),
  }),
  /**
   * Prompts embedded by the text encoder: the name of a template set, or a named list of templates, filled with the
   * class's name or with each of its terms.
   */
  z.strictObject({
    kind: z.literal("zeroShot"),
    templates: z.union(
      [
        z.enum(Object.keys(templateSets) as [TemplateSetName, ...TemplateSetName[]]),
        z.strictObject({
          name: z.string().min(1),
          list: z.array(z.string().includes("{}")).min(1).readonly(),
        }),
      ],
      { error: `expected one of ${Object.keys(templateSets).join(", ")} or {name, list of texts with {}}` },
    ),
    names: z.literal("terms").optional(),
  }),
  /** Scores of the tags in a class's name. */
  z.strictObject({ kind: z.literal("tagWords") }),
  /** The likelihood of the class name as a caption. */
  z.strictObject({ kind: z.literal("captionLikelihood"), template: z.string().includes("{}").default("{}") }),
]);

export type ReadoutSpec = z.infer<typeof readoutSchema>;

/** The name of a read-out in a record, e.g. `zeroShot:pictograms`, or `zeroShot:name:terms` with all terms of a class. */
export function readoutName(readout: ReadoutSpec): string {
  switch (readout.kind) {
    case "zeroShot":
      return [
        "zeroShot",
        typeof readout.templates === "string" ? readout.templates : readout.templates.name,
        ...(readout.names === undefined ? [] : [readout.names]),
      ].join(":");
    case "captionLikelihood":
      return readout.template === "{}" ? readout.kind : `${readout.kind}:${readout.template}`;
    default:
      return readout.kind;
  }
}
