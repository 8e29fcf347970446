// Scrolls to an element and holds it there while what stands above it is still being drawn.

const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"];
let release = () => {};

export function keepInSight(element: Element, block: ScrollLogicalPosition = "start"): void {
  release();
  const scroll = () => element.scrollIntoView({ block });
  const timers = [100, 300, 700, 1500, 2500].map((wait) => setTimeout(scroll, wait));
  // From the first touch on, the page is the reader's.
  release = () => {
    timers.forEach(clearTimeout);
    for (const move of MOVES) removeEventListener(move, release, true);
  };
  for (const move of MOVES) addEventListener(move, release, { capture: true, passive: true });
  scroll();
}
