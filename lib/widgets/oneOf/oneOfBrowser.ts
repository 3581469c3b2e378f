/// <reference lib="dom" />

import type { Figure } from "../../figures/figure.js";
import type { MountWidget } from "../../notebook/index.js";
import { choice, element, plotPlace, scheduled } from "../controls.js";
import type { OneOfData } from "./oneOfData.js";

/** Builds the widget that shows one figure of several in the reader's page. */
export const mount: MountWidget = async (place, content, host) => {
  const { figures } = content as OneOfData;
  let at = 0;
  const names = figures.map(({ name }, index) => [String(index), host.tell(name)] as const);
  const chosen = choice(host.text("choose"), names, "0", (index) => {
    at = Number(index);
    update();
  });
  const plot = plotPlace(titleOf(figures[0]!.figure), 560);
  const said = element("p", { class: "widget-status", "aria-live": "polite" });
  place.append(element("div", { class: "controls" }, chosen.field), plot, said);

  const show = async (): Promise<void> => {
    const { figure } = figures[at]!;
    plot.setAttribute("aria-label", titleOf(figure));
    said.textContent = (figure.layout as { meta?: { description?: string } }).meta?.description ?? "";
    await host.draw(plot, figure);
  };
  const update = scheduled(place, show);
  await show();
  place.setAttribute("aria-busy", "false");
};

function titleOf({ layout: { title } }: Figure): string {
  return (typeof title === "string" ? title : title?.text) ?? "";
}
