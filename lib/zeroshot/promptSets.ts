import { InputError, oneOf } from "../base/errors.js";
import { templateSets } from "./templates.js";

/**
 * Templates by name, for models that were trained elsewhere: those of run specifications, and the single templates that
 * other projects use.
 */
export const promptSets: Readonly<Record<string, readonly string[]>> = {
  ...templateSets,
  /** The single template of CLIP's paper (Radford et al. 2021, §3.1.4). */
  photo: ["a photo of a {}."],
  /** The single template with which transformers' zero-shot pipeline evaluates SigLIP. */
  siglip: ["This is a photo of {}."],
};

/** The templates of a set. @throws InputError if there is no set of that name */
export function promptSetNamed(name: string): readonly string[] {
  if (!Object.hasOwn(promptSets, name))
    throw new InputError(`templates: "${name}" is not known, expected ${oneOf(Object.keys(promptSets))}`);
  return promptSets[name]!;
}
