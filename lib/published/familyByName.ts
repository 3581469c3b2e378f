import { loadPublished } from "./load.js";

/**
 * Families of published models by name, for tables that name models and no families. A name is known if a published model
 * has it, or if it is the part before the first `/` or `.` of published names that all belong to one family: `resnet50`
 * of `resnet50.a1_in1k`, `ViT-B-32` of `ViT-B-32/openai`. Where tables disagree, accuracies.csv comes first, then the
 * testbed's.
 * @returns the family of a model, undefined for a name nobody published
 */
export async function publishedFamilies(): Promise<(model: string) => string | undefined> {
  const tables = await Promise.all(
    (["accuracies", "testbed", "scaling"] as const).map((table) => loadPublished(table)),
  );
  const whole = new Map<string, string>();
  const stems = new Map<string, string | undefined>();
  for (const models of tables) {
    const own = new Map<string, string | undefined>();
    for (const { model, family } of models) {
      if (!whole.has(model)) whole.set(model, family);
      for (const stem of stemsOf(model)) {
        const before = own.get(stem);
        own.set(stem, own.has(stem) && before !== family ? undefined : family);
      }
    }
    for (const [stem, family] of own) if (!stems.has(stem)) stems.set(stem, family);
  }
  const known = (name: string) => whole.get(name) ?? stems.get(name);
  return (model) =>
    known(model) ??
    stemsOf(model)
      .map(known)
      .find((family) => family !== undefined);
}

/** A name up to its first slash, and up to its first point. */
function stemsOf(model: string): string[] {
  return [model.split("/")[0]!, model.split(".")[0]!].filter((stem) => stem !== model && stem !== "");
}
