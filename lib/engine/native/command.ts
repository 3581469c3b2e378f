import { type ChildProcess, spawn } from "node:child_process";

export interface Finished {
  /** Exit code; undefined if the program is not there or was ended by a signal. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs under way, each the first of a process group of its own: make starts compilers, pip starts itself. */
const running = new Set<ChildProcess>();

/** Ends all programs under way, and what they have started. */
export function endPrograms(): void {
  for (const { pid } of running)
    if (pid !== undefined)
      try {
        process.kill(-pid, "SIGKILL");
      } catch {
        // nothing of the group is left
      }
}

/** Runs a program to its end. A program that is not there gives no code, and says so in `stderr`. */
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

/** The last line that says something, for an error message. */
export function lastLine(text: string, wanted?: RegExp): string {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return (wanted && lines.filter((line) => wanted.test(line)).at(-1)) ?? lines.at(-1) ?? "it said nothing";
}
