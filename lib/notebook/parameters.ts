// Parameters of a notebook, the way papermill has it: a code cell tagged `parameters` holds the defaults, and a
// cell tagged `injected-parameters` after it redeclares those given from outside, with their declared types.
import ts from "@tslab/typescript-for-tslab";
import { InputError, oneOf } from "../base/errors.js";
import { type CodeCell, type Json, type Notebook, tagsOf } from "./nbformat.js";

/** Name → value. A text for a parameter that is not a string is read as JSON. */
export type Parameters = Readonly<Record<string, Json>>;

type Kind = "number" | "boolean" | "string" | "bigint" | "union" | "list" | "object" | "other";

interface Declared {
  readonly name: string;
  /** The declared type as written, or the widened type of its default; none where only the compiler knows. */
  readonly type: string | undefined;
  readonly kind: Kind;
  /** The texts allowed by a type such as `"quick" | "full"`. */
  readonly choices: readonly string[] | undefined;
  /** The members of a union such as `string | null`, as written. */
  readonly members?: readonly string[];
  /** The type of a list's elements, where JSON has one like it. */
  readonly elements?: string | undefined;
}

/**
 * `name=value` options as parameters; every value is a text still, its type is the declared one's.
 * @throws InputError for an option without `=` or with an improper name, and for a name given twice
 */
export function parseParameters(options: readonly string[]): Parameters {
  const parameters: Record<string, Json> = {};
  for (const option of options) {
    const [, name, value] = /^([A-Za-z_$][\w$]*)=([\s\S]*)$/.exec(option) ?? [];
    if (name === undefined || value === undefined)
      throw new InputError(`parameter "${option}": expected name=value`);
    if (Object.hasOwn(parameters, name)) throw new InputError(`parameter "${name}" is given twice`);
    parameters[name] = value;
  }
  return parameters;
}

/**
 * The notebook with the parameters injected; an earlier injected cell is replaced. Without parameters the
 * notebook as it is.
 * @param path only for messages
 * @throws InputError if no cell is tagged `parameters`, for a name that cell does not declare, and for a value
 *   that does not fit the declared type
 */
export function injectParameters(notebook: Notebook, parameters: Parameters, path: string): Notebook {
  const names = Object.keys(parameters);
  if (names.length === 0) return notebook;
  const cells = notebook.cells.filter((cell) => !tagsOf(cell).includes("injected-parameters"));
  const at = cells.findIndex((cell) => cell.cell_type === "code" && tagsOf(cell).includes("parameters"));
  if (at < 0)
    throw new InputError(
      `${path}: no code cell is tagged "parameters", so none can be set (${names.join(", ")})`,
    );
  const declared = declarations(cells[at]!.source);
  const lines = Object.entries(parameters).map(([name, value]) => {
    const one = declared.find((candidate) => candidate.name === name);
    if (!one)
      throw new InputError(
        `${path}: unknown parameter "${name}", expected ${oneOf(declared.map((d) => d.name))}`,
      );
    const typed = typedValue(one, value, path);
    return `let ${name}${one.type === undefined ? "" : `: ${one.type}`} = ${one.kind === "bigint" ? `${typed}n` : JSON.stringify(typed)};`;
  });
  const injected: CodeCell = {
    cell_type: "code",
    id: "injected-parameters",
    metadata: { tags: ["injected-parameters"] },
    source: ["// Set from outside", ...lines].join("\n"),
    execution_count: null,
    outputs: [],
  };
  cells.splice(at + 1, 0, injected);
  return { ...notebook, cells };
}

/**
 * For each of several notebooks the parameters it declares, each value checked against its declared type.
 * @param paths of the notebooks, only for messages
 * @throws InputError for a name that none of them declares, and for a value that does not fit
 */
export function shareParameters(
  notebooks: readonly Notebook[],
  parameters: Parameters,
  paths: readonly string[],
): Parameters[] {
  const declared = notebooks.map(parameterNames);
  const known = [...new Set(declared.flat())];
  for (const name of Object.keys(parameters))
    if (!known.includes(name))
      throw new InputError(
        `unknown parameter "${name}", ${known.length > 0 ? `expected ${oneOf(known)}` : "no notebook declares any"}`,
      );
  return notebooks.map((notebook, index) => {
    const own = Object.entries(parameters).filter(([name]) => declared[index]!.includes(name));
    injectParameters(notebook, Object.fromEntries(own), paths[index] ?? "notebook"); // only for its checks
    return Object.fromEntries(own);
  });
}

/** Names of the parameters a notebook declares; none if no cell is tagged `parameters`. */
export function parameterNames({ cells }: Notebook): string[] {
  const cell = cells.find((one) => one.cell_type === "code" && tagsOf(one).includes("parameters"));
  return cell === undefined ? [] : declarations(cell.source).map(({ name }) => name);
}

/** A parameter as help shows it. */
export interface ParameterHelp {
  readonly name: string;
  /** The declared type, or the one its default has; "unknown" where only the compiler knows. */
  readonly type: string;
  /** The default as written. */
  readonly default: string;
  /** The comment behind the declaration, or above it. */
  readonly help: string;
}

/** The parameters a notebook declares, with what help can say of them; none if no cell is tagged `parameters`. */
export function describeParameters({ cells }: Notebook): ParameterHelp[] {
  const cell = cells.find((one) => one.cell_type === "code" && tagsOf(one).includes("parameters"));
  if (cell === undefined) return [];
  const file = parametersFile(cell.source);
  return variables(file).map((declaration) => {
    const end = ts.getTrailingCommentRanges(cell.source, declaration.parent.parent.end);
    const above = ts.getLeadingCommentRanges(cell.source, declaration.parent.parent.pos);
    const comment = [end?.[0], above?.at(-1)].find((range) => range !== undefined);
    return {
      name: declaration.name.getText(file),
      type: typeOf(declaration, file).type ?? "unknown",
      default: declaration.initializer?.getText(file) ?? "",
      help: comment === undefined ? "" : commentText(cell.source.slice(comment.pos, comment.end)),
    };
  });
}

function commentText(comment: string): string {
  return comment
    .replace(/^\/\*+|\*+\/$|^\/\/+/g, "")
    .replace(/\s*\n\s*\*?\s*/g, " ")
    .trim();
}

function typedValue(declared: Declared, value: Json, path: string): Json {
  const wrong = (expected: string) =>
    new InputError(`${path}: parameter "${declared.name}": ${JSON.stringify(value)} is not ${expected}`);
  if (declared.kind === "string") {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (declared.choices && !declared.choices.includes(text)) throw wrong(oneOf(declared.choices));
    return text;
  }
  if (declared.kind === "bigint") {
    const digits = String(value);
    if (!/^-?\d+$/.test(digits)) throw wrong("a whole number");
    return digits;
  }
  const typed = typeof value === "string" ? parsed(value) : value;
  if (declared.kind === "other") return typed;
  if (declared.kind === "list") {
    const { elements } = declared;
    if (!Array.isArray(typed)) throw wrong(`a list${elements ? ` of type ${elements}[]` : ""} in JSON`);
    const odd = typed.find((one) => elements !== undefined && typeof one !== elements);
    if (odd !== undefined) throw wrong(`a list of type ${elements}[]: it holds ${JSON.stringify(odd)}`);
    return typed;
  }
  if (declared.kind === "object") {
    if (typeof typed !== "object" || typed === null || Array.isArray(typed)) throw wrong("an object in JSON");
    return typed;
  }
  if (declared.kind === "union") {
    const members = declared.members ?? [];
    const fits = (one: Json) =>
      members.includes(one === null ? "null" : typeof one) || members.includes(JSON.stringify(one));
    const found = [typed, value].find(fits);
    if (found === undefined) throw wrong(`of the type ${declared.type}`);
    return found;
  }
  const kind: string = typeof typed;
  if (kind !== declared.kind) throw wrong(`a ${declared.kind}`);
  return typed;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function parametersFile(source: string): ts.SourceFile {
  return ts.createSourceFile("parameters.ts", source, ts.ScriptTarget.ES2022, true);
}

/** The variables a parameters cell declares at its top level. */
function variables(file: ts.SourceFile): ts.VariableDeclaration[] {
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .filter((declaration) => ts.isIdentifier(declaration.name));
}

function declarations(source: string): Declared[] {
  const file = parametersFile(source);
  return variables(file).map((declaration) => ({
    name: declaration.name.getText(file),
    ...typeOf(declaration, file),
  }));
}

function typeOf(declaration: ts.VariableDeclaration, file: ts.SourceFile): Omit<Declared, "name"> {
  const initializer = declaration.initializer;
  const cast = initializer && ts.isAsExpression(initializer) ? initializer.type : undefined;
  const annotation = declaration.type ?? (cast?.getText(file) === "const" ? undefined : cast);
  if (!annotation) {
    const kind = literalKind(initializer);
    const isNamed = kind !== "other" && kind !== "list" && kind !== "object";
    return { type: isNamed ? kind : undefined, kind, choices: undefined };
  }
  const type = annotation.getText(file);
  const members = ts.isUnionTypeNode(annotation) ? [...annotation.types] : [annotation];
  const texts = members.flatMap((member) =>
    ts.isLiteralTypeNode(member) && ts.isStringLiteral(member.literal) ? [member.literal.text] : [],
  );
  if (texts.length === members.length) return { type, kind: "string", choices: texts };
  if (type === "number" || type === "boolean" || type === "string" || type === "bigint")
    return { type, kind: type, choices: undefined };
  const written = members.map((member) => memberText(member, file));
  if (written.length > 1 && written.every((member) => member !== undefined))
    return { type, kind: "union", choices: undefined, members: written };
  return { type, ...collectionOf(annotation, file), choices: undefined };
}

/** Lists and objects, as far as their type says so without the compiler. */
function collectionOf(annotation: ts.TypeNode, file: ts.SourceFile): Pick<Declared, "kind" | "elements"> {
  const type = ts.isTypeOperatorNode(annotation) ? annotation.type : annotation; // readonly number[]
  const name = ts.isTypeReferenceNode(type) ? type.typeName.getText(file) : "";
  const element = ts.isArrayTypeNode(type)
    ? type.elementType
    : ts.isTypeReferenceNode(type) && /^(?:Readonly)?Array$/.test(name) && type.typeArguments?.[0];
  if (element) {
    const text = element.getText(file);
    return { kind: "list", elements: ["number", "boolean", "string"].includes(text) ? text : undefined };
  }
  return { kind: ts.isTypeLiteralNode(type) || name === "Record" ? "object" : "other" };
}

/** A member of a union whose values JSON can hold: a type's name, or a literal as JSON writes it. */
function memberText(member: ts.TypeNode, file: ts.SourceFile): string | undefined {
  const written = member.getText(file);
  if (["number", "boolean", "string", "null"].includes(written)) return written;
  if (!ts.isLiteralTypeNode(member)) return undefined;
  return ts.isStringLiteral(member.literal) ? JSON.stringify(member.literal.text) : written;
}

function literalKind(node: ts.Expression | undefined): Kind {
  if (!node) return "other";
  if (ts.isNumericLiteral(node)) return "number";
  if (ts.isBigIntLiteral(node)) return "bigint";
  if (ts.isPrefixUnaryExpression(node)) {
    const kind = literalKind(node.operand);
    return kind === "number" || kind === "bigint" ? kind : "other";
  }
  if (ts.isStringLiteralLike(node)) return "string";
  if (ts.isArrayLiteralExpression(node)) return "list";
  if (ts.isObjectLiteralExpression(node)) return "object";
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return "boolean";
  return "other";
}
