import { InputError, oneOf } from "../base/errors.js";
import { type Cell, type CodeCell, hasTag, joinText, type Notebook } from "./nbformat.js";

/** Values for the variables of the cell tagged `parameters`. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Reads `name=value`: JSON where it is JSON (numbers, true, lists), text otherwise.
 * @throws InputError if there is no `=` or the name is no identifier
 */
export function parseParameter(text: string): [string, unknown] {
  const match = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(text);
  if (!match) throw new InputError(`parameter "${text}": expected name=value, e.g. scale=quick`);
  const [, name, value] = match as unknown as [string, string, string];
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}

/** Names the cell tagged `parameters` declares, in order; empty without such a cell. */
export function declaredParameters(notebook: Notebook): string[] {
  const cell = notebook.cells.find((one) => hasTag(one, "parameters"));
  if (!cell) return [];
  return [...joinText(cell.source).matchAll(/^\s*(?:const|let|var)\s+([A-Za-z_$][\w$]*)/gm)].map(
    (match) => match[1]!,
  );
}

/**
 * The notebook with a cell behind the one tagged `parameters` that declares the values anew, as papermill does.
 * An earlier injected cell is replaced.
 * @throws InputError for a name that cell does not declare
 */
export function injectParameters(notebook: Notebook, parameters: Parameters): Notebook {
  const names = Object.keys(parameters);
  const cells = notebook.cells.filter((cell) => !hasTag(cell, "injected-parameters"));
  if (names.length === 0) return { ...notebook, cells };
  const declared = declaredParameters(notebook);
  const unknown = names.find((name) => !declared.includes(name));
  if (unknown !== undefined)
    throw new InputError(
      declared.length === 0
        ? `parameter "${unknown}": the notebook has no cell tagged "parameters" that declares any`
        : `parameter "${unknown}" is not declared, expected ${oneOf(declared)}`,
    );
  const place = cells.findIndex((cell) => hasTag(cell, "parameters"));
  const injected: CodeCell = {
    cell_type: "code",
    id: "injected",
    execution_count: null,
    metadata: { tags: ["injected-parameters"] },
    source: names.map((name) => `const ${name} = ${JSON.stringify(parameters[name])};`).join("\n"),
    outputs: [],
  };
  const withInjected: Cell[] = [...cells.slice(0, place + 1), injected, ...cells.slice(place + 1)];
  return { ...notebook, cells: withInjected };
}
