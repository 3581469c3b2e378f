/**
 * What a user can cause and mend: a wrong file, cell, option. The command line prints its message on one line
 * and exits with code 2; every other error is a bug and keeps its stack.
 *
 * A message reads: place, value, what was expected, e.g.
 * `accuracies.csv:412 imagenet_r: "72.4" is not a fraction in [0, 1]`.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}

/** `known` for an error message: `one of a, b, c`. */
export function oneOf(known: readonly string[]): string {
  return `one of ${known.join(", ")}`;
}
