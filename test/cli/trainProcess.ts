import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inPackage } from "../../lib/base/files.js";
import { parseSpec, type RunSpecInput, specHash } from "../../lib/training/train/spec.js";

// Commands that train as processes of their own, on the drawn shapes.

/** About a second of training. */
export const shapesSpec: RunSpecInput = {
  model: { kind: "cnn", widths: [8, 16] },
  objective: { kind: "crossEntropy" },
  data: { train: [{ pool: "shapes", images: 480 }], size: 16 },
  budget: { steps: 60, batchSize: 32 },
  optimizer: { learningRate: 5e-3 },
  augment: "none",
};

export const hashOf = (input: RunSpecInput): string => specHash(parseSpec(input));

export interface End {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls a command; records and checkpoints go into a folder of their own. */
export function start(folder: string, ...args: string[]): { child: ChildProcess; ended: Promise<End> } {
  const child = spawn(process.execPath, [
    inPackage("dist", "lib", "cli", "main.js"),
    ...args,
    ...["--data", inPackage("dist", "test", "training", "train", "shapes.js")],
    ...["--records", join(folder, "records"), "--checkpoints", join(folder, "checkpoints")],
  ]);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr.on("data", (text: Buffer) => {
    stderr += text.toString();
  });
  const ended = new Promise<End>((resolve) =>
    child.once("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended };
}

/** A folder below `root` and a spec in it. */
export async function folderWith(
  root: string,
  name: string,
  content: unknown,
): Promise<{ folder: string; file: string }> {
  const folder = join(root, name);
  await mkdir(folder);
  const file = join(folder, "spec.json");
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return { folder, file };
}
