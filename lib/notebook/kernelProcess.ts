// The kernel's process: started, and gone when it should be.
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Connection } from "./connection.js";

const require = createRequire(import.meta.url);

/** The preload that makes tslab lose no output; see preload.cts. */
export const preloadPath: string = fileURLToPath(new URL("./preload.cjs", import.meta.url));

/** Arguments of node that start the kernel. The file stands alone: some clients replace only a whole argument. */
export function kernelArguments(connectionFile: string): string[] {
  return ["-r", preloadPath, require.resolve("tslab/bin/tslab"), "kernel", "--config-path", connectionFile];
}

export interface KernelProcess {
  readonly pid: number;
  /** Resolves with a sentence on how it ended and what it said last. Never rejects. */
  readonly ended: Promise<string>;
  readonly hasEnded: () => boolean;
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
  options: { readonly cwd: string; readonly environment?: NodeJS.ProcessEnv | undefined },
): KernelProcess {
  const child = spawn(process.execPath, kernelArguments(connection.file), {
    cwd: options.cwd,
    env: {
      ...process.env,
      ...options.environment,
      JPY_PARENT_PID: String(process.pid),
      NOTEBOOK_WATCH_FILES: "no",
    },
    // Outputs come as messages; these pipes carry what bypasses them: native libraries and a kernel's last words.
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches it through us, and its children can be ended with it.
    detached: true,
  });
  let ended = false;
  let lastWords = "";
  const listen = (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString("utf8")).slice(-4000);
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  const kernel: KernelProcess = {
    pid: child.pid ?? 0,
    ended: new Promise((resolve) => {
      child.once("error", (error) => resolve(`the kernel could not be started: ${error.message}`));
      child.once("exit", () => killGroup(child)); // what its cells started ends with it
      child.once("close", (code, signal) => resolve(describeEnd(code, signal, lastWords)));
      // A process outside the group may hold the pipes for ever, and "close" waits for it.
      child.once("exit", (code, signal) =>
        setTimeout(() => {
          child.stdout.destroy();
          child.stderr.destroy();
          resolve(describeEnd(code, signal, lastWords));
        }, lastWordsMs),
      );
    }),
    hasEnded: () => ended,
    interrupt: () => void child.kill("SIGINT"),
    kill: () => {
      if (!ended) killGroup(child);
    },
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

function killGroup(child: ChildProcess): void {
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
  killAll();
  unguard();
  // With no other listener the signal keeps its meaning: it ends this process.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function guard(): void {
  process.on("exit", killAll);
  for (const signal of signals) process.on(signal, endBySignal);
}

function unguard(): void {
  process.off("exit", killAll);
  for (const signal of signals) process.off(signal, endBySignal);
}
