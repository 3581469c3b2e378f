import { InputError, oneOf } from "../base/errors.js";
import { canonicalJson, sha256 } from "../base/hash.js";
import type { SplitName } from "../corpus/build/splits.js";
import { type Severity, severities, shiftImages, syntheticShifts } from "../corpus/images/syntheticShift.js";
import { createTextMatcher } from "../corpus/names/textMatch.js";
import { type Corpus, type CorpusSplit, openCorpus } from "../corpus/read/openCorpus.js";
import { loadClasses } from "../corpus/sets/classes.js";
import { inDistributionOf, type PictogramShift, pictogramShifts } from "../published/testsets/pictograms.js";
import { readAdversarial } from "./adversarial.js";
import { readAlike } from "./alike.js";
import { drawRows, type Pool } from "./draw.js";
import {
  type CaptionParts,
  type DataSource,
  type DataSpec,
  imageChannels,
  type LoadedTestSet,
} from "./source.js";

/** Training pools by their name in a spec: the reference distribution and the web-like pool. */
const pools = { reference: "train", web: "web" } as const satisfies Record<string, SplitName>;
type PoolName = keyof typeof pools;

/** The split of icons held out of the web-like pool. */
const webTest = "webTest" satisfies SplitName;

/** Seed of the synthetic shifts' noise. */
const syntheticSeed = 1;

/**
 * Pictograms as a data source. The pools are `reference` and `web`. The test sets are `test` (in-distribution, all
 * classes), the natural shifts (lib/published/testsets/pictograms.ts), and for each shift `test:<shift>`, the
 * in-distribution icons of the shift's classes. `webTest` holds icons held out of the web-like pool, and
 * `webTest:<shift>` those of the shift's classes. On request there are also `validation` and the synthetic shifts,
 * `noise-1` to `inversion-5`.
 *
 * With `labels: "textMatch"`, an image gets the class whose terms occur as whole words in its title, tags and
 * description. If several classes match, it gets none. No other rule applies.
 *
 * @param folder of the corpus; default: the folder in which `robustness corpus build` writes
 * @throws InputError if there is no corpus
 */
export async function pictograms(folder?: string): Promise<DataSource> {
  const corpus = await openCorpus(folder);
  const { classNames, classTerms, textLabels } = await classesOf(corpus);

  const alike = await readAlike();
  const listed = new Set(alike?.icons);

  const poolsOf = once((name: PoolName): Pool => {
    const split = corpus.split(pools[name]);
    return {
      sets: split.sets,
      families: split.families,
      alike:
        name === "web" && alike !== undefined
          ? new Set([...split.ids.keys()].filter((row) => listed.has(split.ids[row]!)))
          : undefined,
      labels: {
        class: split.labels,
        get textMatch() {
          return textLabels(split);
        },
      },
    };
  });
  const imagesOf = once((key: string): Uint8Array => {
    const [name, size] = key.split(" ") as [SplitName, string];
    return corpus.split(name).images(sizeOf(Number(size)));
  });
  const images = (name: SplitName, size: number) => imagesOf(`${name} ${size}`);
  const digest = await digestOf(corpus);

  return {
    digest,
    async load(spec) {
      const bytes = spec.size ** 2 * imageChannels;
      sizeOf(spec.size);
      checkPools(spec);
      const used = [...new Set(spec.train.map(({ pool }) => pool as PoolName))];
      const rows = drawRows(spec, Object.fromEntries(used.map((name) => [name, poolsOf(name)])));
      const train = {
        images: new Uint8Array(rows.length * bytes),
        labels: Int32Array.from(rows, ({ label }) => label),
        captions: [] as CaptionParts[],
      };
      for (const [at, { pool, row }] of rows.entries()) {
        const split = pools[pool as PoolName];
        const from = images(split, spec.size);
        train.images.set(from.subarray(row * bytes, (row + 1) * bytes), at * bytes);
        train.captions.push(corpus.split(split).captions[row]!);
      }
      return {
        digest,
        classNames,
        classTerms,
        shape: { height: spec.size, width: spec.size, channels: imageChannels },
        train,
        tests: await testSets(corpus, spec, images),
      };
    },
  };
}

/** Hash of the content of the corpus and of the frozen lists, independent of compression. */
async function digestOf({ manifest }: Corpus): Promise<string> {
  const contents = Object.entries(manifest.splits).map(([name, { files }]) => [
    name,
    Object.entries(files).map(([side, { content }]) => [side, content]),
  ]);
  const [adversarial, alike] = [await readAdversarial(), await readAlike()];
  const lists = { adversarial: adversarial ?? null, ...(alike && { alike }) };
  return sha256(canonicalJson({ contents, ...lists })).slice(0, 16);
}

function checkPools({ train }: DataSpec): void {
  for (const [at, { pool }] of train.entries())
    if (!Object.hasOwn(pools, pool))
      throw new InputError(`data.train.${at}.pool: no pool "${pool}", expected ${oneOf(Object.keys(pools))}`);
}

/** The spec's test sets by name. A spec that names none gets the default ones. */
async function testSets(
  corpus: Corpus,
  spec: DataSpec,
  images: (name: SplitName, size: number) => Uint8Array,
): Promise<Record<string, LoadedTestSet>> {
  const adversarial = await readAdversarial();
  const natural = pictogramShifts.filter((shift) => shift !== "adversarial" || adversarial !== undefined);
  const classesOf = (shift: PictogramShift): number[] =>
    (shift === "adversarial" ? adversarial!.classes : corpus.manifest.shiftClasses[shift])
      .map((id) => corpus.classes.indexOf(id))
      .sort((a, b) => a - b);
  const whole = (name: SplitName, classes?: readonly number[]): LoadedTestSet => ({
    images: images(name, spec.size),
    labels: corpus.split(name).labels,
    ...(classes && { classes }),
  });
  const makers: Record<string, () => LoadedTestSet> = { test: () => whole("test") };
  for (const shift of natural) {
    makers[inDistributionOf(shift)] = () => {
      const classes = classesOf(shift);
      return { of: "test", rows: rowsOf(corpus.split("test").labels, classes), classes };
    };
    makers[shift] = () => {
      const classes = classesOf(shift);
      if (shift !== "adversarial") return whole(shift, classes);
      const icons = new Set(adversarial!.icons);
      const { ids } = corpus.split("matched");
      return {
        of: "matched",
        rows: Int32Array.from(ids.keys()).filter((row) => icons.has(ids[row]!)),
        classes,
      };
    };
  }
  makers[webTest] = () => whole(webTest);
  for (const shift of natural)
    makers[`${webTest}:${shift}`] = () => {
      const classes = classesOf(shift);
      return { of: webTest, rows: rowsOf(corpus.split(webTest).labels, classes), classes };
    };
  const byDefault = Object.keys(makers);
  makers.validation = () => whole("validation");
  for (const shift of Object.keys(syntheticShifts) as (keyof typeof syntheticShifts)[])
    for (const severity of severities)
      makers[`${shift}-${severity}`] = () => ({
        images: shiftImages(images("test", spec.size), corpus.split("test").ids, {
          shift,
          severity: severity as Severity,
          size: spec.size,
          seed: syntheticSeed,
        }),
        labels: corpus.split("test").labels,
      });
  const unknown = spec.tests.find((name) => !Object.hasOwn(makers, name));
  if (unknown !== undefined)
    throw new InputError(`data.tests: no test set "${unknown}", expected ${oneOf(Object.keys(makers))}`);
  const names = spec.tests.length > 0 ? spec.tests : byDefault;
  const made: Record<string, LoadedTestSet> = {};
  for (const name of Object.keys(makers).filter((each) => names.includes(each))) {
    const set = makers[name]!();
    if ("of" in set && !names.includes(set.of))
      throw new InputError(`data.tests: "${name}" is part of "${set.of}", expected that one too`);
    made[name] = set;
  }
  return made;
}

/** The rows whose label is one of the classes. */
function rowsOf(labels: Int32Array, classes: readonly number[]): Int32Array {
  const kept = new Set(classes);
  return Int32Array.from(labels.keys()).filter((row) => kept.has(labels[row]!));
}

/** The names of a corpus's classes, and the labels that text match finds in the captions of its splits. */
export async function classesOf({ classes }: Corpus): Promise<{
  readonly classNames: readonly string[];
  /** The words for each class, its name first. */
  readonly classTerms: readonly (readonly string[])[];
  /** Class numbers, or −1 where no class or more than one is named. */
  textLabels(split: CorpusSplit): Int32Array;
}> {
  const byId = new Map((await loadClasses()).classes.map((one) => [one.id, one]));
  const terms = new Map(classes.map((id) => [id, byId.get(id)?.terms ?? []]));
  const classNames = classes.map((id) => byId.get(id)?.name ?? id);
  return {
    classNames,
    classTerms: classes.map((id, at) => [...new Set([classNames[at]!, ...(byId.get(id)?.terms ?? [])])]),
    textLabels(split) {
      const matcher = createTextMatcher(terms, "word");
      return Int32Array.from(split.captions, ({ title, tags, description }) => {
        const found = matcher.classesIn([title, ...tags, description].join(" . "));
        return found.length === 1 ? classes.indexOf(found[0]!) : -1;
      });
    },
  };
}

function sizeOf(size: number): 32 | 64 {
  if (size !== 32 && size !== 64) throw new InputError(`data.size: ${size}, expected 32 or 64`);
  return size;
}

/** Caches the results of a function. */
function once<Key extends string, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = compute(key);
      known.set(key, value);
    }
    return value;
  };
}
