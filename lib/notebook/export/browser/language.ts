/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** The link to the page in another language leads to the place that is being read: both pages have the same anchors. */
export function setUpLanguage(): void {
  const link = document.querySelector<HTMLAnchorElement>("#language-switch");
  if (!link) return;
  link.addEventListener("click", () => {
    // A place that was jumped to stands a line below the bar.
    const top = (document.querySelector("header.bar")?.getBoundingClientRect().bottom ?? 0) + 48;
    const passed = [...document.querySelectorAll<HTMLElement>("main .cell[id], main :is(h2, h3)[id]")].filter(
      (place) => place.getBoundingClientRect().top <= top,
    );
    const place = passed.at(-1)?.id;
    link.hash = window.scrollY > top && place ? place : "";
  });
  keepPlace();
}

/** The browser jumps to the anchor before the page's fonts are there, which move the text. */
function keepPlace(): void {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  let moved = false;
  for (const event of ["wheel", "touchstart", "keydown", "pointerdown"])
    addEventListener(event, () => (moved = true), { once: true, passive: true });
  void document.fonts.ready.then(() => {
    if (!moved) place.scrollIntoView();
  });
}
