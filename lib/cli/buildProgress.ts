import { say } from "./progress.js";

/** Says which process builds the corpus already. */
export function tellWait(holder: string): void {
  say(`waiting for ${holder}, which builds the corpus`);
}

/** Tells a build's steps: on a terminal one line a step, overwritten; elsewhere a line for each tenth. */
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
