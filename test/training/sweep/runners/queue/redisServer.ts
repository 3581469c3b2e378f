import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

// A real redis-server on a port of this machine.

/** Why tests with Redis are skipped; false if they are not. */
export const withoutRedis: string | false =
  spawnSync("redis-server", ["--version"]).status === 0
    ? false
    : "redis-server is not installed (Debian: apt-get install redis-server)";

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

export class RedisServer {
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly settings: readonly string[],
  ) {}

  /** @param settings as on the command line of redis-server; default: append-only file, nothing evicted */
  static async start(
    folder: string,
    settings: readonly string[] = ["--appendonly", "yes"],
  ): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), folder, settings);
    await server.begin();
    return server;
  }

  get address(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async begin(): Promise<void> {
    const fixed = ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--dir", this.folder];
    this.#process = spawn("redis-server", [...fixed, ...this.settings], { stdio: "ignore" });
    for (let tries = 0; tries < 200; tries++) {
      const redis = this.client();
      try {
        await redis.connect();
        await redis.ping();
        return;
      } catch (error) {
        if (/NOAUTH/.test((error as Error).message)) return;
        await sleep(50);
      } finally {
        redis.disconnect();
      }
    }
    throw new Error("redis-server does not answer");
  }

  client(): Redis {
    const redis = new Redis(this.address, { lazyConnect: true, retryStrategy: () => null });
    redis.on("error", () => {});
    return redis;
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  }
}
