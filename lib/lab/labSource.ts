import { InputError, oneOf } from "../base/errors.js";
import { drawRows, type Pool } from "../examples/draw.js";
import type { DataSource } from "../examples/source.js";
import { labSeed } from "./choices.js";
import { captionOf, type LabIcons, type LabPool, type LabPoolName, labPools, testSetsOf } from "./icons.js";

/**
 * The lab's icons as a data source. A specification that it can serve selects the same icons here and in the corpus:
 * draws by class label from whole pools, as long as what they draw is among the icons of the page (with the lab's seed, those that it
 * draws first). Draws from single sets and draws by text match choose among the page's icons only.
 */
export function labSource(icons: LabIcons): DataSource {
  const { table, images } = icons;
  const pools = Object.fromEntries(labPools.map((name) => [name, poolOf(table.pools[name])]));
  const places = Object.fromEntries(
    labPools.map((name) => [name, new Map(table.pools[name].shown.map((row, at) => [row, at]))]),
  );
  const tests = testSetsOf(icons);
  return {
    digest: table.digest,
    async load(spec) {
      if (spec.size !== table.size)
        throw new InputError(`data.size: ${spec.size}, but the icons of the lab have ${table.size}`);
      if (spec.labels === "none")
        throw new InputError('data.labels: "none", but every icon of the lab has a label');
      const unknown = spec.tests.find((name) => !Object.hasOwn(tests, name));
      if (unknown !== undefined)
        throw new InputError(`data.tests: no test set "${unknown}", expected ${oneOf(Object.keys(tests))}`);
      const rows = drawRows(spec, pools);
      const bytes = 3 * table.size ** 2;
      const chosen = new Uint8Array(rows.length * bytes);
      const captions = rows.map(({ pool, row }, at) => {
        const place = places[pool]!.get(row);
        if (place === undefined)
          throw new InputError(
            `data.train: the draw asks for icons of pool ${pool} that the lab does not have, expected at most ${places[pool]!.size} with data seed ${labSeed}`,
          );
        chosen.set(images[pool]!.subarray(place * bytes, (place + 1) * bytes), at * bytes);
        return captionOf(table.pools[pool as LabPoolName], place);
      });
      const named = Object.entries(tests).filter(
        ([name]) => spec.tests.length === 0 || spec.tests.includes(name),
      );
      return {
        digest: table.digest,
        classNames: table.classNames,
        shape: { height: table.size, width: table.size, channels: 3 },
        train: { images: chosen, labels: Int32Array.from(rows, ({ label }) => label), captions },
        tests: Object.fromEntries(named),
      };
    },
  };
}

/** A pool for drawing. Icons without an image belong to no set and have no text, so only draws from all reach them. */
function poolOf({ sets, set, labels, textMatch, shown }: LabPool): Pool {
  const has = new Set(shown);
  return {
    sets: set.map((number, row) => (has.has(row) ? sets[number]! : "")),
    labels: { class: labels, textMatch: textMatch.map((label, row) => (has.has(row) ? label : -1)) },
  };
}
