import { Script } from "node:vm";

/** A piece of a notebook that took longer than it may. */
export class TooSlow extends Error {
  override readonly name = "TooSlow";
}

const key = Symbol.for("notebook.timeLimited");
const call = new Script(`globalThis[Symbol.for("notebook.timeLimited")]()`);

/**
 * Runs pieces of work that others' input could make endless, each with a limit on its time. Parsers and
 * regular expressions have inputs that take them hours; a piece that is stopped costs only itself.
 *
 * The limits are wide, so that a busy machine shows what an idle one shows. Each piece that reaches its limit
 * halves those after it: a notebook made of such pieces still ends.
 */
export class TimeLimit {
  #milliseconds: number;
  readonly #perMillion: number;

  /**
   * @param milliseconds for a short piece, before any was stopped
   * @param perMillion milliseconds more for each million characters of a piece
   */
  constructor(milliseconds = 2000, perMillion = 4000) {
    this.#milliseconds = milliseconds;
    this.#perMillion = perMillion;
  }

  /**
   * @param size of the input in characters
   * @returns what `work` returns. `work` must be synchronous. @throws TooSlow at the limit
   */
  run<T>(size: number, work: () => T): T {
    let result: T | undefined;
    const scope = globalThis as { [key: symbol]: (() => void) | undefined };
    const outer = scope[key];
    scope[key] = () => {
      result = work();
    };
    try {
      call.runInThisContext({ timeout: Math.ceil(this.#milliseconds + (size / 1e6) * this.#perMillion) });
      return result as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
      this.#milliseconds = Math.max(250, this.#milliseconds / 2);
      throw new TooSlow("it takes too long to lay out");
    } finally {
      scope[key] = outer;
    }
  }
}
