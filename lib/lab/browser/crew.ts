/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { Choices } from "../choices.js";
import { labTexts } from "../texts.js";
import type { Graphics } from "./graphics.js";
import type { AskedEngine, FromWorker, ModelAnswer, Question, Supplies, ToWorker } from "./messages.js";
import { say } from "./say.js";

type Icons = Extract<FromWorker, { kind: "icons" }>["icons"];

/** Called with what a worker says of a run. */
export type RunListener = (message: Exclude<FromWorker, { kind: "ready" | "answer" | "icons" }>) => void;

interface Job {
  readonly id: number;
  readonly choices: Choices;
  readonly engine: AskedEngine;
  readonly listener: RunListener;
}

interface Member {
  readonly worker: Worker;
  /** What it says when it has its supplies. */
  readonly ready: Promise<Graphics>;
  job?: Job | undefined;
}

/** The workers of a page. Each trains one run at a time; further runs wait. */
export class Crew {
  readonly #code: string;
  readonly #supplies: Supplies;
  readonly #most: number;
  readonly #members: Member[] = [];
  readonly #waiting: Job[] = [];
  readonly #replies = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  #questions = 0;

  /** @param most how many runs may train at once */
  constructor(code: string, supplies: Supplies, most: number) {
    this.#code = code;
    this.#supplies = supplies;
    this.#most = most;
    this.#hire();
  }

  /** Whether a run is training or waiting. */
  get busy(): boolean {
    return this.#waiting.length > 0 || this.#members.some(({ job }) => job !== undefined);
  }

  /** What draws WebGL for the workers. */
  get graphics(): Promise<Graphics> {
    return this.#members[0]!.ready;
  }

  train(job: Job): void {
    this.#waiting.push(job);
    this.#assign();
  }

  /** Ends a run at once: its worker is dismissed, in the middle of whatever it does. */
  stop(id: number): void {
    const waiting = this.#waiting.findIndex((job) => job.id === id);
    if (waiting >= 0) this.#waiting.splice(waiting, 1);
    const at = this.#members.findIndex(({ job }) => job?.id === id);
    if (at >= 0) this.#dismiss(this.#members[at]!);
    this.#assign();
  }

  /** What a model takes an image for. */
  ask(question: Question): Promise<ModelAnswer[]> {
    return this.#reply((id) => ({ kind: "ask", id, question }));
  }

  /** Some icons of a test set. */
  icons(testset: string, seed: number): Promise<Icons> {
    return this.#reply((id) => ({ kind: "icons", id, testset, seed }));
  }

  async #reply<T>(ask: (id: number) => ToWorker): Promise<T> {
    const member = this.#members.find(({ job }) => job === undefined) ?? this.#members[0]!;
    const id = --this.#questions; // below those of runs
    await member.ready;
    return new Promise<T>((resolve, reject) => {
      this.#replies.set(id, { resolve, reject });
      member.worker.postMessage(ask(id));
    });
  }

  #hire(): Member {
    const url = URL.createObjectURL(new Blob([this.#code], { type: "text/javascript" }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    let tellReady: (graphics: Graphics) => void;
    const member: Member = {
      worker,
      ready: new Promise((resolve) => {
        tellReady = resolve;
      }),
    };
    this.#members.push(member);
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === "ready") tellReady(data.graphics);
      else this.#take(member, data);
    });
    worker.addEventListener("error", ({ message }) => this.#take(member, { kind: "failed", message }));
    worker.postMessage({ kind: "supplies", supplies: this.#supplies } satisfies ToWorker);
    return member;
  }

  #dismiss(member: Member): void {
    member.worker.terminate();
    this.#members.splice(this.#members.indexOf(member), 1);
    for (const { reject } of this.#replies.values()) reject(new Error(say(labTexts.askStopped)));
    this.#replies.clear();
    if (this.#members.length === 0) this.#hire();
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const free = this.#members.find(({ job }) => job === undefined);
      const member = free ?? (this.#members.length < this.#most ? this.#hire() : undefined);
      if (member === undefined) return;
      const job = this.#waiting.shift()!;
      member.job = job;
      void member.ready.then(() => {
        const message: ToWorker = { kind: "train", id: job.id, choices: job.choices, engine: job.engine };
        if (member.job === job) member.worker.postMessage(message);
      });
    }
  }

  #take(member: Member, message: Exclude<FromWorker, { kind: "ready" }>): void {
    const reply = message.id !== undefined && this.#replies.get(message.id);
    if (reply) {
      this.#replies.delete(message.id!);
      if (message.kind === "answer") reply.resolve(message.answers as never);
      else if (message.kind === "icons") reply.resolve(message.icons as never);
      else if (message.kind === "failed") reply.reject(new Error(message.message));
      return;
    }
    if (message.kind === "answer" || message.kind === "icons") return;
    const { job } = member;
    if (message.kind === "done" || message.kind === "failed") member.job = undefined;
    if (message.kind === "failed" && message.workerEnded) this.#dismiss(member);
    job?.listener(message);
    this.#assign();
  }
}
