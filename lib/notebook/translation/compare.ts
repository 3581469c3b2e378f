// What a translation must share with its original: numbers, formulas, links, names in code, headings.

/** Digits in a name, as in V2, have no unit. */
const number =
  /(?<![A-Za-z\d])(\d+(?:[.,]\d+)*)(?:[ -]?(thousand|million|billion|백만|천만|만|억))?|\d+(?:[.,]\d+)*/g;

/**
 * What differs between a text and its translation although it may not: numbers, formulas, links, code, levels of
 * headings, folded parts. The order is free, because sentences are built in another order.
 * @returns one line each; empty if nothing differs
 */
export function differences(original: string, translated: string): string[] {
  const [from, to] = [contentsOf(original), contentsOf(translated)];
  return (Object.keys(from) as (keyof Contents)[]).flatMap((kind) => {
    const sorted = kind === "headings" ? (list: string[]) => list : (list: string[]) => [...list].sort();
    const [left, right] = [sorted(from[kind]), sorted(to[kind])];
    if (left.join("\n") === right.join("\n")) return [];
    const [missing, surplus] = [without(left, right), without(right, left)];
    // "two minutes" may become "2분": a number word of the original counts once.
    const extra = kind === "numbers" ? without(surplus, numberWords(original)) : surplus;
    if (kind !== "headings" && missing.length + extra.length === 0) return [];
    const found = [
      ...(missing.length > 0 ? [`lacks ${missing.join(", ")}`] : []),
      ...(extra.length > 0 ? [`adds ${extra.join(", ")}`] : []),
    ];
    return [`${kind}: ${found.join("; ") || "other order"}`];
  });
}

interface Contents {
  readonly code: string[];
  readonly formulas: string[];
  readonly links: string[];
  readonly numbers: string[];
  readonly headings: string[];
  readonly tags: string[];
}

/** In "2, 4 and 15 million" all three are millions. */
const listOfMillions = /\b(\d+(?:\.\d+)?)(?=(?:, \d+)*,? (?:to|and|or) \d+(?:\.\d+)? (million|billion))/g;

function contentsOf(text: string): Contents {
  const found: Contents = { code: [], formulas: [], links: [], numbers: [], headings: [], tags: [] };
  // Each kind is taken out before the next is looked for: a number in a formula is no number of the text.
  const take = (pattern: RegExp, list: string[], name: (match: string[]) => string) => {
    rest = rest.replace(pattern, (...match: string[]) => {
      list.push(name(match));
      return " ";
    });
  };
  let rest = text.replaceAll("\r\n", "\n").replace(listOfMillions, "$1 $2");
  take(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1/gm, found.code, ([all]) => all!.trim());
  take(/(`+)(.+?)\1/g, found.code, ([, , code]) => code!.trim());
  take(/\$\$([\s\S]+?)\$\$/g, found.formulas, ([, formula]) => formula!.replace(/\s+/g, " ").trim());
  take(/\$([^\s$](?:[^$\n]*[^\s$])?)\$/g, found.formulas, ([, formula]) => formula!);
  rest = rest.replace(/\]\(([^)\s]+)[^)]*\)/g, (_, href: string) => {
    found.links.push(href.replace(/^\.\.\//, "")); // a translation lies one folder deeper
    return "]";
  });
  take(/https?:\/\/[^\s)>\]]+/g, found.links, ([href]) => href!);
  take(/<\/?([a-z][a-z0-9]*)[^>]*>/gi, found.tags, ([, tag]) => tag!.toLowerCase());
  for (const [, level] of rest.matchAll(/^(#{1,6}) /gm)) found.headings.push(level!);
  for (const [all, digits = all, unit] of rest.matchAll(number))
    found.numbers.push(numberValue(digits, unit));
  return found;
}

/** What is in one list more often than in the other. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Number words, and what else becomes digits in other languages: the parts of a fraction, months. */
const words: Readonly<Record<string, readonly string[]>> = {
  zero: ["0"],
  none: ["0"],
  a: ["1"],
  an: ["1"],
  one: ["1"],
  first: ["1"],
  two: ["2"],
  twice: ["2"],
  second: ["2"],
  half: ["2", "1", "0.5"],
  three: ["3"],
  third: ["3", "1"],
  four: ["4"],
  fourth: ["4", "1"],
  quarter: ["4", "1"],
  five: ["5"],
  fifth: ["5", "1"],
  six: ["6"],
  sixth: ["6", "1"],
  seven: ["7"],
  eight: ["8"],
  eighth: ["8", "1"],
  nine: ["9"],
  ten: ["10"],
  tenth: ["10", "1"],
  eleven: ["11"],
  twelve: ["12"],
  dozen: ["12"],
  twenty: ["20"],
  thirty: ["30"],
  forty: ["40"],
  fifty: ["50"],
  eighty: ["80"],
  ninety: ["90"],
  hundred: ["100"],
  hundreds: ["100"],
  thousand: ["1000"],
  million: ["1000000"],
  billion: ["1000000000"],
  november: ["11"],
};

/** The digits of a text's number words. */
function numberWords(text: string): string[] {
  return (text.toLowerCase().match(/[a-z]+/g) ?? []).flatMap(
    (word) => words[word] ?? words[word.replace(/s$/, "")] ?? [],
  );
}

const units: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  만: 1e4,
  백만: 1e6,
  천만: 1e7,
  억: 1e8,
};

/** `400 million` and `4억` are the same number; without a unit, digits stay as they are written. */
function numberValue(digits: string, unit: string | undefined): string {
  if (unit === undefined) return digits;
  return String(Number((Number(digits.replaceAll(",", "")) * units[unit]!).toPrecision(12)));
}
