import { displayMarkdown } from "../../notebook/index.js";
import type { Expected, Judgement } from "../../report/answerInWords.js";

const marks: Readonly<Record<Judgement["status"], string>> = { right: "✓", wrong: "✗", open: "…" };

/**
 * Says below the cell whether an answer to an exercise is right, or which way it is off. It does not show the right one.
 * @param answer what the student found; `undefined` if nothing yet
 * @param expected what the exercise expects, computed from the data
 * @throws Error outside a notebook
 */
export async function check(answer: unknown, expected: Expected): Promise<void> {
  const { status, text } = expected(answer);
  await displayMarkdown(`**${marks[status]}** ${text}`);
}
