import { z } from "zod";

// What encoders and objectives have in common: each is a kind with a schema, told apart by its `kind`, in a list. Adding
// one takes its own file and one entry in the list.

/** Nothing larger trains on one machine: this tells a slip of the pen from a size. */
export const largestSize = 8192;

/** A width, a depth or another number of things. */
export const size = z.int().positive().max(largestSize);

/** The schema of one kind: an object whose field `kind` is a literal. */
export type KindSchema = z.ZodObject<{ kind: z.ZodLiteral<string> } & z.ZodRawShape>;

/** The schemas of a list of kinds, in its order. */
export function schemasOf<const Kinds extends readonly { readonly schema: KindSchema }[]>(kinds: Kinds) {
  return kinds.map(({ schema }) => schema) as unknown as {
    readonly [At in keyof Kinds]: Kinds[At]["schema"];
  };
}

/** The kind of a list that a configuration names. Its schema has checked that there is one. */
export function kindNamed<Kind extends { readonly schema: KindSchema }>(
  kinds: readonly Kind[],
  name: string,
): Kind {
  return kinds.find(({ schema }) => schema.shape.kind.value === name)!;
}
