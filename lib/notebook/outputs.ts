// From the kernel's output messages to a cell's outputs, by the rules of nbformat.
import { isDiagnostic, isLateThrow, parseError } from "./kernelError.js";
import type { ErrorOutput, Json, Metadata, MimeBundle, Output } from "./nbformat.js";
import type { Message } from "./wire.js";

type Mutable<T> = { -readonly [key in keyof T]: T[key] };
type Shown = Mutable<Extract<Output, { data: MimeBundle }>>;

/** Displays by their id: an update changes every output of that id, in whichever cell it stands. */
export type Displays = Map<string, Shown[]>;

/** Collects one cell's outputs. Streams of the same name that follow each other become one. */
export class CellOutputs {
  #outputs: Output[] = [];
  #clearNext = false;
  #stderr: string[] = [];
  readonly #displays: Displays;
  /** Called at each throw that no cell waited for. */
  onLateThrow: (() => void) | undefined;
  /** Gets printed text as it comes. */
  onText: ((name: "stdout" | "stderr", text: string) => void) | undefined;

  /** @param displays the notebook's, shared by its cells */
  constructor(displays: Displays) {
    this.#displays = displays;
  }

  get all(): readonly Output[] {
    return this.#outputs;
  }

  /** Whether something was thrown that no cell waited for. */
  get hasLateThrow(): boolean {
    return this.#stderr.some(isLateThrow);
  }

  add(message: Message): void {
    const content = message.content;
    switch (message.header.msg_type) {
      case "stream":
        this.#addText(content.name === "stderr" ? "stderr" : "stdout", String(content.text));
        break;
      case "display_data":
        this.#addShown({ output_type: "display_data", ...bundleOf(content) }, displayId(content));
        break;
      case "execute_result":
        this.#addShown(
          {
            output_type: "execute_result",
            execution_count: typeof content.execution_count === "number" ? content.execution_count : null,
            ...bundleOf(content),
          },
          displayId(content),
        );
        break;
      case "update_display_data":
        for (const shown of this.#displays.get(displayId(content) ?? "") ?? [])
          Object.assign(shown, bundleOf(content));
        break;
      case "error":
        this.#push({
          output_type: "error",
          ename: String(content.ename),
          evalue: String(content.evalue),
          traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
        });
        break;
      case "clear_output":
        if (content.wait) this.#clearNext = true;
        else this.#outputs = [];
        break;
    }
  }

  /** Adds output that came past the kernel's messages: it says nothing about errors of the cell. */
  addPiped(name: "stdout" | "stderr", text: string): void {
    this.#appendText(name, text);
  }

  addError(error: ErrorOutput): ErrorOutput {
    this.#push(error);
    return error;
  }

  /**
   * Turns what tslab printed about the error that ended the cell into an error output.
   * @returns that output; a general one if nothing was printed
   */
  takeError(): ErrorOutput {
    const unknown = "Error: the cell failed and the kernel printed nothing about it";
    return this.addError(parseError(this.removeError() || unknown));
  }

  /** Removes what tslab printed about the error that ended the cell, and returns it. */
  removeError(): string {
    const printed = this.#stderr.filter((text) => !isLateThrow(text));
    let first = printed.length - 1;
    // A cell that does not compile prints nothing else, each diagnostic in a message of its own.
    if (first >= 0 && isDiagnostic(printed[first]!))
      while (first > 0 && isDiagnostic(printed[first - 1]!)) first--;
    return this.#remove(printed.slice(Math.max(first, 0)));
  }

  /** Turns the first throw that no cell waited for into an error output. */
  takeLateThrow(): ErrorOutput {
    return this.addError(parseError(this.#remove(this.#stderr.filter(isLateThrow).slice(0, 1))));
  }

  #remove(printed: readonly string[]): string {
    for (const text of printed) this.#removeText(text);
    return printed.join("");
  }

  #removeText(text: string): void {
    for (let index = this.#outputs.length - 1; index >= 0; index--) {
      const one = this.#outputs[index]!;
      if (one.output_type !== "stream" || one.name !== "stderr") continue;
      const start = one.text.lastIndexOf(text);
      if (start < 0) continue;
      const rest = one.text.slice(0, start) + one.text.slice(start + text.length);
      this.#outputs.splice(index, 1, ...(rest ? [{ ...one, text: rest }] : []));
      return;
    }
  }

  #addText(name: "stdout" | "stderr", text: string): void {
    if (name === "stderr") {
      this.#stderr.push(text);
      if (isLateThrow(text)) this.onLateThrow?.();
    }
    this.#appendText(name, text);
  }

  #appendText(name: "stdout" | "stderr", text: string): void {
    this.onText?.(name, text);
    const previous = this.#clearNext ? undefined : this.#outputs.at(-1);
    if (previous?.output_type === "stream" && previous.name === name)
      (previous as Mutable<typeof previous>).text += text;
    else this.#push({ output_type: "stream", name, text });
  }

  #addShown(shown: Shown, id: string | undefined): void {
    if (id !== undefined) this.#displays.set(id, [...(this.#displays.get(id) ?? []), shown]);
    this.#push(shown);
  }

  #push(one: Output): void {
    if (this.#clearNext) this.#outputs = [];
    this.#clearNext = false;
    this.#outputs.push(one);
  }
}

function displayId(content: Message["content"]): string | undefined {
  const transient = content.transient as { display_id?: unknown } | undefined;
  return typeof transient?.display_id === "string" ? transient.display_id : undefined;
}

function bundleOf(content: Message["content"]): { data: MimeBundle; metadata: Metadata } {
  return {
    data: (content.data ?? {}) as Record<string, Json>,
    metadata: (content.metadata ?? {}) as Record<string, Json>,
  };
}
