import { say } from "./progress.js";

/** Reports which process is already building the corpus. */
export function tellWait(holder: string): void {
  say(`waiting for ${holder}, which is building the corpus`);
}

/**
 * Reports the steps of a build: on a terminal one line per step, overwritten; otherwise a line per tenth of a step.
 */
export function tellBuild(): (step: string, done: number, all: number) => void {
  let told = "";
  return (step, done, all) => {
    const line = `${step} ${all === 1 ? (done === 1 ? "done" : "…") : `${done}/${all}`}`;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[K${line}${done === all ? "\n" : ""}`);
      return;
    }
    const tenth = `${step} ${Math.floor((10 * done) / all)}`;
    if (tenth !== told) say(line);
    told = tenth;
  };
}
