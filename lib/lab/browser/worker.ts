/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import "./settings.js";
import { Random } from "../../base/random.js";
import { type RunSpec, specHash } from "../../training/train/spec.js";
import type { Choices } from "../choices.js";
import { type LabIcons, type LabTable, unpackPlanes } from "../icons.js";
import { labSource } from "../labSource.js";
import { specOf } from "../specOf.js";
import { askModel } from "./askModel.js";
import { fasterEngine } from "./engines.js";
import { GraphicsLost, graphics } from "./graphics.js";
import { provideWasm } from "./instead/runtime.js";
import type { AskedEngine, FromWorker, Supplies, ToWorker } from "./messages.js";
import { trainInPage } from "./trainInPage.js";

// One worker trains one run at a time, so that the page stays alive.

const post = (message: FromWorker): void => postMessage(message);

/** Shares of a run after which it is read out, besides its end. */
const evaluateAt = [0.1, 0.4];

/** A model that reads text is also asked with bare class names, beside the templates of the records. */
function readoutsOf({ readouts }: RunSpec): RunSpec["readouts"] {
  const reads = readouts.some(({ kind }) => kind === "zeroShot");
  return reads ? [...readouts, { kind: "zeroShot", templates: "pictograms" }] : readouts;
}

let icons: LabIcons | undefined;

async function inflated(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

async function takeSupplies({ wasm, table, planes }: Supplies): Promise<void> {
  provideWasm(await inflated(wasm));
  const parsed = JSON.parse(new TextDecoder().decode(await inflated(table))) as LabTable;
  const images: Record<string, Uint8Array> = {};
  for (const [name, bytes] of Object.entries(planes))
    images[name] = unpackPlanes(
      new Uint8Array(await inflated(bytes)),
      parsed.channels[name]!,
      parsed.size ** 2,
    );
  icons = { table: parsed, images };
  post({ kind: "ready", graphics: graphics() });
}

/** Trains the run of some choices, and reads it out during training, so that its way over the plane can be seen. */
async function train(id: number, choices: Choices, asked: AskedEngine): Promise<void> {
  const { table } = icons!;
  const source = labSource(icons!);
  const spec = specOf(choices, table);
  const { train } = await source.load(spec.data);
  post({ kind: "planned", id, hash: specHash(spec), trainImages: train.labels.length });
  const engine =
    asked === "fastest" ? await fasterEngine(spec, source, () => post({ kind: "trial", id })) : asked;
  await trainInPage(id, { ...spec, readouts: readoutsOf(spec), evaluateAt }, source, post, engine);
}

/** How many icons are shown at once. */
const shownIcons = 18;

/** Random icons of a test set, with the names of their classes. */
function showIcons({ id, testset, seed }: Extract<ToWorker, { kind: "icons" }>): void {
  const { table } = icons!;
  const test = table.tests[testset]!;
  const source = "of" in test ? test.of : testset;
  const { labels } = table.tests[source] as { readonly labels: readonly number[] };
  const images = icons!.images[source]!;
  const rows = "of" in test ? test.rows : [...labels.keys()];
  const bytes = 3 * table.size ** 2;
  post({
    kind: "icons",
    id,
    icons: new Random(seed).sample(rows, Math.min(shownIcons, rows.length)).map((row) => ({
      image: images.slice(row * bytes, (row + 1) * bytes),
      className: table.classNames[labels[row]!]!,
    })),
  });
}

async function take(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case "supplies":
      return takeSupplies(message.supplies);
    case "train":
      return train(message.id, message.choices, message.engine);
    case "ask":
      return post({
        kind: "answer",
        id: message.id,
        answers: await askModel(message.question, icons!.table.classNames, icons!.table.size),
      });
    case "icons":
      return showIcons(message);
  }
}

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  take(data).catch((error: unknown) =>
    post({
      kind: "failed",
      ...("id" in data && { id: data.id }),
      message: (error as Error).message,
      workerEnded: error instanceof GraphicsLost,
    }),
  );
});
