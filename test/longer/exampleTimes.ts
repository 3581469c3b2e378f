// Times of the five examples (test/engine/examples.ts) on each engine that runs here. Run
//   npm run bench:examples
import { listEngines } from "../../lib/engine/index.js";
import { examples } from "../engine/examples.js";

/** The median time of a step in ms, without the first steps, in which graphs are made. */
async function timed(
  train: (typeof examples)[number]["train"],
  engine: "captured" | "native" | "reference",
): Promise<number> {
  const steps = engine === "reference" ? 3 : 40;
  const ends: number[] = [];
  await train(engine, steps, () => void ends.push(performance.now()));
  const times = ends.slice(1).map((end, at) => end - ends[at]!);
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

const found = await listEngines();
const engines = found.filter(({ available }) => available).map(({ name }) => name);
for (const { name, reason } of found) if (reason) console.error(`${name}: ${reason}`);
console.log(
  `| example | ${engines.map((name) => `${name}, ms a step`).join(" | ")} | reference ÷ captured |`,
);
console.log(`|---|${"---|".repeat(engines.length + 1)}`);
for (const { name, train } of examples) {
  const times = new Map<string, number>();
  for (const engine of engines) times.set(engine, await timed(train, engine));
  const ratio = times.get("reference")! / times.get("captured")!;
  const cells = engines.map((engine) => times.get(engine)!.toPrecision(3));
  console.log(`| ${name} | ${cells.join(" | ")} | ${ratio.toPrecision(2)} |`);
}
