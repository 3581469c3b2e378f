import { Random } from "../../../lib/base/random.js";
import type {
  CaptionParts,
  DataSource,
  DataSpec,
  LoadedData,
  TestImages,
  TrainingImages,
} from "../../../lib/examples/source.js";

// A small data set drawn by a program: discs, squares and triangles of any place, size and colour on white, with
// captions. It takes the place of the corpus in tests of training; real images are tested with the corpus.

const classNames = ["disc", "square", "triangle"] as const;
const colours = { red: [220, 40, 30], green: [30, 160, 60], blue: [40, 60, 210] } as const;

/** Whether a point, relative to the middle and in units of the radius, lies inside a shape. */
const inside: Record<(typeof classNames)[number], (x: number, y: number) => boolean> = {
  disc: (x, y) => x * x + y * y < 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.9,
  triangle: (x, y) => y < 0.8 && y > 2.2 * Math.abs(x) - 1.1,
};

function draw(count: number, random: Random, { side, inverted = false }: Drawing): TrainingImages {
  const images = new Uint8Array(count * side * side * 3);
  const labels = new Int32Array(count);
  const captions: CaptionParts[] = [];
  for (let row = 0; row < count; row++) {
    const label = random.integer(3);
    const name = classNames[label]!;
    const colour = (Object.keys(colours) as (keyof typeof colours)[])[random.integer(3)]!;
    const radius = (side / 16) * (4 + 3 * random.uniform());
    const [centreX, centreY] = [0, 0].map(() => radius + (side - 2 * radius) * random.uniform()) as [
      number,
      number,
    ];
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const within = inside[name]((x + 0.5 - centreX) / radius, (y + 0.5 - centreY) / radius);
        for (let channel = 0; channel < 3; channel++) {
          const value = within ? colours[colour][channel]! : 255;
          images[((row * side + y) * side + x) * 3 + channel] = inverted ? 255 - value : value;
        }
      }
    labels[row] = label;
    captions.push({
      title: `${colour} ${name} ${random.integer(2) === 0 ? "filled" : "24"}`,
      description: "",
      tags: [name, "shape"],
      styleWords: ["filled", "24"],
    });
  }
  return { images, labels, captions };
}

interface Drawing {
  /** Height and width in pixels. */
  readonly side: number;
  readonly inverted?: boolean;
}

/** Training pool `shapes`; test sets `id` and `inverted`, the second with discs and squares alone. */
export class Shapes implements DataSource {
  loads = 0;

  async load(spec: DataSpec): Promise<LoadedData> {
    this.loads++;
    const { size: side } = spec;
    const random = new Random(spec.seed);
    const count = spec.train.reduce((sum, { images = 240 }) => sum + images, 0);
    const tests: Record<string, TestImages> = {
      id: draw(90, random.stream("id"), { side }),
      inverted: {
        ...only(draw(90, random.stream("inverted"), { side, inverted: true }), [0, 1], side),
        classes: [0, 1],
      },
    };
    return {
      classNames,
      classTerms: [["disc", "circle"], ["square"], ["triangle", "wedge", "cone"]],
      shape: { height: side, width: side, channels: 3 },
      train: draw(count, random.stream("train"), { side }),
      tests,
    };
  }
}

function only({ images, labels }: TestImages, wanted: readonly number[], side: number): TestImages {
  const rows = [...labels.keys()].filter((row) => wanted.includes(labels[row]!));
  const size = side * side * 3;
  const kept = new Uint8Array(rows.length * size);
  for (const [at, row] of rows.entries()) kept.set(images.subarray(row * size, (row + 1) * size), at * size);
  return { images: kept, labels: Int32Array.from(rows, (row) => labels[row]!) };
}

/** As a module that `--data` names. */
export default (): DataSource => new Shapes();
