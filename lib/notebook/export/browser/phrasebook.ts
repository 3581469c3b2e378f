import type { Json } from "../../nbformat.js";
import { Catalogue } from "../../translation/catalogue.js";
import { translateFigure } from "../../translation/translateFigure.js";
import type { WidgetHost } from "../../widget.js";

/** What the library says in English, in the language of a page. */
export interface Phrasebook {
  tell(english: string): string;
  figure(figure: DrawnFigure): DrawnFigure;
}

type DrawnFigure = Parameters<WidgetHost["draw"]>[1];

/** A phrasebook of English phrases and what stands for them; where nothing else does, texts stay as they are. */
export function phrasebook(phrases: Readonly<Record<string, string>>): Phrasebook {
  if (Object.entries(phrases).every(([english, said]) => said === english))
    return { tell: (english) => english, figure: (figure) => figure };
  const catalogue = new Catalogue({ phrases });
  return {
    tell: catalogue.translate,
    figure: (figure) => translateFigure(figure as unknown as Json, catalogue) as unknown as DrawnFigure,
  };
}
