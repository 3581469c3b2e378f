// What tslab prints about an error, read back into nbformat's `error` output. tslab sends no error message: it
// prints to stderr, either compiler diagnostics or the thrown value as console.error shows it.
import type { ErrorOutput } from "./nbformat.js";

const diagnostic = /^(?:\S+ )?\d+:\d+ - /;
const lateThrow = /^(UncaughtException|UnhandledPromiseRejection): /;

/** Whether a stderr message is one of the compiler's, e.g. `1:7 - Type 'string' is not assignable …`. */
export function isDiagnostic(text: string): boolean {
  return diagnostic.test(text);
}

/** Whether a stderr message tells of a throw that no cell waited for: in a timer or an unawaited promise. */
export function isLateThrow(text: string): boolean {
  return lateThrow.test(text);
}

/** The error output for what tslab printed. @param text one thrown value, or all diagnostics of a cell */
export function parseError(text: string): ErrorOutput {
  const printed = text.replace(/\n+$/, "");
  if (isDiagnostic(printed))
    return {
      output_type: "error",
      ename: "TypeScriptError",
      evalue: printed.split("\n", 1)[0]!,
      traceback: printed.split("\n"),
    };
  const late = lateThrow.exec(printed);
  const thrown = late ? printed.slice(late[0].length) : printed;
  const { ename, evalue } = nameAndMessage(withoutExcerpt(thrown));
  return {
    output_type: "error",
    ename,
    evalue: late
      ? `${evalue} (${late[1] === "UncaughtException" ? "thrown" : "rejected"} with nobody waiting)`
      : evalue,
    traceback: printed.split("\n").filter((line) => !isMachinery(line)),
  };
}

/**
 * Node puts a place, its source line and a caret before an error: of a cell (`evalmachine.<anonymous>:2`), of its
 * own code (`node:fs:448`), of a parsed text (`<anonymous_script>:1`) or of a module (`file:///a.js:3`).
 */
function withoutExcerpt(thrown: string): string {
  return thrown.replace(/^[^\n]+:\d+\n(?:[^\n]*\n){1,3}?[ \t]*\^+[ \t]*\n\n?(?=\S)/, "");
}

function nameAndMessage(thrown: string): { ename: string; evalue: string } {
  const head = thrown.split(/\n {4}at /, 1)[0]!.replace(/^\[([\s\S]*)\]$/, "$1");
  const match = /^(?:Uncaught )?([A-Za-z_$][\w$.]*)(?: \[[\w$]+\])?(?:: ([\s\S]*))?$/.exec(head);
  if (match && (head.length < thrown.length || /(Error|Exception)$/.test(match[1]!)))
    return { ename: match[1]!, evalue: (match[2] ?? "").trim() };
  return { ename: "Error", evalue: thrown.split("\n", 1)[0]! };
}

/** Stack lines of the kernel itself, which say nothing about the cell. */
function isMachinery(line: string): boolean {
  return /^\s+at .*(node:vm|[\\/]tslab[\\/](dist|bin)[\\/]|sigintHandlersWrap|node:internal)/.test(line);
}
