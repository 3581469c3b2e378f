import { appendFileSync } from "node:fs";
import type { DataSource } from "../../../lib/examples/source.js";
import { Shapes } from "../train/shapes.js";

/**
 * The drawn shapes as a module for `--data`, which adds a line to the file named by LOADS each time a process begins a
 * run: the run's seed, which a test also gives to its data, and the process's number. So a test knows whom to kill.
 */
export default (): DataSource => {
  const shapes = new Shapes();
  return {
    load(spec) {
      appendFileSync(process.env.LOADS!, `${spec.seed} ${process.pid}\n`);
      return shapes.load(spec);
    },
  };
};
