// What attribute values of a notebook's HTML may be: styles, classes, ids.
import { pageStyle } from "./style.js";

/** Style properties that change how an element looks and not where it stands. */
const styleProperty =
  /^(?:color|background(?:-color)?|opacity|fill|stroke|stroke-width|font(?:-(?:family|size|style|weight|variant|variant-numeric|stretch))?|text-(?:align|decoration|decoration-line|decoration-color|decoration-style|transform|indent|overflow|anchor|wrap)|line-height|letter-spacing|word-spacing|word-break|word-wrap|overflow-wrap|white-space|vertical-align|(?:min-|max-)?(?:width|height)|padding(?:-(?:top|right|bottom|left))?|margin(?:-(?:top|right|bottom|left))?|border(?:-(?:top|right|bottom|left))?(?:-(?:width|style|color|radius))?|border-(?:collapse|spacing)|outline|display|float|clear|overflow(?:-[xy])?|table-layout|caption-side|empty-cells|list-style(?:-type)?|flex(?:-(?:direction|wrap|grow|shrink|basis|flow))?|justify-content|align-(?:items|content|self)|gap|row-gap|column-gap|order|columns|column-count|grid-template-(?:columns|rows)|box-shadow|border-radius|tab-size|direction|aspect-ratio|object-fit|stop-color|stop-opacity)$/;

/** Values without addresses, escapes, quotes that hide either, or functions but those of colour and size. */
const styleValue =
  /^[\w\s#%.,+*/!'"-]*(?:(?:rgba?|hsla?|hwb|oklch|oklab|calc|min|max|clamp|minmax|repeat)\([\w\s#%.,+*/-]*\)[\w\s#%.,+*/!'"-]*)*$/i;

const known = new Map<string, string>();

/** The declarations of a style attribute that only change how its element looks. */
export function cleanStyle(style: string): string {
  const before = known.get(style);
  if (before !== undefined) return before;
  const kept: string[] = [];
  if (style.length <= 4000)
    for (const declaration of style.split(";")) {
      const colon = declaration.indexOf(":");
      const property = declaration.slice(0, colon).trim().toLowerCase();
      const value = declaration.slice(colon + 1).trim();
      if (colon > 0 && value.length <= 300 && styleProperty.test(property) && staysInPlace(property, value))
        kept.push(`${property}:${value}`);
    }
  const cleaned = kept.join(";");
  if (known.size < 1000) known.set(style, cleaned);
  return cleaned;
}

function staysInPlace(property: string, value: string): boolean {
  if (!styleValue.test(value)) return false;
  if (/\d{5}/.test(value.replace(/\.\d+/g, ""))) return false; // a length of more than any page
  if (
    /^margin|^text-indent|spacing$|^box-shadow|^outline/.test(property) &&
    /-\s*[\d.]|calc|min|max|clamp/.test(value)
  )
    return false;
  if (/^(?:box-shadow|outline)$/.test(property) && /\d{3}/.test(value)) return false;
  return (
    property !== "display" ||
    /^(?:block|inline|inline-block|flex|inline-flex|grid|inline-grid|table(?:-\w+)*|list-item|none|contents)$/i.test(
      value,
    )
  );
}

/** Classes the page's own style sheet or script knows: a notebook's element must not pass for a part of the page. */
const taken = new Set([...pageStyle.matchAll(/\.([a-z][\w-]*)/gi)].map((match) => match[1]!));
taken.delete("number");

/** A notebook's classes without those of the page. */
export function pageClasses(value: string): string {
  return value
    .split(/\s+/)
    .filter(
      (name) =>
        /^[\w-]{1,80}$/.test(name) &&
        !taken.has(name) &&
        !/^(?:katex|ansi-|shiki|js-plotly|plotly)/.test(name),
    )
    .join(" ");
}

/** Whether the page uses an id, or a script would find an element of that id in place of a global variable. */
export function reservedId(id: string): boolean {
  return /^(?:content|contents|theme-switch|code-switch|report-entry|(?:figure|table|cell)-\d+|Plotly\w*|PLOTLYENV|__proto__|constructor|(?:glossary|reference):.*)$/.test(
    id,
  );
}
