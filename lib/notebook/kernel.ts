import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Dealer, Subscriber } from "zeromq";
import { type Connection, makeConnection } from "./connection.js";
import { decode, encode, type Message, request } from "./message.js";

/** Command line of the tslab kernel with our preload, without the connection file. */
export function kernelCommand(): string[] {
  const here = dirname(fileURLToPath(import.meta.url));
  const tslab = createRequire(import.meta.url).resolve("tslab/bin/tslab");
  return [process.execPath, "-r", join(here, "preload.cjs"), tslab, "kernel"];
}

export interface KernelOptions {
  /** Working directory of the cells. */
  readonly cwd: string;
  /** Time to answer the first request, default 60,000 ms. */
  readonly startTimeoutMs?: number;
}

export interface CellOptions {
  /** Called with each message the cell publishes, in order. */
  readonly onMessage: (message: Message) => void;
  /** After this time the cell is interrupted, and the kernel killed if it does not stop; default none. */
  readonly timeoutMs?: number;
}

export interface CellReply {
  readonly status: "ok" | "error" | "timeout";
  readonly executionCount: number | null;
}

/** The kernel's process is gone. */
export class KernelDied extends Error {
  override readonly name = "KernelDied";
}

/** Time a cell has to stop after an interrupt, and a kernel after a shutdown request. */
const graceMs = 2000;

/** A running tslab kernel. It never outlives this process: it watches it, and is killed on exit. */
export class Kernel {
  readonly #process: ChildProcess;
  readonly #connection: Connection;
  readonly #session = randomUUID();
  readonly #shell = new Dealer({ linger: 0 });
  readonly #control = new Dealer({ linger: 0 });
  readonly #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #removeConnection: () => Promise<void>;
  readonly #killOnExit: () => void;
  /** Rejects when the process ends. */
  readonly #died: Promise<never>;
  readonly #waiting = new Map<string, (message: Message) => void>();
  #lastWords = "";
  #closing = false;
  /** Called with messages of cells that have ended: timers and unawaited promises. */
  onLateMessage: (message: Message) => void = () => {};

  private constructor(
    child: ChildProcess,
    { connection, remove }: { connection: Connection; remove: () => Promise<void> },
  ) {
    this.#process = child;
    this.#connection = connection;
    this.#removeConnection = remove;
    this.#killOnExit = () => child.kill("SIGKILL");
    process.once("exit", this.#killOnExit);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        this.#lastWords = (this.#lastWords + chunk.toString()).slice(-4000);
      });
    this.#died = new Promise((_, reject) => {
      const end = (how: string) => reject(new KernelDied(`the kernel ${how}\n${this.#lastWords}`.trimEnd()));
      child.once("error", (error) => end(`did not start: ${error.message}`));
      child.once("exit", (code, signal) =>
        end(signal ? `was ended by ${signal}` : `ended with exit code ${code}`),
      );
    });
    this.#died.catch(() => {}); // whoever waits has its own race with it
  }

  /** Starts a kernel and waits until it answers on both channels. @throws KernelDied, or Error on timeout */
  static async start(options: KernelOptions): Promise<Kernel> {
    const place = await makeConnection();
    const [node, ...args] = kernelCommand();
    const child = spawn(node!, [...args, `--config-path=${place.file}`], {
      cwd: options.cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, CLIP_ROBUSTNESS_RUNNER: String(process.pid) },
    });
    const kernel = new Kernel(child, place);
    try {
      kernel.#connect();
      await kernel.#answers(options.startTimeoutMs ?? 60_000);
      return kernel;
    } catch (error) {
      await kernel.kill();
      throw error;
    }
  }

  get pid(): number {
    return this.#process.pid!;
  }

  #connect(): void {
    const { ip, key, shell_port, control_port, iopub_port } = this.#connection;
    this.#iopub.subscribe();
    this.#shell.connect(`tcp://${ip}:${shell_port}`);
    this.#control.connect(`tcp://${ip}:${control_port}`);
    this.#iopub.connect(`tcp://${ip}:${iopub_port}`);
    const read = async (socket: AsyncIterable<Buffer[]>) => {
      try {
        for await (const frames of socket) this.#receive(decode(frames, key));
      } catch (error) {
        if (!this.#closing) throw error; // a socket that is closed while it reads
      }
    };
    void read(this.#shell);
    void read(this.#control);
    void read(this.#iopub);
  }

  #receive(message: Message): void {
    const waiting = this.#waiting.get(message.parent.msg_id ?? "");
    if (waiting) waiting(message);
    else this.onLateMessage(message);
  }

  /**
   * A subscription takes effect some time after connecting, and what is published before is lost. So the request is
   * repeated until its reply and its idle status have both come.
   */
  async #answers(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      const { message, replied, idle } = this.#ask("kernel_info_request", {});
      await this.#shell.send(encode(message, this.#connection.key));
      const answered = Promise.all([replied, idle]).then(() => true);
      const done = await Promise.race([answered, sleep(250, false, { ref: true }), this.#died]);
      this.#waiting.delete(message.header.msg_id);
      if (done) return;
    }
    throw new Error(`the kernel did not answer within ${timeoutMs / 1000} s\n${this.#lastWords}`.trimEnd());
  }

  /** Registers a request: promises of its reply and of its idle status. */
  #ask(type: string, content: Record<string, unknown>, onMessage: (message: Message) => void = () => {}) {
    const message = request(type, content, this.#session);
    let reply: (message: Message) => void;
    let isIdle: () => void;
    const replied = new Promise<Message>((resolve) => {
      reply = resolve;
    });
    const idle = new Promise<void>((resolve) => {
      isIdle = resolve;
    });
    this.#waiting.set(message.header.msg_id, (answer) => {
      const { msg_type } = answer.header;
      if (msg_type === type.replace(/request$/, "reply")) reply(answer);
      else if (msg_type === "status") {
        if (answer.content.execution_state === "idle") isIdle();
      } else onMessage(answer);
    });
    return { message, replied, idle };
  }

  /**
   * Runs a cell to its end: its reply and its idle status.
   * @returns status `timeout` if it was interrupted; the kernel may still live then, see `alive`
   * @throws KernelDied if the process ends meanwhile
   */
  async execute(code: string, { onMessage, timeoutMs }: CellOptions): Promise<CellReply> {
    const content = { code, silent: false, store_history: true, allow_stdin: false, stop_on_error: true };
    const { message, replied, idle } = this.#ask("execute_request", content, onMessage);
    const done = Promise.all([replied, idle]).then(([reply]) => reply);
    await this.#shell.send(encode(message, this.#connection.key));
    try {
      const reply = await Promise.race([done, this.#died, ...this.#timer(timeoutMs)]);
      if (reply === "timeout") return { status: "timeout", executionCount: await this.#interrupt(done) };
      return {
        status: reply.content.status === "ok" ? "ok" : "error",
        executionCount: (reply.content.execution_count as number | undefined) ?? null,
      };
    } finally {
      this.#waiting.delete(message.header.msg_id);
    }
  }

  #timer(timeoutMs: number | undefined): Promise<"timeout">[] {
    return timeoutMs === undefined ? [] : [sleep(timeoutMs, "timeout" as const, { ref: false })];
  }

  /** Interrupts the running cell; kills the kernel if that does not end it. */
  async #interrupt(done: Promise<Message>): Promise<number | null> {
    this.interrupt();
    const reply = await Promise.race([done, this.#died, sleep(graceMs, undefined)]);
    if (reply === undefined) await this.kill();
    return (reply?.content.execution_count as number | undefined) ?? null;
  }

  /** Sends SIGINT, as Jupyter's stop button does. */
  interrupt(): void {
    this.#process.kill("SIGINT");
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Waits until everything a cell left behind up to now has been received. */
  async settle(): Promise<void> {
    const { message, replied, idle } = this.#ask("kernel_info_request", {});
    await this.#shell.send(encode(message, this.#connection.key));
    await Promise.race([Promise.all([replied, idle]), this.#died]);
    this.#waiting.delete(message.header.msg_id);
  }

  /** Asks the kernel to end, and kills it if it does not: a pending timer keeps tslab alive. */
  async shutdown(): Promise<void> {
    if (this.alive) {
      const { message } = this.#ask("shutdown_request", { restart: false });
      const ended = this.#died.catch(() => {});
      await this.#control.send(encode(message, this.#connection.key));
      await Promise.race([ended, sleep(graceMs, undefined, { ref: false })]);
    }
    await this.kill();
  }

  /** Ends the process and frees everything. */
  async kill(): Promise<void> {
    this.#closing = true;
    if (this.alive) {
      this.#process.kill("SIGKILL");
      await this.#died.catch(() => {});
    }
    process.off("exit", this.#killOnExit);
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    await this.#removeConnection();
  }
}
