// Firefox, driven by WebDriver BiDi, a standard of the W3C. playwright-core asks Firefox for commands that Debian's does
// not have, and puppeteer-core needs a later Node.js; what the lab's test needs are a few commands and two events.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import WebSocket from "ws";

const program = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => ["firefox", "firefox-esr"].map((name) => join(folder, name)))
  .find(existsSync);

/** Why tests in Firefox are left out here, if they are. */
export const noFirefox: string | false =
  program === undefined && "no Firefox on PATH: the page is not tried in it";

/** What keeps a new profile from fetching or showing anything by itself. */
const quiet = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.server": "",
} as const;

interface LogEntry {
  readonly level: string;
  readonly text: string | null;
}
interface Evaluated {
  readonly type: "success" | "exception";
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string };
}

/** A running Firefox with one page. */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #socket: WebSocket;
  readonly #replies = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
  #context = "";
  #commands = 0;
  /** Errors that the page wrote or threw. */
  readonly faults: string[] = [];
  /** Addresses on a network that the page asked for. */
  readonly requests: string[] = [];

  private constructor(process: ChildProcess, socket: WebSocket) {
    this.#process = process;
    this.#socket = socket;
    socket.on("message", (data) => this.#hear(JSON.parse(String(data))));
    socket.on("close", () => {
      for (const { reject } of this.#replies.values()) reject(new Error("Firefox is gone"));
    });
  }

  /** Starts it without a window. @param folder an empty one, for its profile */
  static async launch(folder: string): Promise<Firefox> {
    const profile = join(folder, "profile");
    mkdirSync(profile, { recursive: true });
    const lines = Object.entries(quiet).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, "user.js"), lines.join("\n"));
    const child = spawn(
      program!,
      ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"],
      { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: folder } },
    );
    try {
      const socket = new WebSocket(`${await listening(child)}/session`, { maxPayload: 2 ** 28 });
      await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
      const firefox = new Firefox(child, socket);
      await firefox.#begin();
      return firefox;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  async #begin(): Promise<void> {
    await this.#send("session.new", { capabilities: {} });
    await this.#send("session.subscribe", { events: ["log.entryAdded", "network.beforeRequestSent"] });
    // A refusal by the page's policy is no entry of the log. The page says it itself.
    await this.#send("script.addPreloadScript", {
      functionDeclaration: `() => addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        console.error("refused:", violatedDirective, blockedURI))`,
    });
    const { contexts } = await this.#send<{ contexts: readonly { context: string }[] }>(
      "browsingContext.getTree",
      {},
    );
    this.#context = contexts[0]!.context;
  }

  #send<T = unknown>(method: string, params: object): Promise<T> {
    const id = ++this.#commands;
    return new Promise<T>((resolve, reject) => {
      this.#replies.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #hear(message: {
    readonly id?: number;
    readonly method?: string;
    readonly params?: unknown;
    readonly result?: unknown;
    readonly message?: string;
  }): void {
    const { id, method, params, result } = message;
    if (id !== undefined) {
      const reply = this.#replies.get(id);
      this.#replies.delete(id);
      if (result !== undefined) reply?.resolve(result as never);
      else reply?.reject(new Error(message.message));
    } else if (method === "log.entryAdded") {
      const { level, text } = params as LogEntry;
      if (level === "error") this.faults.push(text ?? "");
    } else if (method === "network.beforeRequestSent")
      this.requests.push((params as { readonly request: { readonly url: string } }).request.url);
  }

  async goto(url: string): Promise<void> {
    await this.#send("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
  }

  /** The value of an expression in the page: a text, a number, a truth value or nothing. */
  async evaluate<T extends string | number | boolean | undefined>(expression: string): Promise<T> {
    const { type, result, exceptionDetails } = await this.#send<Evaluated>("script.evaluate", {
      expression,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (type === "exception") throw new Error(exceptionDetails!.text);
    return result!.value as T;
  }

  /** Waits until an expression is true in the page. @param patience in milliseconds */
  async until(expression: string, patience: number): Promise<void> {
    const end = performance.now() + patience;
    while (!(await this.evaluate<boolean>(`Boolean(${expression})`))) {
      if (performance.now() > end) throw new Error(`after ${patience} ms, this is not true: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** Presses the pointer in the middle of an element. */
  click(selector: string): Promise<void> {
    return this.drag(selector, [[0.5, 0.5]]);
  }

  /** Moves the pressed pointer from place to place in an element, given as shares of its sides. */
  async drag(selector: string, places: readonly (readonly [x: number, y: number])[]): Promise<void> {
    const box = JSON.parse(
      await this.evaluate<string>(
        `(() => { const shown = document.querySelector(${JSON.stringify(selector)}); shown.scrollIntoView({ block: "center", behavior: "instant" }); return JSON.stringify(shown.getBoundingClientRect()); })()`,
      ),
    ) as DOMRect;
    const moves = places.map(([x, y]) => ({
      type: "pointerMove",
      x: Math.round(box.x + x * box.width),
      y: Math.round(box.y + y * box.height),
    }));
    const [down, up] = [
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    const actions = [moves[0]!, down, ...moves.slice(1), up];
    await this.#send("input.performActions", {
      context: this.#context,
      actions: [{ type: "pointer", id: "mouse", actions }],
    });
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    await this.#send("browser.close", {}).catch(() => this.#process.kill("SIGKILL"));
    await ended;
    this.#socket.terminate();
  }
}

/** The address at which Firefox takes commands. It writes it when it is ready. */
async function listening({ stderr }: ChildProcess): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr! })) {
    const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
    if (address !== undefined) {
      stderr!.resume(); // what it writes from now on is not read
      return address;
    }
    said.push(line);
  }
  throw new Error(`Firefox did not start: ${said.join(" ")}`);
}
