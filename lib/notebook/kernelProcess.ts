// The kernel's process: started, and gone when it should be.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { StringDecoder } from "node:string_decoder";
import { fileURLToPath } from "node:url";
import { type CellProcess, processesOf, runVariable } from "./cellProcesses.js";
import type { Connection } from "./connection.js";
import type { KernelKind } from "./language.js";

const require = createRequire(import.meta.url);

/** The preload that makes tslab lose no output; see preload.cts. */
export const preloadPath: string = fileURLToPath(new URL("./preload.cjs", import.meta.url));

/** Arguments of node that start the kernel. The file stands alone: some clients replace only a whole argument. */
export function kernelArguments(connectionFile: string, kernel: KernelKind = "tslab"): string[] {
  const arguments_ = [
    "-r",
    preloadPath,
    require.resolve("tslab/bin/tslab"),
    "kernel",
    "--config-path",
    connectionFile,
  ];
  return kernel === "jslab" ? [...arguments_, "--js"] : arguments_;
}

export interface KernelProcess {
  readonly pid: number;
  /** Resolves with a sentence on how it ended and what it said last. Never rejects. */
  readonly ended: Promise<string>;
  readonly hasEnded: () => boolean;
  /** Processes of cells that still ran when the kernel ended. Filled by then. */
  readonly leftProcesses: readonly CellProcess[];
  /** Gets what is written past the kernel's messages: by native code, by child processes that inherit its pipes. */
  onPiped: ((name: "stdout" | "stderr", text: string) => void) | undefined;
  interrupt(): void;
  /** Ends the kernel and the processes its cells started. */
  kill(): void;
}

/** How long a kernel's last words are waited for after its end. */
const lastWordsMs = 500;

/** The kernels of this process, each with what removes its connection file. */
const alive = new Map<KernelProcess, () => void>();

/** Starts a tslab kernel that ends when this process does, however this process ends. */
export function startProcess(
  connection: Connection,
  options: {
    readonly cwd: string;
    readonly environment?: NodeJS.ProcessEnv | undefined;
    readonly kernel?: KernelKind | undefined;
  },
): KernelProcess {
  const run = randomUUID();
  const child = spawn(process.execPath, kernelArguments(connection.file, options.kernel), {
    cwd: options.cwd,
    env: {
      ...process.env,
      ...options.environment,
      JPY_PARENT_PID: String(process.pid),
      NOTEBOOK_WATCH_FILES: "no",
      [runVariable]: run,
    },
    // Outputs come as messages; these pipes carry what bypasses them: native libraries and a kernel's last words.
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches it through us, and its children can be ended with it.
    detached: true,
  });
  let ended = false;
  let lastWords = "";
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new StringDecoder("utf8");
    child[name].on("data", (chunk: Buffer) => {
      const text = decoder.write(chunk);
      lastWords = (lastWords + text).slice(-4000);
      if (text !== "") kernel.onPiped?.(name, text);
    });
  }
  const leftProcesses: CellProcess[] = [];
  const killGroup = () => {
    if (child.pid !== undefined && leftProcesses.length === 0)
      leftProcesses.push(...processesOf(run, child.pid));
    endGroup(child);
  };
  const kernel: KernelProcess = {
    pid: child.pid ?? 0,
    ended: new Promise((resolve) => {
      child.once("error", (error) => resolve(`the kernel could not be started: ${error.message}`));
      child.once("exit", killGroup); // what its cells started ends with it
      let giveUp: NodeJS.Timeout | undefined;
      child.once("close", (code, signal) => {
        clearTimeout(giveUp);
        resolve(describeEnd(code, signal, lastWords));
      });
      // A process outside the group may hold the pipes for ever, and "close" waits for it.
      child.once("exit", (code, signal) => {
        giveUp = setTimeout(() => {
          child.stdout.destroy();
          child.stderr.destroy();
          resolve(describeEnd(code, signal, lastWords));
        }, lastWordsMs);
      });
    }),
    hasEnded: () => ended,
    interrupt: () => void child.kill("SIGINT"),
    kill: () => {
      if (!ended) killGroup();
    },
    leftProcesses,
    onPiped: undefined,
  };
  alive.set(kernel, connection.remove);
  if (alive.size === 1) guard();
  void kernel.ended.then(() => {
    ended = true;
    alive.delete(kernel);
    connection.remove();
    if (alive.size === 0) unguard();
  });
  return kernel;
}

function describeEnd(code: number | null, signal: string | null, lastWords: string): string {
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  const said = lastWords.trim();
  return `the kernel ${how}${said ? `; it said last: ${said}` : ""}`;
}

function endGroup(child: ChildProcess): void {
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // nothing of the group is left
  }
}

// When this process ends, its kernels end. kill -9 leaves no time for this: then the preload sees to it.
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function killAll(): void {
  for (const [kernel, tidyUp] of alive) {
    kernel.kill();
    tidyUp();
  }
}

function endBySignal(signal: NodeJS.Signals): void {
  // Whoever else listens decides what the signal means, e.g. stops the cell and keeps its outputs.
  if (process.listenerCount(signal) > 1) return;
  killAll();
  unguard();
  process.kill(process.pid, signal);
}

function guard(): void {
  process.on("exit", killAll);
  // First, while the other listeners are still there.
  for (const signal of signals) process.prependListener(signal, endBySignal);
}

function unguard(): void {
  process.off("exit", killAll);
  for (const signal of signals) process.off(signal, endBySignal);
}
