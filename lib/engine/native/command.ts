import { type ChildProcess, spawn } from "node:child_process";

interface Finished {
  /** Exit code; undefined if the program does not exist or was killed by a signal. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Running programs, each the leader of its own process group, because make starts compilers and pip starts itself. */
const running = new Set<ChildProcess>();

/** Kills all running programs and the processes they have started. */
export function endPrograms(): void {
  for (const { pid } of running)
    if (pid !== undefined)
      try {
        process.kill(-pid, "SIGKILL");
      } catch {
        // the group has already ended
      }
}

/** Runs a program to its end. If it does not exist, the code is undefined and `stderr` has the reason. */
export function finished(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // Ctrl-C in a terminal reaches it through `endPrograms` alone.
      detached: true,
    });
    running.add(child);
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].on("data", (text: Buffer) => {
        said[name] += text.toString();
      });
    child.once("error", ({ message }) => {
      running.delete(child);
      resolve({ ...said, stderr: message, code: undefined });
    });
    child.once("close", (code) => {
      running.delete(child);
      resolve({ ...said, code: code ?? undefined });
    });
  });
}

/** The last line that is not empty, for an error message. */
export function lastLine(text: string, wanted?: RegExp): string {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return (wanted && lines.filter((line) => wanted.test(line)).at(-1)) ?? lines.at(-1) ?? "it said nothing";
}
