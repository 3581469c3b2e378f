import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { Redis } from "ioredis";
import { keyPrefix } from "../../../../../lib/training/sweep/runners/queue/redis.js";
import { type CommandLine, QueueFolder } from "./queueProcesses.js";
import { RedisServer } from "./redisServer.js";

/** A real redis-server for the tests of one file, and the sweeps and workers they start on it. */
export class TestQueue {
  readonly #started: CommandLine[] = [];

  private constructor(
    readonly root: string,
    readonly redis: RedisServer | undefined,
  ) {}

  /** Starts a server that ends with the file's tests, with all processes kept. @param skip why no server can be started */
  static async start(skip: string | false): Promise<TestQueue> {
    const root = await mkdtemp(join(tmpdir(), "queue-"));
    const queue = new TestQueue(root, skip ? undefined : await RedisServer.start(root));
    after(async () => {
      queue.#killKept();
      await queue.redis?.stop();
      await rm(root, { recursive: true });
    });
    return queue;
  }

  get address(): string {
    return this.redis!.address;
  }

  get port(): number {
    return this.redis!.port;
  }

  client(): Redis {
    return this.redis!.client();
  }

  /** A folder of its own, an empty Redis and no worker of an earlier test. */
  async emptied(name: string, data?: string): Promise<QueueFolder> {
    this.#killKept();
    const client = this.client();
    await client.connect();
    await client.flushall();
    client.disconnect();
    await mkdir(join(this.root, name));
    return new QueueFolder(join(this.root, name), data);
  }

  /** Sees to it that a process does not outlive its test. */
  kept(command: CommandLine): CommandLine {
    this.#started.push(command);
    return command;
  }

  /** What Redis holds of jobs, records and models. */
  async keys(): Promise<string[]> {
    const client = this.client();
    await client.connect();
    const keys = await client.keys(`${keyPrefix}:*`);
    client.disconnect();
    return keys.filter((key) => /:(run|release)-|:record:|:model:/.test(key));
  }

  #killKept(): void {
    for (const each of this.#started.splice(0)) each.killGroup("SIGKILL");
  }
}

/** Ctrl-C, and the exit code. */
export async function end(command: CommandLine): Promise<number | null> {
  command.killGroup("SIGINT");
  return command.ended;
}
