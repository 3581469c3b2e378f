import type { Message } from "./message.js";
import { type ErrorOutput, joinText, type MimeBundle, type Output } from "./nbformat.js";

/** Displays that a later message may replace, by their id, over all cells of a notebook. */
export type Displays = Map<string, { outputs: Output[]; place: number }>;

/** Gathers a cell's messages into nbformat outputs. */
export class OutputCollector {
  readonly outputs: Output[] = [];
  readonly #displays: Displays;
  /** Text of the stderr messages at the end of the cell, one entry a message. */
  #lastErrors: string[] = [];
  #clearFirst = false;

  constructor(displays: Displays) {
    this.#displays = displays;
  }

  /** Takes one iopub message; types that are no output are passed over. */
  add({ header, content }: Message): void {
    switch (header.msg_type) {
      case "stream":
        this.#stream(content.name as "stdout" | "stderr", content.text as string);
        break;
      case "display_data":
        this.#display(content);
        break;
      case "update_display_data":
        this.#update(content);
        break;
      case "execute_result":
        this.#push({
          output_type: "execute_result",
          execution_count: content.execution_count as number,
          data: content.data as MimeBundle,
          metadata: content.metadata as Record<string, unknown>,
        });
        break;
      case "error":
        this.#push({
          output_type: "error",
          ...(content as unknown as Omit<ErrorOutput, "output_type">),
        });
        break;
      case "clear_output":
        if (content.wait) this.#clearFirst = true;
        else this.#clear();
    }
  }

  /**
   * Makes the `error` output that tslab never sends, from what it wrote to stderr last: the error a cell threw as
   * one message, or the compiler's diagnostics, one message each.
   */
  takeError(): ErrorOutput {
    const existing = this.outputs.find((output): output is ErrorOutput => output.output_type === "error");
    if (existing) return existing;
    const diagnostics = /^(?:\S+ )?\d+:\d+ - /;
    const last = this.#lastErrors.length - 1;
    let first = last;
    while (
      first > 0 &&
      diagnostics.test(this.#lastErrors[first]!) &&
      diagnostics.test(this.#lastErrors[first - 1]!)
    )
      first--;
    const text = this.#lastErrors.slice(Math.max(first, 0)).join("").trimEnd();
    const before = this.#lastErrors.slice(0, Math.max(first, 0)).join("");
    if (text !== "") {
      this.outputs.pop(); // the merged stderr stream; what the cell itself wrote there goes back
      if (before !== "") this.outputs.push({ output_type: "stream", name: "stderr", text: before });
    }
    const error = parseError(text, diagnostics.test(text));
    this.#push(error);
    return error;
  }

  #stream(name: "stdout" | "stderr", text: string): void {
    if (this.#clearFirst) this.#clear();
    const last = this.outputs.at(-1);
    const continues = last?.output_type === "stream" && last.name === name;
    if (name === "stderr") this.#lastErrors = continues ? [...this.#lastErrors, text] : [text];
    if (continues) this.outputs[this.outputs.length - 1] = { ...last, text: joinText(last.text) + text };
    else this.outputs.push({ output_type: "stream", name, text });
  }

  #display(content: Message["content"]): void {
    const id = (content.transient as { display_id?: string } | undefined)?.display_id;
    this.#push(displayOutput(content));
    if (id !== undefined) this.#displays.set(id, { outputs: this.outputs, place: this.outputs.length - 1 });
  }

  #update(content: Message["content"]): void {
    const id = (content.transient as { display_id?: string } | undefined)?.display_id;
    const target = id === undefined ? undefined : this.#displays.get(id);
    if (target) target.outputs[target.place] = displayOutput(content);
  }

  #push(output: Output): void {
    if (this.#clearFirst) this.#clear();
    this.outputs.push(output);
  }

  #clear(): void {
    this.#clearFirst = false;
    this.outputs.length = 0;
    for (const [id, display] of this.#displays)
      if (display.outputs === this.outputs) this.#displays.delete(id);
  }
}

function displayOutput(content: Message["content"]): Output {
  return {
    output_type: "display_data",
    data: content.data as MimeBundle,
    metadata: (content.metadata as Record<string, unknown> | undefined) ?? {},
  };
}

/** Name, message and traceback of an error as Node prints it; compiler diagnostics are a `TypeScriptError`. */
export function parseError(text: string, isDiagnostic = false): ErrorOutput {
  const traceback = text.split("\n");
  if (isDiagnostic)
    return { output_type: "error", ename: "TypeScriptError", evalue: traceback[0]!, traceback };
  const named = /^(?:Uncaught )?([A-Za-z_$][\w$.]*)(?: \[\w+\])?: (.*)$/m.exec(text);
  return {
    output_type: "error",
    ename: named?.[1] ?? "Error",
    evalue: named?.[2] ?? traceback[0] ?? "",
    traceback,
  };
}
