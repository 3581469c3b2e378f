import createDOMPurify from "dompurify";
import { JSDOM } from "jsdom";

/** Elements that would load something, restyle the page or ask for input. */
const forbidden = ["style", "form", "button", "textarea", "select", "option", "link", "base", "meta"];

const purify = makePurifier();

function makePurifier() {
  const purifier = createDOMPurify(new JSDOM("").window);
  purifier.addHook("uponSanitizeAttribute", (_element, attribute) => {
    // A report loads nothing: pictures are embedded or they are left out.
    if (
      /^(src|srcset|poster|background)$/.test(attribute.attrName) &&
      !/^data:image\//.test(attribute.attrValue)
    )
      attribute.keepAttr = false;
    if (attribute.attrName === "style" && /url\s*\(/i.test(attribute.attrValue)) attribute.keepAttr = false;
  });
  return purifier;
}

/**
 * HTML of an output made fit to stand in a page: balanced, without scripts, event handlers, frames, forms and
 * style sheets, and without anything fetched from elsewhere. Scripts would not run in any case: the page's
 * content security policy admits only the exporter's own, by their hashes.
 */
export function sanitizeHtml(html: string): string {
  return purify.sanitize(html, {
    FORBID_TAGS: forbidden,
  });
}
