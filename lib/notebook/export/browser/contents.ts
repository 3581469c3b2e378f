/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** The contents: closed where they stand above the title, and beside the text the section being read is marked. */
export function setUpContents(): void {
  const details = document.querySelector<HTMLDetailsElement>("nav.contents details");
  if (!details) return;
  if (window.matchMedia("(width < 66rem)").matches) details.open = false;
  const links = [...details.querySelectorAll<HTMLAnchorElement>("a")];
  const headings = links.flatMap(
    (link) => document.getElementById(decodeURIComponent(link.hash.slice(1))) ?? [],
  );
  let marked: HTMLAnchorElement | undefined;
  const mark = (): void => {
    // The section being read is the last one whose heading has passed the upper quarter of the window.
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < window.innerHeight / 4);
    const current = passed.length === 0 ? undefined : links[passed.length - 1];
    if (current === marked) return;
    marked?.removeAttribute("aria-current");
    current?.setAttribute("aria-current", "location");
    const rail = details.parentElement!;
    if (current && rail.scrollHeight > rail.clientHeight)
      rail.scrollTop = current.offsetTop - rail.clientHeight / 2;
    marked = current;
  };
  let waiting = false;
  window.addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    { passive: true },
  );
  mark();
}
