// Loaded into the tslab kernel before tslab (`node -r`), by our runner and by the Jupyter kernel specification.
// It cures what tslab 1.0.22 lacks: lost output, outputs of one MIME type only, kernels that outlive their runner.
// What it touches is private to tslab, whose version is pinned; a test runs it against the real kernel.

import modules = require("node:module");
import paths = require("node:path");
import threads = require("node:worker_threads");

type Send = (this: object, message: unknown) => Promise<void>;
type Bind = (this: { sendHighWaterMark: number }, address: string) => Promise<void>;
type Close = (this: object) => void;
interface SocketClass {
  prototype: { send: Send; bind: Bind; close: Close };
}

const fromPackage = modules.createRequire(paths.join(__dirname, "..", "..", "..", "package.json"));
const fromTslab = modules.createRequire(fromPackage.resolve("tslab/package.json"));
const zeromq = fromTslab("zeromq") as { Publisher: SocketClass; Router: SocketClass };

/**
 * tslab never awaits `send`. A second send while the first is under way fails, and more than some 490 in one tick
 * are lost, the idle status among them. Here each socket has a queue, and closes when it is empty.
 */
function queueSends(socketClass: SocketClass): void {
  const { send, bind, close } = socketClass.prototype;
  if (typeof send !== "function" || typeof bind !== "function" || typeof close !== "function")
    throw new Error("zeromq has no send, bind and close to patch: is tslab still at version 1.0.22?");
  const queues = new WeakMap<object, Promise<void>>();
  const then = (socket: object, next: () => Promise<void> | void): Promise<void> => {
    const queued = (queues.get(socket) ?? Promise.resolve()).then(next).catch(() => {}); // the peer is gone
    queues.set(socket, queued);
    return queued;
  };
  // Defined, not assigned: the inherited methods are read-only.
  Object.defineProperties(socketClass.prototype, {
    send: {
      value(this: object, message: unknown) {
        return then(this, () => send.call(this, message));
      },
    },
    bind: {
      value(this: { sendHighWaterMark: number }, address: string) {
        this.sendHighWaterMark = 0; // no limit: a publisher above its mark drops messages without a word
        return bind.call(this, address);
      },
    },
    close: {
      value(this: object) {
        then(this, () => close.call(this));
      },
    },
  });
}

queueSends(zeromq.Publisher);
queueSends(zeromq.Router);

/** What `globalThis[Symbol.for("clip-robustness.display")]` takes: one output of several MIME types. */
interface DisplayOptions {
  readonly metadata?: Record<string, unknown>;
  /** Names the output, so that a later call with `update` replaces it. */
  readonly displayId?: string;
  readonly update?: boolean;
}

function display(data: Record<string, unknown>, options: DisplayOptions = {}): void {
  const jupyter = fromPackage("tslab/dist/jupyter.js") as {
    lastWriteDisplayData: ((content: unknown, update: boolean) => void) | null;
  };
  if (typeof jupyter.lastWriteDisplayData !== "function")
    throw new Error("nothing can be displayed before the first cell runs");
  const transient = options.displayId === undefined ? {} : { display_id: options.displayId };
  jupyter.lastWriteDisplayData(
    { data, metadata: options.metadata ?? {}, transient },
    options.update ?? false,
  );
}

Object.defineProperty(globalThis, Symbol.for("clip-robustness.display"), { value: display });

// A thread of its own, because a cell in a busy loop lets nothing else run. Only our runner sets the variable.
const runner = process.env.CLIP_ROBUSTNESS_RUNNER;
if (runner !== undefined) {
  const watch = `
    const runner = Number(process.env.CLIP_ROBUSTNESS_RUNNER);
    setInterval(() => {
      try { process.kill(runner, 0); } catch { process.kill(process.pid, "SIGKILL"); }
    }, 500);`;
  new threads.Worker(watch, { eval: true, env: process.env }).unref();
}
