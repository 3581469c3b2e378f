/** Pieces of a line whose text is not looked at: quoted, in brackets, between bars. */
const whole = String.raw`"[^"]*"|\[[^\]]*\]+|\([^)]*\)+|\{[^}]*\}+|\|[^|]*\|`;
/** Arrows and the halves of arrows around a label, as Mermaid has them: of any length, with or without a head. */
const arrow = String.raw`<?(?:-{2,}|={2,}|-?\.+-|-\.+)(?:>|[xo](?=\s))?|~{3,}`;
const pieces = new RegExp(`${whole}|(\\s*(?:${arrow})\\s*)`, "g");
const statementEnds = new RegExp(`${whole}|(;)`, "g");

/**
 * A flowchart or state diagram as `beautiful-mermaid` reads it: one statement a line, a space on both sides of each
 * arrow, arrows of one length. Mermaid reads `A-->B` and `A --yes--> B`; that library takes `A--` for a node's name.
 * @param countEdges edges the library finds in a source
 * @throws Error naming a line of which it would leave something out, because a picture would not show that
 */
export function readableFlowchart(source: string, countEdges: (source: string) => number): string {
  const [header = "", ...lines] = source
    .replace(/^\s*((?:graph|flowchart)\s+\w+)\s*;/i, "$1\n")
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*%%/.test(line));
  const drawsAll = (line: string, arrows: number) => countEdges(`${header}\n${line}`) >= arrows;
  const notUnderstood = (line: string) =>
    new Error(`this line is not understood: ${line.trim().slice(0, 80)}`);
  if (/^\s*stateDiagram/i.test(header)) {
    for (const line of lines)
      if (/^\s*note\b/.test(line) || !drawsAll(line, /^[^:]*-->/.test(line) ? 1 : 0))
        throw notUnderstood(line);
    return source;
  }
  if (!/^\s*(?:graph|flowchart)\s/i.test(header)) return source;
  const read = lines.flatMap(statementsOf).map((statement) => {
    let arrows = 0;
    const spaced = statement.replace(pieces, (piece, found: string | undefined) => {
      if (found === undefined) return piece;
      const plain = shortArrow(found.trim());
      if (!/^<?(?:--|==|-\.)$/.test(plain)) arrows++; // these begin an arrow with a label
      return ` ${plain} `;
    });
    const line = spaced.replace(/([->=.]) +\|/g, "$1|");
    const hasShape = /@\{/.test(statement.replace(/"[^"]*"/g, ""));
    if (hasShape || (arrows > 0 && !drawsAll(line, arrows))) throw notUnderstood(statement);
    return line;
  });
  return [header, ...read].join("\n");
}

function shortArrow(found: string): string {
  return found
    .replace(/-{3,}(?=[>xo])/, "--")
    .replace(/={3,}(?=[>xo])/, "==")
    .replace(/-{3,}$/, "---")
    .replace(/={3,}$/, "===")
    .replace(/\.{2,}/, ".");
}

function statementsOf(line: string): string[] {
  const ends = [...line.matchAll(statementEnds)].flatMap(({ 1: end, index }) => (end ? [index] : []));
  return [...ends, line.length]
    .map((end, index) => line.slice(index === 0 ? 0 : ends[index - 1]! + 1, end))
    .filter((statement) => statement.trim() !== "");
}
