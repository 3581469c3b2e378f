import { readIconSet } from "../sets/iconSet.js";
import { readSources, type Source } from "../sets/sources.js";
import type { Picture } from "./picture.js";
import { Renderer } from "./render.js";

/**
 * Renders icons from their installed sets, as a build does. Takes about 1 ms per icon and 20 ms per set.
 * Icons that have no picture and ids that no set publishes are omitted from the result.
 * @param ids e.g. `lucide:house`
 */
export async function drawIcons(
  ids: Iterable<string>,
  sources: readonly Source[] = readSources(),
): Promise<Map<string, Picture>> {
  const wanted = new Set(ids);
  const sets = new Set([...wanted].map((id) => id.slice(0, id.indexOf(":"))));
  const renderer = await Renderer.start();
  const pictures = new Map<string, Picture>();
  for (const source of sources.filter(({ set }) => sets.has(set))) {
    const { candidates, drawings } = readIconSet(source);
    for (const [at, { id }] of candidates.entries()) {
      if (!wanted.has(id)) continue;
      const rendering = await renderer.render(drawings[at]!);
      if (rendering.kind === "picture") pictures.set(id, rendering.picture);
    }
  }
  return pictures;
}
