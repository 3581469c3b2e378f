import { spawn } from "node:child_process";

export interface Finished {
  /** Exit code; undefined if the program is not there or was ended by a signal. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
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
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].on("data", (text: Buffer) => {
        said[name] += text.toString();
      });
    child.once("error", ({ message }) => resolve({ ...said, stderr: message, code: undefined }));
    child.once("close", (code) => resolve({ ...said, code: code ?? undefined }));
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
