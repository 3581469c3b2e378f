import type { Candidate } from "./candidate.js";
import type { WrittenCaption } from "./captions.js";
import { readIconSet } from "./iconSet.js";
import { createSetReaders, type SetReader } from "./namedIcons.js";
import type { Shard } from "./shard.js";
import type { Source } from "./sources.js";
import type { NamedIcon } from "./splits.js";

/** All icons that have a picture, in the order of the shards. */
export interface NamedIcons {
  readonly icons: readonly NamedIcon[];
  /** Ids of the label classes, sorted. */
  readonly classes: readonly string[];
  /** Caption of an icon by its index; made when first asked for. */
  readonly captionOf: (icon: number) => WrittenCaption;
  /** Ids of the classes whose terms stand in a text. */
  readonly classesIn: (text: string) => string[];
}

/** Reads what the names of the rendered icons say. @param finished called with the number of sets read */
export async function readNames(
  sources: readonly Source[],
  shards: readonly Shard[],
  finished: (sets: number) => void,
): Promise<NamedIcons> {
  const { vocabulary, readerOf, classesIn } = await createSetReaders();
  const icons: NamedIcon[] = [];
  const candidates: Candidate[] = [];
  const readers: SetReader[] = [];
  for (const [at, source] of sources.entries()) {
    const set = readIconSet(source).candidates;
    const byId = new Map(set.map((candidate) => [candidate.id, candidate]));
    const reader = readerOf(source.set, set);
    for (const id of shards[at]!.columns.id) {
      const candidate = byId.get(id)!;
      const match = reader.match(candidate);
      icons.push({
        id,
        role: source.role,
        classId: match.kind === "class" ? match.classId : undefined,
        named: match.kind !== "none",
        concept: reader.concept(candidate),
      });
      candidates.push(candidate);
      readers.push(reader);
    }
    finished(at + 1);
  }
  const classes = vocabulary.classes.map(({ id }) => id).sort();
  const captions = new Array<WrittenCaption | undefined>(icons.length);
  const captionOf = (icon: number): WrittenCaption => {
    const known = captions[icon] ?? readers[icon]!.caption(candidates[icon]!);
    captions[icon] = known;
    return known;
  };
  return { icons, classes, classesIn, captionOf };
}
