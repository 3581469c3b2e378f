// Loaded into the tslab kernel before tslab (`node -r`), by our runner and by the Jupyter kernel specification.
// It cures what tslab 1.0.22 lacks: lost output, outputs of one MIME type only, kernels that outlive their runner.
// What it touches is private to tslab, whose version is pinned; a test runs it against the real kernel.

import modules = require("node:module");
import paths = require("node:path");
import threads = require("node:worker_threads");

interface Socket {
  sendHighWaterMark: number;
}
interface SocketClass {
  prototype: {
    send(this: object, message: unknown): Promise<void>;
    receive?(this: object): Promise<unknown>;
    bind(this: Socket, address: string): Promise<void>;
    close(this: object): void;
  };
}

const fromPackage = modules.createRequire(paths.join(__dirname, "..", "..", "..", "package.json"));
const fromTslab = modules.createRequire(fromPackage.resolve("tslab/package.json"));
const zeromq = fromTslab("zeromq") as Record<"Publisher" | "Router" | "Reply", SocketClass>;

/**
 * tslab never awaits `send`. A second send while the first is under way fails, and more than some 490 in one tick
 * are lost, the idle status among them. It also sends and receives while a socket is still binding, which fails
 * and leaves a kernel that hears nothing. Here each socket has a queue that starts when it is bound, and closes
 * when the queue is empty.
 */
function queueSends({ prototype }: SocketClass): void {
  const { send, receive, bind, close } = prototype;
  if (typeof send !== "function" || typeof bind !== "function" || typeof close !== "function")
    throw new Error("zeromq has no send, bind and close to patch: is tslab still at version 1.0.22?");
  const bound = new WeakMap<object, Promise<void>>();
  const queues = new WeakMap<object, Promise<void>>();
  const enqueue = (socket: object, next: () => Promise<void> | void): Promise<void> => {
    const before = queues.get(socket) ?? bound.get(socket) ?? Promise.resolve();
    const queued = before.then(next).catch(() => {}); // the peer is gone
    queues.set(socket, queued);
    return queued;
  };
  // Defined, not assigned: the inherited methods are read-only.
  Object.defineProperties(prototype, {
    send: {
      value(this: object, message: unknown) {
        return enqueue(this, () => send.call(this, message));
      },
    },
    bind: {
      value(this: Socket, address: string) {
        this.sendHighWaterMark = 0; // no limit: a publisher above its mark drops messages without a word
        const binding = bind.call(this, address);
        bound.set(
          this,
          binding.catch(() => {}),
        ); // whoever called bind hears of its failure
        return binding;
      },
    },
    close: {
      value(this: object) {
        void enqueue(this, () => close.call(this));
      },
    },
  });
  if (receive)
    Object.defineProperty(prototype, "receive", {
      value(this: object) {
        const binding = bound.get(this);
        return binding ? binding.then(() => receive.call(this)) : receive.call(this);
      },
    });
}

queueSends(zeromq.Publisher);
queueSends(zeromq.Router);
queueSends(zeromq.Reply);

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
