// Author's Markdown to HTML. Raw HTML is shown as text; trainee text never comes here.
import { Marked } from "marked";

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A link that leads to a page and runs nothing; empty otherwise. */
export function safeHref(href: string): string {
  return /^(https?:|[#/.]|[\w-]+(\.|\/|\?|#|$))/i.test(href) ? href : "";
}

const STRONG = /^\*\*(?=\S)([\s\S]*?\S)\*\*(?!\*)/;

const marked = new Marked({
  breaks: true,
  tokenizer: {
    // CommonMark does not close ** after a Chinese full stop or quotation mark.
    emStrong(source) {
      const match = STRONG.exec(source);
      if (!match?.[1]) return false;
      const tokens = this.lexer.inlineTokens(match[1]);
      return { type: "strong", raw: match[0], text: match[1], tokens };
    },
    // 3~5 天 and 8~10 人 are ranges, not deletions.
    del: () => undefined,
  },
  renderer: {
    html: ({ text }) => escaped(text),
    image: ({ text }) => escaped(text),
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      const safe = safeHref(href);
      return safe ? `<a href="${escaped(safe)}">${inner}</a>` : inner;
    },
  },
});

const blocks = new Map<string, string>();

function blockHtml(text: string): string {
  let html = blocks.get(text);
  if (html === undefined) {
    html = marked.parse(text, { async: false });
    blocks.set(text, html);
  }
  return html;
}

export function Prose({ text, class: name = "" }: { text: string; class?: string }) {
  return <div class={`prose ${name}`} dangerouslySetInnerHTML={{ __html: blockHtml(text) }} />;
}

/** One line of author's text: bold and links, no blocks. */
export function Line({ text }: { text: string }) {
  const html = marked.parseInline(text, { async: false });
  return <span dangerouslySetInnerHTML={{ __html: html }} />;
}
