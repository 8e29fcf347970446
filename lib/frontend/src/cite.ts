// 〔衡岳 文12·8〕 in the prose of a lesson becomes a button that opens the dossier there.
import { openPlace } from "./dossier";

export interface NamedCase {
  slug: string;
  short: string;
}

const CITATION = /〔([^〔〕]+?)\s*文(\d+)·(\d+)〕/;

/** Makes the citations of `cases` in `root` buttons; text that is one already stays. */
export function linkCitations(root: ParentNode, cases: NamedCase[]): void {
  const slugs = new Map(cases.map(({ slug, short }) => [short, slug]));
  for (const prose of root.querySelectorAll(".kb-prose, .jp-RenderedMarkdown")) {
    const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (CITATION.test(node.textContent ?? "")) found.push(node as Text);
    }
    for (let text of found) {
      if (text.parentElement?.closest(".kb-cite, a")) continue;
      for (let match = CITATION.exec(text.data); match; match = CITATION.exec(text.data)) {
        const [words, short = "", number, paragraph] = match;
        const cited = text.splitText(match.index);
        text = cited.splitText(words.length);
        const slug = slugs.get(short);
        if (slug) cited.replaceWith(button(words, slug, `doc${number}`, Number(paragraph)));
      }
    }
  }
}

function button(words: string, slug: string, id: string, paragraph: number): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "kb-cite";
  made.textContent = words;
  made.addEventListener("click", () =>
    openPlace({ case: slug, tab: "documents", document: id, paragraph: `${id}#${paragraph}` }),
  );
  return made;
}
