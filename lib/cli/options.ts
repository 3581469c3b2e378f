import { InputError, oneOf } from "../base/errors.js";

/** Parses a whole number from the command line. @throws InputError naming the option and the range */
export function wholeNumberOption(option: string, text: string, least: number, most: number): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new InputError(`${option}: "${text}" is not a whole number from ${least} to ${most}`);
  return value;
}

/** Parses one of several names. @throws InputError listing them */
export function nameOption<const N extends string>(option: string, text: string, names: readonly N[]): N {
  const name = names.find((known) => known === text);
  if (name === undefined) throw new InputError(`${option}: "${text}" is not known, expected ${oneOf(names)}`);
  return name;
}

/**
 * Parser of an option that may be given only once. Commander would silently use the last value.
 * @throws InputError if the option is given twice
 */
export function once(option: string): (text: string) => string {
  let first: string | undefined;
  return (text) => {
    if (first !== undefined)
      throw new InputError(`${option}: given twice, "${first}" and "${text}", expected once`);
    first = text;
    return text;
  };
}
