// A client of one tslab kernel over the Jupyter protocol.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Dealer, Subscriber } from "zeromq";
import type { CellProcess } from "./cellProcesses.js";
import { type Connection, makeConnection, type Transport } from "./connection.js";
import { type KernelProcess, startProcess } from "./kernelProcess.js";
import type { KernelKind } from "./language.js";
import { decode, encode, type Message, request } from "./wire.js";

/** The kernel ended while something was asked of it. */
export class KernelEnded extends Error {
  override readonly name = "KernelEnded";
}

export interface KernelOptions {
  /** Working directory of the kernel. */
  readonly cwd: string;
  /** Environment variables beside this process's own. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** TypeScript (`tslab`, the default) or JavaScript (`jslab`). */
  readonly kernel?: KernelKind | undefined;
  /** Seconds until the kernel must answer for the first time; 60 by default. */
  readonly startSeconds?: number;
  /** How client and kernel talk; sockets in a private folder where the platform has them. */
  readonly transport?: Transport | undefined;
}

/** What a kernel answers to a cell. tslab gives an error neither name nor traceback. */
export interface ExecuteReply {
  readonly status: string;
  readonly executionCount: number | null;
}

const drainMs = 100;

interface Pending {
  reply?: Message;
  idle: boolean;
  readonly onMessage: ((message: Message) => void) | undefined;
  readonly resolve: (reply: Message) => void;
  readonly reject: (error: Error) => void;
}

export class Kernel {
  readonly #process: KernelProcess;
  readonly #connection: Connection;
  readonly #session = randomUUID();
  readonly #shell = new Dealer({ linger: 0 });
  readonly #control = new Dealer({ linger: 0 });
  readonly #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #pending = new Map<string, Pending>();
  /** Gets the output that belongs to no running request, e.g. of a timer after its cell has ended. */
  onLateMessage: ((message: Message) => void) | undefined;

  private constructor(connection: Connection, kernelProcess: KernelProcess) {
    this.#connection = connection;
    this.#process = kernelProcess;
    this.#shell.connect(connection.address("shell"));
    this.#control.connect(connection.address("control"));
    this.#iopub.connect(connection.address("iopub"));
    this.#iopub.subscribe();
    for (const socket of [this.#shell, this.#control, this.#iopub]) void this.#receive(socket);
    void kernelProcess.ended.then(async (how) => {
      await sleep(drainMs); // its last messages may be on their way still
      this.#close(how);
    });
  }

  /**
   * Starts a kernel and waits until it answers and its outputs arrive.
   * @throws KernelEnded with its last words, or Error after `startSeconds`
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    const connection = await makeConnection(options.transport);
    const kernel = new Kernel(connection, startProcess(connection, options));
    try {
      await kernel.#ready(options.startSeconds ?? 60);
    } catch (error) {
      kernel.kill();
      await kernel.ended;
      throw error;
    }
    return kernel;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Resolves, when the kernel has ended, with a sentence that says how. */
  get ended(): Promise<string> {
    return this.#process.ended;
  }

  get hasEnded(): boolean {
    return this.#process.hasEnded();
  }

  /** Processes of cells that still ran when the kernel ended; complete once `ended` has resolved. */
  get leftProcesses(): readonly CellProcess[] {
    return this.#process.leftProcesses;
  }

  /** Gets what is written past the kernel's messages, e.g. by `writeSync(1, …)` and by child processes. */
  set onPiped(listener: ((name: "stdout" | "stderr", text: string) => void) | undefined) {
    this.#process.onPiped = listener;
  }

  /**
   * Runs a cell. It has finished when both its reply and the `idle` that follows its last output have come.
   * @param onMessage gets each output message of this cell, in order
   * @throws KernelEnded
   */
  async execute(code: string, onMessage?: (message: Message) => void): Promise<ExecuteReply> {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    const { content: reply } = await this.#ask(this.#shell, "execute_request", content, onMessage);
    return {
      status: String(reply.status),
      executionCount: typeof reply.execution_count === "number" ? reply.execution_count : null,
    };
  }

  /** A round trip: what the kernel printed before it has arrived after it. */
  async settle(): Promise<void> {
    await this.#ask(this.#shell, "kernel_info_request", {});
  }

  /** Interrupts the running cell (SIGINT): a busy loop and an await both end with an error. */
  interrupt(): void {
    this.#process.interrupt();
  }

  /** Asks the kernel to end, and ends it after `graceSeconds`: tslab waits for pending timers, even for hours. */
  async shutdown(graceSeconds = 0.5): Promise<void> {
    if (!this.#process.hasEnded()) {
      this.#ask(this.#control, "shutdown_request", { restart: false }).catch(() => {});
      await Promise.race([this.#process.ended, sleep(graceSeconds * 1000, undefined, { ref: false })]);
      this.kill();
    }
    await this.#process.ended;
  }

  /** Ends the kernel now, with the processes its cells started. */
  kill(): void {
    this.#process.kill();
  }

  // The first messages of iopub are lost until its subscription has reached the kernel, and nobody says when.
  // So ask until an answer has come on both channels.
  async #ready(seconds: number): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const answer = this.settle().then(() => true);
      if (await Promise.race([answer, sleep(250).then(() => false)])) return;
      answer.catch(() => {});
      if (Date.now() > deadline)
        throw new Error(`the kernel did not answer within ${seconds} s of its start`);
    }
  }

  #ask(
    socket: Dealer,
    type: string,
    content: Message["content"],
    onMessage?: (message: Message) => void,
  ): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#process.hasEnded() || socket.closed) {
        void this.#process.ended.then((how) => reject(new KernelEnded(how)));
        return;
      }
      const message = request(this.#session, type, content);
      this.#pending.set(message.header.msg_id, { idle: false, onMessage, resolve, reject });
      socket.send(encode(message, this.#connection.key)).catch(reject);
    });
  }

  async #receive(socket: Dealer | Subscriber): Promise<void> {
    try {
      for await (const frames of socket) this.#handle(decode(frames, this.#connection.key), socket);
    } catch (error) {
      if (!socket.closed) this.#close((error as Error).message);
    }
  }

  #handle(message: Message, socket: Dealer | Subscriber): void {
    const id = message.parent.msg_id ?? "";
    const pending = this.#pending.get(id);
    if (socket !== this.#iopub) {
      if (pending) pending.reply = message;
    } else if (message.header.msg_type === "status") {
      if (pending && message.content.execution_state === "idle") pending.idle = true;
    } else if (pending?.onMessage) pending.onMessage(message);
    else this.onLateMessage?.(message);
    if (!pending?.reply || !pending.idle) return;
    this.#pending.delete(id);
    pending.resolve(pending.reply);
  }

  #close(how: string): void {
    for (const socket of [this.#shell, this.#control, this.#iopub]) if (!socket.closed) socket.close();
    for (const pending of this.#pending.values()) pending.reject(new KernelEnded(how));
    this.#pending.clear();
  }
}
