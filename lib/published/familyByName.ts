import { loadPublished } from "./load.js";

/**
 * Looks up families by model name, for tables that list models without families. A name is known if a published model
 * has it. It is also known if it is the part before the first `/` or `.` of published names that all belong to one
 * family: `resnet50` for `resnet50.a1_in1k`, `ViT-B-32` for `ViT-B-32/openai`. If tables disagree, accuracies.csv takes
 * precedence, then testbed.csv.
 * @returns a function from a name to its family, or to undefined if the name is unknown
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

/** A name up to its first slash, and up to its first dot. */
function stemsOf(model: string): string[] {
  return [model.split("/")[0]!, model.split(".")[0]!].filter((stem) => stem !== model && stem !== "");
}
