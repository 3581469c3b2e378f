// Loaded into the tslab kernel with `node -r`, by our runner and by the kernelspec, so that JupyterLab, VS Code
// and nbconvert get the same cures. It does nothing in any other process (forks and worker threads inherit
// `-r`). tslab is pinned: a place that is not as expected ends the kernel with a sentence that says so.
//
// 1. Lost output. tslab never awaits a send, and zeromq refuses a second send while one waits: what is sent
//    beyond some 500 messages in one turn of the event loop is lost, the final `idle` too, and clients wait
//    for ever. With a send timeout of 0 every send is immediate; without a high-water mark nothing is dropped.
//    Clients lose output too: Jupyter's servers stop passing on what comes faster than 1,000 messages a second,
//    nbconvert waits 4 s for what comes after the reply. So printed lines are gathered for some milliseconds.
// 2. One output in several forms. tslab's display sends one MIME type a call; `SendBundle` sends them together.
// 3. Orphans. JPY_PARENT_PID (Jupyter's convention) names the process the kernel belongs to. Once that is
//    gone the kernel ends with its process group, even in the middle of a busy loop.
// 4. Watched files. tslab has room for one timer, but its compiler sets a second one when files appear, vanish or
//    change their link count below a watched folder ("Unexpected pending rebuildTimer"), and the cell fails. The
//    second timer gets a place of its own. Our runs watch no files at all: packages that are installed or compiled
//    meanwhile must not change what a running notebook sees.
// 5. Late interrupts. Node hands SIGINT to a thread that stops the running script. If the script ends before that
//    thread has woken, the signal is kept and stops a later cell ("Script execution was interrupted by SIGINT").
//    So a cell lets that thread run before it ends, and after an interrupt what is left is taken up before the
//    next cell.
import fs = require("node:fs");
import nodeModule = require("node:module");
import path = require("node:path");
import vm = require("node:vm");
import threads = require("node:worker_threads");
import type typescript = require("@tslab/typescript-for-tslab");
import type zeromq = require("zeromq");
import type jupyter = require("tslab/dist/jupyter.js");

/** Where `SendBundle` is: `globalThis[Symbol.for("clip-robustness.display")]`. */
const displayKey = Symbol.for("clip-robustness.display");

/**
 * Sends one output that holds several forms of the same thing, of which a viewer shows the richest it knows.
 * @param bundle MIME type → text, base64 text for images, or an object for JSON types
 * @param metadata per MIME type, e.g. `{"image/png": {width: 600}}`
 * @param target `id` names the display; with `update` the display of that name is replaced where it stands
 * @throws Error before the first cell has started
 */
export type SendBundle = (
  bundle: Readonly<Record<string, string | object>>,
  metadata?: Readonly<Record<string, unknown>>,
  target?: { readonly id: string; readonly update?: boolean },
) => void;

/** Whether this process is a tslab kernel, given its arguments. */
function isKernel(argv: readonly string[]): boolean {
  return threads.isMainThread && path.basename(argv[1] ?? "").startsWith("tslab") && argv[2] === "kernel";
}

/** tslab as the kernel will find it: the working directory's own before the one beside this file. Its compiler is cured. */
function requireTslab(): { jupyter: typeof jupyter; zeromq: typeof zeromq } {
  const fromHere = nodeModule.createRequire(__filename);
  let entry: string;
  try {
    entry = nodeModule.createRequire(path.join(process.cwd(), "cell.js")).resolve("tslab/dist/jupyter.js");
  } catch {
    entry = fromHere.resolve("tslab/dist/jupyter.js");
  }
  const fromTslab = nodeModule.createRequire(entry);
  // The compiler first: tslab's converter keeps what it finds when it is loaded.
  let compiler: string;
  try {
    compiler = fromTslab.resolve("@tslab/typescript-for-tslab");
  } catch {
    fail("it has no @tslab/typescript-for-tslab");
  }
  fromTslab(compiler);
  watchSafely(fromTslab.cache[compiler] as unknown as { exports: typeof typescript });
  return { jupyter: fromTslab(entry), zeromq: fromTslab("zeromq") };
}

function fail(what: string): never {
  process.stderr.write(
    `The kernel's preload (${__filename}) does not fit this tslab: ${what}. It is written for tslab 1.0.22 and ` +
      "zeromq 6.8.0, the versions in package.json.\n",
  );
  process.exit(1);
}

type WriteStream = (name: string, text: string) => void;

/** Printed text that waits to be sent, at most `gatherMs`, and never behind any other message. */
const gatherMs = 50;
let gathered: { write: WriteStream; text: string } | undefined;
let lastSent = 0;

function sendGathered(): void {
  const one = gathered;
  gathered = undefined;
  one?.write("stdout", one.text);
}

function gather(write: WriteStream): WriteStream {
  return (name, text) => {
    // stderr is not gathered: an error is told from what a cell printed by being a message of its own.
    if (name !== "stdout") return write(name, text);
    if (gathered && gathered.write !== write) sendGathered();
    if (gathered) gathered.text += text;
    else {
      gathered = { write, text };
      setTimeout(sendGathered, gatherMs).unref();
    }
    // What comes after a pause is sent at once. No timer fires during a long loop, so the clock is asked too.
    if (Date.now() - lastSent < gatherMs && gathered.text.length < 1e6) return;
    sendGathered();
    lastSent = Date.now();
  };
}

const unlimited = { sendHighWaterMark: 0, sendTimeout: 0 };

/**
 * tslab makes its sockets with `new zeromq.Publisher()` and `new zeromq.Router()`: here with better options. A
 * client may write the moment a socket is bound, before zeromq has told this thread; reading or sending then
 * fails ("blocked by a bind") and the kernel hears nothing any more. So both wait for the end of the bind.
 */
function loseNothing(zmq: typeof zeromq, tslab: typeof jupyter): void {
  class Publisher extends zmq.Publisher {
    #binding: Promise<void> | undefined;
    constructor(options?: zeromq.SocketOptions<zeromq.Publisher>) {
      super({ ...options, ...unlimited });
    }
    override send(message: zeromq.MessageLike | zeromq.MessageLike[]): Promise<void> {
      sendGathered();
      if (this.#binding) return this.#binding.then(() => super.send(message));
      return this.closed ? Promise.resolve() : super.send(message);
    }
    override bind(address: string): Promise<void> {
      this.#binding = super.bind(address).finally(() => {
        this.#binding = undefined;
      });
      return this.#binding;
    }
  }
  class Router extends zmq.Router {
    #binding: Promise<void> | undefined;
    constructor(options?: zeromq.SocketOptions<zeromq.Router>) {
      super({ ...options, ...unlimited });
    }
    override bind(address: string): Promise<void> {
      this.#binding = super.bind(address).finally(() => {
        this.#binding = undefined;
      });
      return this.#binding;
    }
    override receive(): Promise<Buffer[]> {
      return this.#binding ? this.#binding.then(() => super.receive()) : super.receive();
    }
  }
  Object.assign(zmq, { Publisher, Router });
  const server = tslab.ZmqServer?.prototype;
  if (typeof server?.init !== "function") fail("ZmqServer has no init()");
  const init = server.init;
  server.init = async function (this: jupyter.ZmqServer) {
    await init.call(this).catch((error: Error) => {
      process.stderr.write(`The kernel could not open its sockets: ${error.message}\n`);
      process.exit(1);
    });
    if (!(this.iopub instanceof Publisher && this.shell instanceof Router))
      fail("its sockets are not made by zeromq.Publisher and zeromq.Router");
  };
  const handler = tslab.JupyterHandlerImpl?.prototype as unknown as {
    createWriteToIopub?: (name: string, write: WriteStream) => unknown;
  };
  const createWrite = handler?.createWriteToIopub;
  if (typeof createWrite !== "function") fail("JupyterHandlerImpl has no createWriteToIopub()");
  handler.createWriteToIopub = function (name, write) {
    return createWrite.call(this, name, gather(write));
  };
}

function sendBundles(tslab: typeof jupyter): void {
  if (!("lastWriteDisplayData" in tslab)) fail("tslab/dist/jupyter has no lastWriteDisplayData");
  const send: SendBundle = (bundle, metadata = {}, target) => {
    if (!tslab.lastWriteDisplayData) throw new Error("nothing can be displayed before the first cell");
    const data = { data: bundle, metadata, transient: target ? { display_id: target.id } : {} };
    tslab.lastWriteDisplayData(data as never, target?.update ?? false);
  };
  Object.defineProperty(globalThis, displayKey, { value: send, configurable: true });
}

/** With this environment variable set to "no" the kernel watches no files. */
const watchVariable = "NOTEBOOK_WATCH_FILES";

/** The part of the compiler's host that is changed. Which of its two timers is set is told by the function's name. */
interface WatchHost {
  setTimeout?: (callback: () => void, ms: number) => unknown;
  clearTimeout?: (timer: unknown) => void;
  watchFile: typescript.WatchHost["watchFile"];
  watchDirectory: typescript.WatchHost["watchDirectory"];
}

/** @param compiler its module, since its exports are read-only and can only be replaced as a whole */
function watchSafely(compiler: { exports: typeof typescript }): void {
  const original = compiler.exports;
  const create = original.createWatchCompilerHost as (...all: unknown[]) => WatchHost;
  if (typeof create !== "function") fail("its compiler has no createWatchCompilerHost()");
  const createWatchCompilerHost = (files: unknown, options: unknown, system: unknown, ...rest: unknown[]) => {
    const host = create(files, options, system, ...rest);
    const { setTimeout: setRebuild, clearTimeout: clearRebuild, watchFile } = host;
    if (!setRebuild || !clearRebuild) fail("its compiler's host has no timers");
    const lookups = new Set<unknown>();
    host.setTimeout = (callback, ms) => {
      if (callback.name !== "invalidateResolutionsOfFailedLookup") return setRebuild(callback, ms);
      const timer = setTimeout(() => {
        lookups.delete(timer);
        callback();
      }, ms).unref();
      lookups.add(timer);
      return timer;
    };
    host.clearTimeout = (timer) => {
      if (lookups.delete(timer)) clearTimeout(timer as NodeJS.Timeout);
      else clearRebuild(timer);
    };
    if (process.env[watchVariable] === "no") {
      const unwatched = { close: () => {} };
      // The cell itself and the declarations before it are files to tslab: it reports their changes by itself.
      const own = /\/__(?:tslab__\.[jt]s|prev__\.d\.ts)$/;
      host.watchFile = (file, ...more) => (own.test(file) ? watchFile(file, ...more) : unwatched);
      host.watchDirectory = () => unwatched;
    }
    return host;
  };
  compiler.exports = { ...original, createWatchCompilerHost } as typeof typescript;
}

/** What tslab puts behind a cell's code: the whole is one expression. */
const cellEnd = "\n})(__tslab__.exports, __tslab__.require)";
const pausesKey = "__notebookPauses__";
/** Long enough for a waiting thread to be woken on an idle machine, short beside the compiling of a cell. */
const wakeMs = 2;
/** The longest time a thread of this process that is about to run is waited for. */
const busyMs = 40;
const leftOverMs = 50;

/** Whether another thread of this process runs or is about to. Known on Linux only. */
function othersRun(): boolean {
  try {
    return fs.readdirSync("/proc/self/task").some((thread) => {
      if (thread === String(process.pid)) return false;
      const stat = fs.readFileSync(`/proc/self/task/${thread}/stat`, "latin1");
      return stat[stat.lastIndexOf(")") + 2] === "R";
    });
  } catch {
    return false;
  }
}

/** Makes an interrupt stop the cell it is meant for, and no later one. */
function interruptInTime(): void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  const pause = (ms: number) => Atomics.wait(never, 0, 0, ms);
  const afterCell = (value: unknown) => {
    const end = performance.now() + busyMs;
    do pause(wakeMs);
    while (othersRun() && performance.now() < end);
    return value;
  };
  Object.defineProperty(globalThis, pausesKey, { value: { afterCell, leftOver: () => pause(leftOverMs) } });
  let interrupted = false;
  process.prependListener("SIGINT", () => {
    interrupted = true;
  });
  const run = vm.runInThisContext;
  const takeLeftOver = () => {
    try {
      run(`${pausesKey}.leftOver()`, { breakOnSigint: true });
      return false;
    } catch {
      return true; // there may be another
    }
  };
  vm.runInThisContext = (code, options) => {
    if (typeof options !== "object" || !options.breakOnSigint || !code.endsWith(cellEnd))
      return run(code, options);
    if (interrupted) for (let tries = 0; tries < 20 && takeLeftOver(); ) tries++;
    interrupted = false;
    try {
      return run(`${pausesKey}.afterCell(${code})`, options);
    } catch (error) {
      interrupted ||= (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
      throw error;
    }
  };
}

// The main thread may be in an endless loop, so another thread looks after the parent.
const watchParent = `
  const { workerData: { parent, ppid } } = require("node:worker_threads");
  const isGone = () => {
    if (process.ppid !== ppid) return true;
    try { process.kill(parent, 0); return false; } catch (error) { return error.code === "ESRCH"; }
  };
  setInterval(() => {
    if (!isGone()) return;
    try { process.kill(-process.pid, "SIGKILL"); } catch {}
    process.kill(process.pid, "SIGKILL");
  }, 250);
`;

function endWithParent(parent: number): void {
  const watcher = new threads.Worker(watchParent, {
    eval: true,
    execArgv: [],
    workerData: { parent, ppid: process.ppid },
  });
  watcher.unref();
}

if (isKernel(process.argv)) {
  const tslab = requireTslab();
  loseNothing(tslab.zeromq, tslab.jupyter);
  sendBundles(tslab.jupyter);
  interruptInTime();
  process.on("exit", sendGathered);
  const parent = Number(process.env.JPY_PARENT_PID);
  if (Number.isSafeInteger(parent) && parent > 0) endWithParent(parent);
}
