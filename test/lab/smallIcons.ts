import { Random } from "../../lib/base/random.js";
import type { LabIcons, LabPool, LabTable } from "../../lib/lab/icons.js";
import { packPlanes } from "../../lib/lab/icons.js";
import { inDistributionOf, pictogramShifts } from "../../lib/published/testsets/pictograms.js";

const size = 32;
const classNames = ["bar", "pole", "disc", "frame"];

/** Icons of four shapes that differ in place and size, some of them coloured, with captions that name the shape. */
export function smallIcons(): LabIcons {
  const random = new Random("small icons");
  const drawn = (count: number) => {
    const labels = Array.from({ length: count }, (_, at) => at % classNames.length);
    const images = new Uint8Array(count * size * size * 3).fill(255);
    for (const [at, label] of labels.entries())
      draw(images.subarray(at * size * size * 3, (at + 1) * size * size * 3), label, random);
    return { labels, images };
  };
  const images: Record<string, Uint8Array> = {};
  const pool = (name: "reference" | "web", count: number, shown: number[]): LabPool => {
    const all = drawn(count);
    const bytes = size * size * 3;
    images[name] = Uint8Array.from(
      shown.flatMap((row) => [...all.images.subarray(row * bytes, (row + 1) * bytes)]),
    );
    return {
      sets: ["one", "two"],
      families: ["other-ui", "emoji"],
      set: all.labels.map((_, row) => Math.floor(row / 2) % 2),
      labels: all.labels,
      textMatch: all.labels.map((label, row) => (row % 5 === 0 ? -1 : label)),
      shown,
      captions: shown.map((row) => [
        `${classNames[all.labels[row]!]} outline`,
        "a shape",
        [`tag${row % 3}`],
        ["outline"],
      ]),
    };
  };
  const whole = ["test", "matched", "hand-drawn", "renditions", "contexts"];
  const labels = Object.fromEntries(
    whole.map((name) => {
      const made = drawn(20);
      images[name] = made.images;
      return [name, made.labels];
    }),
  );
  const classes = [0, 1, 2];
  const rows = [...labels.test!.keys()].filter((row) => classes.includes(labels.test![row]!));
  const pools = {
    reference: pool("reference", 48, [...Array(48).keys()]),
    web: pool(
      "web",
      60,
      [...Array(60).keys()].filter((row) => row % 3 > 0),
    ),
  };
  const table: LabTable = {
    digest: "small",
    size,
    classNames,
    pools,
    tests: Object.fromEntries([
      ["test", { labels: labels.test! }],
      ...pictogramShifts.flatMap((shift) => [
        [inDistributionOf(shift), { of: "test", rows, classes }],
        [
          shift,
          shift === "adversarial"
            ? { of: "matched", rows: rows.slice(0, 9), classes }
            : { labels: labels[shift]!, classes: [0, 1, 2, 3] },
        ],
      ]),
    ]) as LabTable["tests"],
    channels: Object.fromEntries(
      Object.entries(images).map(([name, rgb]) => [name, packPlanes(rgb, size ** 2).channels]),
    ),
  };
  return { table, images };
}

function draw(image: Uint8Array, label: number, random: Random): void {
  const [x, y] = [8 + random.integer(8), 8 + random.integer(8)];
  const side = 8 + random.integer(8);
  const colour = random.uniform() < 0.3 ? [200, 40, 90] : [0, 0, 0];
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [dx, dy] = [column - x, row - y];
      const inside = dx >= 0 && dy >= 0 && dx < side && dy < side;
      const on = [
        inside && dy < 4,
        inside && dx < 4,
        Math.hypot(dx - side / 2, dy - side / 2) < side / 2,
        inside && (dx < 2 || dy < 2 || dx >= side - 2 || dy >= side - 2),
      ][label];
      if (on) image.set(colour, 3 * (row * size + column));
    }
}
