import { Redis } from "ioredis";
import { InputError } from "../../../../base/errors.js";

/** Prefix of all keys in Redis. */
export const keyPrefix = "robustness";

/** A Redis address without its password, for messages. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return "the address of Redis";
  const url = new URL(address);
  url.password = "";
  url.username = "";
  return url.href;
}

/** Seconds after which an unreachable server is an error at the start. */
const patienceAtStart = 10;

export interface RedisEvents {
  /** Called when the connection is lost or restored after the start. */
  readonly onConnection?: (connected: boolean, reason?: string) => void;
}

/**
 * Connects to Redis. After the start a lost connection is restored whenever the server is back, and commands wait for
 * it.
 * @param address `redis://[user:password@]host:port[/database]`, or `rediss://` with TLS. Environment variable
 *   `REDIS_PASSWORD` is the password if the address has none, so that it need not stand in a list of processes
 * @throws InputError if the address is not one, the server cannot be reached, or it refuses the password
 */
export async function connectRedis(address: string, { onConnection }: RedisEvents = {}): Promise<Redis> {
  const url = URL.canParse(address) ? new URL(address) : undefined; // Node 20 has no URL.parse
  if (url === undefined || !["redis:", "rediss:"].includes(url.protocol) || url.hostname === "")
    throw new InputError(
      `--queue: ${url === undefined ? "not an address" : `"${shownAddress(address)}"`}, expected redis://host:port or rediss://host:port`,
    );
  if (!/^(\/\d{0,3})?$/.test(url.pathname))
    throw new InputError(`--queue: "${shownAddress(address)}", expected a database number after the port`);
  const { REDIS_PASSWORD } = process.env;
  const redis = new Redis(address, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2000),
    // A server that is still loading its data refuses commands; they are repeated once it is ready.
    enableReadyCheck: true,
    ...(url.password === "" && REDIS_PASSWORD !== undefined && { password: REDIS_PASSWORD }),
  });
  let reason: string | undefined;
  redis.on("error", (error: NodeJS.ErrnoException) => {
    reason = error.code ?? error.message;
  });
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error(reason ?? "no answer")), 1000 * patienceAtStart).unref(),
  );
  try {
    await Promise.race([
      redis.connect().then(() => redis.ping()),
      late,
      // Errors that waiting does not mend.
      new Promise<never>((_, reject) => redis.once("error", reject)),
    ]);
  } catch (error) {
    redis.disconnect();
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(
      `${shownAddress(address)}: cannot work with this server: ${faultText(code ?? message)}`,
    );
  }
  let connected = true;
  redis.on("close", () => {
    if (connected && redis.status !== "end") onConnection?.(false, reason);
    connected = false;
  });
  redis.on("ready", () => {
    if (!connected) onConnection?.(true);
    connected = true;
    reason = undefined;
  });
  return redis;
}

const faults: readonly [RegExp, string][] = [
  [/ECONNREFUSED/, "nothing listens there (ECONNREFUSED)"],
  [/ENOTFOUND|EAI_AGAIN/, "there is no host of this name"],
  [/WRONGPASS/, "wrong password"],
  [/NOAUTH|called without any password/, "it wants a password: put it into REDIS_PASSWORD or the address"],
  [/ERR AUTH|no password is set/, "it has no password, but one was given"],
];

function faultText(text: string): string {
  const known = faults.find(([pattern]) => pattern.test(text));
  return known?.[1] ?? text.split("\n")[0] ?? text;
}

/** Settings of a Redis server that matter here; undefined if it does not tell. */
export interface RedisSettings {
  readonly version?: string;
  readonly evictionPolicy?: string;
  readonly appendOnly?: boolean;
  /** Whether anybody who reaches the port may use the server. */
  readonly open?: boolean;
}

/** Reads the settings. A server may refuse to tell some of them. */
export async function readSettings(redis: Redis): Promise<RedisSettings> {
  const info = await redis.info().catch(() => "");
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const append = field("aof_enabled");
  const version = field("redis_version");
  const evictionPolicy = field("maxmemory_policy");
  const open = await isOpen(redis);
  return {
    ...(version !== undefined && { version }),
    ...(evictionPolicy !== undefined && { evictionPolicy }),
    ...(append !== undefined && { appendOnly: append === "1" }),
    ...(open !== undefined && { open }),
  };
}

/** Whether a connection without a password is accepted. */
async function isOpen(redis: Redis): Promise<boolean | undefined> {
  const { password: _password, username: _username, ...options } = redis.options;
  const stranger = new Redis({
    ...options,
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
  });
  stranger.on("error", () => {});
  try {
    await stranger.connect();
    return (await stranger.ping()) === "PONG";
  } catch (error) {
    return /NOAUTH|WRONGPASS/.test((error as Error).message) ? false : undefined;
  } finally {
    stranger.disconnect();
  }
}

/** What is unsafe about a server, one sentence each. Empty if nothing is. */
export function unsafeSettings(settings: RedisSettings, address: string): string[] {
  const { protocol, hostname } = new URL(address);
  const here = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const { evictionPolicy, appendOnly, open } = settings;
  return [
    ...(evictionPolicy !== undefined && evictionPolicy !== "noeviction"
      ? [
          `maxmemory-policy is ${evictionPolicy}, expected noeviction: Redis may throw jobs away when memory is short`,
        ]
      : []),
    ...(appendOnly === false
      ? ["appendonly is no, expected yes: if Redis restarts, the sweep has to queue its runs again"]
      : []),
    ...(open === true
      ? ["it has no password: whoever reaches its port can give work to the workers; set requirepass"]
      : []),
    ...(protocol === "redis:" && !here
      ? ["the connection is not encrypted: use rediss:// or a private network"]
      : []),
  ];
}
