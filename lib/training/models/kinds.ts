import { z } from "zod";

// Encoders and objectives are both lists of kinds. A kind has a schema and is identified by its field `kind`. Adding
// one takes its own file and one entry in the list.

/** Nothing larger trains on one machine, so a larger size is a typing error. */
export const largestSize = 8192;

/** The schema of a width, a depth or another count. */
export const size = z.int().positive().max(largestSize);

/** The schema of one kind: an object whose field `kind` is a literal. */
export type KindSchema = z.ZodObject<{ kind: z.ZodLiteral<string> } & z.ZodRawShape>;

/** The schemas of a list of kinds, in order. */
export function schemasOf<const Kinds extends readonly { readonly schema: KindSchema }[]>(kinds: Kinds) {
  return kinds.map(({ schema }) => schema) as unknown as {
    readonly [At in keyof Kinds]: Kinds[At]["schema"];
  };
}

/** The kind with the given name. The schema of the configuration has already checked that it exists. */
export function kindNamed<Kind extends { readonly schema: KindSchema }>(
  kinds: readonly Kind[],
  name: string,
): Kind {
  return kinds.find(({ schema }) => schema.shape.kind.value === name)!;
}
