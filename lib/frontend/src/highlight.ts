// Marks what was searched for without touching the text (CSS Custom Highlight API).

export function highlight(root: HTMLElement | null, query: string): void {
  const wanted = query.trim().toLowerCase();
  const registry = globalThis.CSS && "highlights" in CSS ? CSS.highlights : undefined;
  registry?.delete("kabook-search");
  if (!registry || !root || !wanted) return;
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.toLowerCase() ?? "";
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      ranges.push(range);
    }
  }
  registry.set("kabook-search", new Highlight(...ranges));
}
