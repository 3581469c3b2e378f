// The processes that the cells of a run have started, found by an environment variable they inherit.
import { readdirSync, readFileSync } from "node:fs";

/** Environment variable that marks the kernel of a run and all processes below it. */
export const runVariable = "NOTEBOOK_RUN";

/** A process of a cell that still ran when the kernel ended. */
export interface CellProcess {
  readonly pid: number;
  /** Its command line, at most 80 characters. */
  readonly command: string;
  /** Whether it was ended with the kernel. One that was detached (a group of its own) goes on. */
  readonly ended: boolean;
}

/**
 * The processes that carry a run's mark, without the kernel itself and without Node's own children (`fork`), which
 * end with the kernel by themselves. Known on Linux only; elsewhere none are found.
 * @param run value of `runVariable`. @param kernelPid also the number of the kernel's process group
 */
export function processesOf(run: string, kernelPid: number): CellProcess[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === kernelPid) return [];
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
      if (!environment.includes(`${runVariable}=${run}`)) return [];
      if (environment.some((one) => one.startsWith("NODE_CHANNEL_FD="))) return [];
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      // After the name in parentheses: state, parent, group. The name may hold anything.
      const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === "Z" || state === "X") return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
      return [{ pid, command: command.slice(0, 80), ended: Number(group) === kernelPid }];
    } catch {
      return []; // it has ended meanwhile, or belongs to another user
    }
  });
}

/** One sentence for people. */
export function describeProcess({ pid, command, ended }: CellProcess): string {
  return ended
    ? `Process ${pid} (${command}), started by a cell, was ended with the kernel.`
    : `Process ${pid} (${command}), started by a cell as a detached one, still runs.`;
}
