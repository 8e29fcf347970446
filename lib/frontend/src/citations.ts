// Paragraph ids (doc05#7) as a trainee reads them (文05·7), and lists of them.
import type { CaseDocument, Dossier, Paragraph } from "./types";

export function citationLabel(paragraph: string): string {
  return paragraph.replace("doc", "文").replace("#", "·");
}

export function documentOf(paragraph: string): string {
  return paragraph.split("#")[0] ?? paragraph;
}

export function findDocument(dossier: Dossier | undefined, id: string): CaseDocument | undefined {
  return dossier?.documents.find((document) => document.id === id);
}

export function findParagraph(dossier: Dossier | undefined, id: string): Paragraph | undefined {
  return findDocument(dossier, documentOf(id))?.paragraphs.find((each) => each.id === id);
}

/** The first words of a paragraph, without markup; empty while the dossier is not there. */
export function firstWords(dossier: Dossier | undefined, id: string, length = 60): string {
  const text = plainText(findParagraph(dossier, id)?.text ?? "");
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

export function plainText(markdown: string): string {
  return markdown
    .replace(/^\|?[\s:|-]+\|?$/gm, "")
    .replace(/\*\*|`|^#+\s*/gm, "")
    .replace(/\s*\|\s*/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** `cited` with the paragraph added or taken out; a full slot gives up its oldest. */
export function toggleCitation(cited: string[], paragraph: string, limit = 60): string[] {
  if (cited.includes(paragraph)) return cited.filter((each) => each !== paragraph);
  return [...cited, paragraph].slice(-limit);
}

export interface Hit {
  document: CaseDocument;
  paragraph: Paragraph;
  before: string;
  match: string;
  after: string;
}

/** Paragraphs that contain the query, in reading order. */
export function searchDocuments(dossier: Dossier, query: string, limit = 80): Hit[] {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return [];
  const hits: Hit[] = [];
  for (const document of dossier.documents) {
    for (const paragraph of document.paragraphs) {
      const text = plainText(paragraph.text);
      const at = text.toLowerCase().indexOf(wanted);
      if (at < 0 || !paragraph.id) continue;
      const from = Math.max(0, at - 18);
      hits.push({
        document,
        paragraph,
        before: (from ? "…" : "") + text.slice(from, at),
        match: text.slice(at, at + wanted.length),
        after: text.slice(at + wanted.length, at + wanted.length + 48),
      });
      if (hits.length === limit) return hits;
    }
  }
  return hits;
}
