// The lesson page in Voila, with or without a kernel: the side table of contents, one chapter
// (h2) at a time, #node opens its chapter. Works on .jp-Cell blocks in main#kb-main, which may
// still be arriving; writes into nav#kb-toc. Print shows everything.
import { recall, remember } from "./memory";
import type {} from "./page";
import { keepInSight } from "./sight";
import type { ContentsEntry } from "./types";

interface Section {
  id: string;
  title: string;
  heading: HTMLElement;
}

interface Chapter extends Section {
  cells: HTMLElement[];
  sections: Section[];
}

const STYLE = `
@media screen {
  .kb-away { display: none !important }
  #kb-main > .kb-turn:empty { display: none }
}
#kb-toc a[aria-current] { font-weight: 600 }
#kb-toc-button { display: none }
@media (max-width: 899px) {
  #kb-toc-button { display: inline-flex; align-items: center; min-height: 44px }
  #kb-toc:not(.kb-open) { display: none }
}
@media print { #kb-toc, #kb-toc-button, .kb-turn { display: none !important } }`;

/** Headings that an output brings along are no chapters; the case page names its parts so. */
const PARTS = "h2.kb-part";
const PROSE = ":not(.jp-CodeCell *, .kabook *)";

let main: HTMLElement;
let toc: HTMLElement;
let chapters: Chapter[] = [];
let shown = "";
let progress: ContentsEntry[] = [];
const turn = element("nav", "kb-turn");
const memory = `kabook:chapter:${location.pathname}`;

function element(name: string, className = "", text = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Chapters as they stand now; what comes before the first h2 is the opening one. */
function readChapters(): Chapter[] {
  const found: Chapter[] = [];
  main.querySelectorAll(PARTS).forEach((part, index) => (part.id ||= `kb-part-${index + 1}`));
  const cells = [...main.querySelectorAll<HTMLElement>(".jp-Cell")];
  for (const cell of cells) {
    if (cell.parentElement?.closest(".jp-Cell")) continue;
    const h2 = cell.querySelector<HTMLElement>(`h2${PROSE}`);
    const h1 = cell.querySelector<HTMLElement>(`h1${PROSE}`);
    if (h2) found.push({ ...sectionOf(h2), cells: [], sections: [] });
    else if (!found.length) {
      const opening = { id: "kb-opening", title: "开始", heading: h1 ?? cell };
      found.push({ ...opening, cells: [], sections: [] });
    }
    const chapter = found.at(-1)!;
    if (chapter.id === "kb-opening" && h1) {
      chapter.title = headingText(h1);
      chapter.heading = h1;
    }
    chapter.cells.push(cell);
    const inner = cell.querySelectorAll<HTMLElement>(`h3${PROSE}, ${PARTS}`);
    chapter.sections.push(...[...inner].map(sectionOf));
  }
  return found;
}

/** A heading is known by the anchor right before it, else by its own id. */
function sectionOf(heading: HTMLElement): Section {
  const before = heading.previousElementSibling;
  const anchor =
    before?.matches("a[id]") || before?.textContent?.trim() === "" ? lastAnchor(before) : null;
  return { id: anchor ?? heading.id, title: headingText(heading), heading };
}

function lastAnchor(before: Element): string | null {
  const anchors = [before, ...before.querySelectorAll("a")].filter((each) => each.id);
  return anchors.at(-1)?.id ?? null;
}

function headingText(heading: HTMLElement): string {
  const copy = heading.cloneNode(true) as HTMLElement;
  copy
    .querySelectorAll(".anchor-link, .headerlink, .jp-InternalAnchorLink")
    .forEach((each) => each.remove());
  return copy.textContent?.trim() ?? "";
}

/** A node of the outline, or an exercise, wherever it stands. */
function findTarget(id: string): HTMLElement | null {
  const name = CSS.escape(id);
  return main.querySelector(`[id="${name}"],[data-jupyter-id="${name}"],[data-exercise="${name}"]`);
}

function chapterOf(target: Element): Chapter | undefined {
  return chapters.find(({ cells }) => cells.some((cell) => cell.contains(target)));
}

function show(chapter: Chapter): void {
  shown = chapter.id;
  for (const each of chapters) {
    for (const cell of each.cells) cell.classList.toggle("kb-away", each !== chapter);
  }
  drawTurn(chapter);
  drawToc();
}

/** Opens the chapter of `id` and scrolls to it. */
function open(id: string): boolean {
  const chapter = chapters.find((each) => each.id === id);
  const target = chapter?.heading ?? findTarget(id);
  const home = chapter ?? (target ? chapterOf(target) : undefined);
  if (!target || !home) return false;
  if (home.id !== shown) show(home);
  if (chapter && chapter === chapters[0]) scrollTo({ top: 0 });
  else keepInSight(target);
  mark(current());
  remember(memory, home.id);
  toc.classList.remove("kb-open");
  return true;
}

function drawTurn(chapter: Chapter): void {
  const at = chapters.indexOf(chapter);
  const link = (each: Chapter | undefined, words: string) =>
    each ? [tocLink(each, `${words}：${each.title}`)] : [];
  turn.replaceChildren(...link(chapters[at - 1], "上一章"), ...link(chapters[at + 1], "下一章"));
  main.append(turn);
}

function tocLink({ id, title }: Section, words = title): HTMLAnchorElement {
  const link = element("a", "", words) as HTMLAnchorElement;
  link.href = `#${encodeURIComponent(id)}`;
  return link;
}

function drawToc(): void {
  const list = element("ol");
  for (const chapter of chapters) {
    const item = element("li", chapter.id === shown ? "kb-chapter kb-here" : "kb-chapter");
    item.append(tocLink(chapter), counts(chapter));
    if (chapter.id === shown && chapter.sections.length) {
      const inner = element("ol");
      for (const section of chapter.sections) {
        const line = element("li", "kb-section");
        line.append(tocLink(section), counts(section));
        inner.append(line);
      }
      item.append(inner);
    }
    list.append(item);
  }
  toc.replaceChildren(list);
  mark(current());
}

/** 2/3 behind an entry: exercises tried; a tick when all are. */
function counts(section: Section | Chapter): HTMLElement {
  const ids = [section.id, ...("sections" in section ? section.sections.map(({ id }) => id) : [])];
  const exercises = progress.filter(({ id }) => ids.includes(id)).flatMap((each) => each.exercises);
  const tried = exercises.filter(({ attempts }) => attempts > 0).length;
  if (!exercises.length) return element("span");
  const done = tried === exercises.length;
  const shownAs = element("span", done ? "kb-count kb-done" : "kb-count");
  shownAs.textContent = done ? "✓" : `${tried}/${exercises.length}`;
  shownAs.title = `练习 ${tried} / ${exercises.length}`;
  return shownAs;
}

/** The section being read: the last heading above the upper third of the window. */
function current(): string {
  const chapter = chapters.find(({ id }) => id === shown);
  const passed = chapter?.sections.filter(
    ({ heading }) => heading.getBoundingClientRect().top < innerHeight / 3,
  );
  return passed?.at(-1)?.id ?? shown;
}

function mark(id: string): void {
  for (const link of toc.querySelectorAll("a")) {
    const here = decodeURIComponent(link.hash.slice(1)) === id;
    if (here) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

const reader = new IntersectionObserver(() => mark(current()), {
  rootMargin: "1000000px 0px -66% 0px",
});

function hashId(): string {
  return decodeURIComponent(location.hash.slice(1));
}

function remembered(): string {
  // The landing page is entered at its beginning.
  return document.body.dataset.page === "index" ? "" : (recall(memory) ?? "");
}

let settled = false;

/** Reads the page again: cells may have arrived since. */
function refresh(): void {
  chapters = readChapters();
  if (!chapters.length) return;
  reader.disconnect();
  for (const { sections } of chapters) for (const { heading } of sections) reader.observe(heading);
  const wanted = hashId();
  // Until the trainee has turned a page, what the address or the memory names may yet arrive.
  if (!settled && wanted) settled = open(wanted);
  const chapter = chapters.find(({ id }) => id === (settled || wanted ? shown : remembered()));
  show(chapter ?? chapters.find(({ id }) => id === shown) ?? chapters[0]!);
}

function start(): void {
  const place = document.getElementById("kb-main");
  if (!place) return;
  main = place;
  toc = document.getElementById("kb-toc") ?? document.body.appendChild(element("nav"));
  toc.id = "kb-toc";
  toc.setAttribute("aria-label", "目录");
  document.head.append(element("style", "", STYLE));
  const button = element("button", "", "目录") as HTMLButtonElement;
  button.id = "kb-toc-button";
  button.type = "button";
  button.addEventListener("click", () => toc.classList.toggle("kb-open"));
  toc.before(button);
  addEventListener("hashchange", () => (settled = open(hashId()) || settled));
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.("a");
    // The same address again does not fire hashchange; the reader still wants to be there.
    if (link?.hash && link.hash === location.hash && link.pathname === location.pathname) {
      open(hashId());
    }
  });
  addEventListener("kabook:progress", (event) => {
    progress = (event as CustomEvent<ContentsEntry[]>).detail;
    drawToc();
  });
  progress = globalThis.__kabook?.state.contents ?? [];
  let timer = 0;
  const onlyOurs = (change: MutationRecord) =>
    (change.target as Element).closest?.(".kabook, .kb-turn") !== null;
  new MutationObserver((changes) => {
    if (changes.every((change) => onlyOurs(change) || isTurn(change))) return;
    clearTimeout(timer);
    timer = window.setTimeout(refresh, 80);
  }).observe(main, { childList: true, subtree: true });
  refresh();
}

function isTurn(change: MutationRecord): boolean {
  return [...change.addedNodes, ...change.removedNodes].every((node) => node === turn);
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();
