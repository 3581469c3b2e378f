/** Where a link of a notebook leads from a report. */
export type LinkTarget =
  | { readonly kind: "web" | "section" | "report"; readonly href: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "none" };

/**
 * Where a link leads once the notebook is a report: to the web or by mail as before, to a place on the page, to
 * the report of another notebook (`02-x.ipynb#part` → `02-x.html#part`), to another page beside the reports
 * (`../reports/lab.html#part` → `lab.html#part`, which stands beside the reports of every language), or to a file that
 * stayed beside the notebook. Scripts and other schemes lead nowhere.
 */
export function linkTarget(href: string): LinkTarget {
  // Browsers ignore these characters where a scheme is read.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  const address = href.replace(/[\u0000-\u001f]/g, "").trim();
  if (address === "") return { kind: "none" };
  if (address.startsWith("#")) return { kind: "section", href: address };
  if (/^(?:https?:|mailto:)/i.test(address)) return { kind: "web", href: address };
  if (/^[\\/]{2}/.test(address)) return { kind: "web", href: `https://${address.slice(2)}` };
  if (/^file:/i.test(address)) return { kind: "file", path: address };
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return { kind: "none" };
  if (/^[^\\/][^?#]*\.ipynb(?:$|[?#])/.test(address))
    return { kind: "report", href: address.replace(/\.ipynb(?=$|[?#])/, ".html") };
  const beside = /^\.\.\/reports\/([^\\/?#]+\.html(?:[?#].*)?)$/.exec(address);
  if (beside) return { kind: "report", href: beside[1]! };
  return { kind: "file", path: address };
}
