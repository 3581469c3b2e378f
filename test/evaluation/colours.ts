// A model and a test set whose right answers are known beforehand. The set has ImageNet-A's layout: 200 class folders,
// each with small images of one colour. The graph is written here, field by field of ONNX's protocol: the mean colour of
// the image times a matrix [3, 1000] that makes it answer with the class whose colour the image has.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PbfWriter } from "pbf";
import sharp from "sharp";
import { loadImageNetClasses } from "../../lib/published/load.js";

const classes = await loadImageNetClasses();
export const wnids: readonly string[] = classes.map(({ wnid }) => wnid);
/** ImageNet-A's classes, as indices among the 1,000. */
export const inA = classes.flatMap(({ inImageNetA }, index) => (inImageNetA ? [index] : []));
/** Places among the 200 whose images have another class's colour. */
export const wrong = new Set([3, 50, 199]);

/** A colour for each of the 200 classes on a circle, so that the largest product is that of the class itself. */
export const colourOf = (place: number) => [
  128 + 110 * Math.cos(place * 0.0314),
  128 + 110 * Math.sin(place * 0.0314),
  128,
];

type Pbf = InstanceType<typeof PbfWriter>;
const message = (pbf: Pbf, field: number, write: (inner: Pbf) => void) =>
  pbf.writeMessage(field, (_: unknown, inner: Pbf) => write(inner), undefined);

function graph(): Uint8Array {
  const weights = new Float32Array(3 * 1000);
  inA.forEach((index, place) => {
    weights[index] = Math.cos(place * 0.0314);
    weights[1000 + index] = Math.sin(place * 0.0314);
  });
  const value = (pbf: Pbf, field: number, name: string, sizes: (number | string)[]) =>
    message(pbf, field, (info) => {
      info.writeStringField(1, name);
      message(info, 2, (type) =>
        message(type, 1, (tensor) => {
          tensor.writeVarintField(1, 1);
          message(tensor, 2, (shape) => {
            for (const size of sizes)
              message(shape, 1, (one) =>
                typeof size === "number" ? one.writeVarintField(1, size) : one.writeStringField(2, size),
              );
          });
        }),
      );
    });
  const node = (pbf: Pbf, type: string, inputs: string[], output: string) =>
    message(pbf, 1, (one) => {
      for (const input of inputs) one.writeStringField(1, input);
      one.writeStringField(2, output);
      one.writeStringField(4, type);
    });
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  message(pbf, 7, (own) => {
    node(own, "GlobalAveragePool", ["pixel_values"], "pooled");
    node(own, "Flatten", ["pooled"], "flat");
    node(own, "MatMul", ["flat", "weights"], "logits");
    own.writeStringField(2, "colours");
    message(own, 5, (tensor) => {
      tensor.writeVarintField(1, 3);
      tensor.writeVarintField(1, 1000);
      tensor.writeVarintField(2, 1);
      tensor.writeStringField(8, "weights");
      tensor.writeBytesField(9, new Uint8Array(weights.buffer));
    });
    value(own, 11, "pixel_values", ["images", 3, 8, 8]);
    value(own, 12, "logits", ["images", 1000]);
  });
  message(pbf, 8, (opset) => opset.writeVarintField(2, 13));
  return pbf.finish();
}

/** Writes the model, `colours.onnx` with its settings. @returns its path */
export async function writeColourModel(folder: string, change: object = {}): Promise<string> {
  await writeFile(join(folder, "colours.onnx"), graph());
  const half = [0.5, 0.5, 0.5]; // 128/255 → about 0, so only the colour's direction counts
  const preprocessing = {
    resize: { shortest: 8 },
    interpolation: "bicubic",
    crop: { width: 8, height: 8 },
    margin: "torchvision",
    mean: half,
    std: half,
    ...change,
  };
  await writeFile(join(folder, "colours.json"), JSON.stringify({ preprocessing }));
  return join(folder, "colours.onnx");
}

/** Writes the test set. @param each images per class, default 1: `a.png`, `b.png` … */
export async function writeColourImages(folder: string, each = 1): Promise<string> {
  for (const [place, index] of inA.entries()) {
    const [r, g, b] = colourOf(wrong.has(place) ? (place + 7) % 200 : place);
    const background = { r: Math.round(r!), g: Math.round(g!), b: b! };
    const png = await sharp({ create: { width: 12, height: 10, channels: 3, background } })
      .png()
      .toBuffer();
    await mkdir(join(folder, wnids[index]!), { recursive: true });
    for (let at = 0; at < each; at++)
      await writeFile(join(folder, wnids[index]!, `${String.fromCharCode(97 + at)}.png`), png);
  }
  return folder;
}
