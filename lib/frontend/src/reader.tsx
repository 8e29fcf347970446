// Reading a case: documents by stage, search over them, people, timeline, data.
import { useEffect, useRef, useState } from "preact/hooks";
import { findDocument, type Hit, searchDocuments } from "./citations";
import { DataFiles } from "./datafile";
import { Sheet } from "./documents";
import { highlight } from "./highlight";
import { Prose } from "./markdown";
import { type Place, type Tab, usePage } from "./page";
import { People } from "./people";
import type { CaseDocument, Dossier } from "./types";

const TABS: [Tab, string][] = [
  ["documents", "材料"],
  ["people", "人物"],
  ["timeline", "时间线"],
  ["data", "数据"],
];

interface Props {
  dossier: Dossier;
  place: Place;
  go(place: Place): void;
}

export function Reader({ dossier, place, go }: Props) {
  const [query, setQuery] = useState("");
  const body = useRef<HTMLDivElement>(null);
  const current = findDocument(dossier, place.document ?? "");
  const open = (document?: string, paragraph?: string) =>
    go({ case: dossier.case, tab: "documents", document, paragraph });
  const tabs = TABS.filter(([tab]) => tab !== "data" || dossier.data.length > 0);
  useEffect(() => {
    // What was clicked is gone: in the drawer the focus goes on to what it opened.
    const focused = document.activeElement;
    if (body.current?.closest(".drawer") && (focused === document.body || isHidden(focused))) {
      const shown = body.current.querySelector<HTMLElement>(".page") ?? body.current;
      shown.focus({ preventScroll: true });
    }
    const wanted = place.paragraph;
    const paragraph = wanted && body.current?.querySelector(`[data-paragraph="${wanted}"]`);
    if (!paragraph) return void body.current?.querySelector(".page")?.scrollTo?.(0, 0);
    paragraph.scrollIntoView({ block: "center" });
    paragraph.classList.remove("flash");
    requestAnimationFrame(() => paragraph.classList.add("flash"));
  }, [place]);
  useEffect(() => highlight(body.current, query), [query, place]);
  return (
    <div class="reader">
      <div class="reader-bar row">
        <div class="tabs" role="tablist" aria-label="案例材料">
          {tabs.map(([tab, title]) => (
            <button
              class="bare"
              role="tab"
              key={tab}
              aria-selected={place.tab === tab}
              onClick={() => go({ ...place, case: dossier.case, tab })}>
              {title}
            </button>
          ))}
        </div>
        <input
          type="search"
          placeholder="搜全部材料"
          aria-label="搜全部材料"
          maxLength={60}
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            if (event.currentTarget.value) open(undefined);
          }}
        />
      </div>
      <div class="reader-body" ref={body} role="tabpanel" tabIndex={-1}>
        {place.tab === "documents" && (
          <div class={current ? "shelf reading" : "shelf"}>
            <div class="index">
              {query.trim() ? (
                <Found hits={searchDocuments(dossier, query)} open={open} />
              ) : (
                <Index dossier={dossier} current={current} open={open} />
              )}
            </div>
            {current && (
              <div class="page" tabIndex={-1}>
                <Turn dossier={dossier} current={current} open={open} />
                <Sheet document={current} />
              </div>
            )}
          </div>
        )}
        {place.tab === "people" && <People people={dossier.people} />}
        {place.tab === "timeline" && (
          <ol class="timeline">
            {dossier.timeline.map((entry) => (
              <li key={entry.from + entry.stage}>
                <time class="words">{entry.from}</time>
                <b>{entry.stage}</b>
                <span>{entry.note}</span>
              </li>
            ))}
          </ol>
        )}
        {place.tab === "data" && (
          <DataFiles
            dossier={dossier}
            file={place.file}
            open={(file) => go({ case: dossier.case, tab: "data", file })}
          />
        )}
      </div>
    </div>
  );
}

function isHidden(element: Element | null): boolean {
  return element?.closest(".index") !== null && element?.getClientRects().length === 0;
}

/** What the trainee knows on the day of taking over, and whom the sale is between. */
export function Situation({ dossier }: { dossier: Dossier }) {
  return (
    <>
      <Prose text={dossier.situation} />
      {dossier.product && (
        <p>
          <b>
            我方：{dossier.product.company} {dossier.product.name}
          </b>{" "}
          {dossier.product.summary}
        </p>
      )}
      {dossier.competitors.map((competitor) => (
        <p key={competitor.name}>
          <b>对手：{competitor.name}</b> {competitor.summary}
        </p>
      ))}
    </>
  );
}

interface IndexProps {
  dossier: Dossier;
  current: CaseDocument | undefined;
  open(document?: string, paragraph?: string): void;
}

function Index({ dossier, current, open }: IndexProps) {
  const citing = usePage().target !== null;
  const stages = [...new Set(dossier.documents.map((document) => document.stage))];
  return (
    <>
      <details class="situation" open={!current && !citing}>
        <summary>你的处境</summary>
        <Situation dossier={dossier} />
      </details>
      {stages.map((stage) => (
        <section key={stage}>
          <h4 class="words">{stage}</h4>
          {dossier.documents
            .filter((document) => document.stage === stage)
            .map((document) => (
              <button
                key={document.id}
                class={document.id === current?.id ? "entry bare on" : "entry bare"}
                aria-current={document.id === current?.id}
                onClick={() => open(document.id)}>
                <span class="number">文{document.number}</span>
                <span>
                  {document.title}
                  <small>
                    {document.kind} · {document.date}
                  </small>
                </span>
              </button>
            ))}
        </section>
      ))}
    </>
  );
}

function Found({ hits, open }: { hits: Hit[]; open: IndexProps["open"] }) {
  if (!hits.length) return <p class="note">没有找到。</p>;
  return (
    <>
      <p class="note" role="status">
        {hits.length} 段
      </p>
      {hits.map((hit) => (
        <button
          key={hit.paragraph.id}
          class="entry bare"
          onClick={() => open(hit.document.id, hit.paragraph.id)}>
          <span class="number">文{hit.document.number}</span>
          <span>
            {hit.before}
            <mark>{hit.match}</mark>
            {hit.after}
            <small>{hit.document.title}</small>
          </span>
        </button>
      ))}
    </>
  );
}

function Turn({ dossier, current, open }: IndexProps & { current: CaseDocument }) {
  const at = dossier.documents.indexOf(current);
  const before = dossier.documents[at - 1];
  const after = dossier.documents[at + 1];
  return (
    <nav class="turn" aria-label="翻材料">
      <button class="bare all" onClick={() => open(undefined)}>
        全部材料
      </button>
      <span>
        <button class="bare" disabled={!before} onClick={() => open(before?.id)}>
          ← 上一份
        </button>
        <button class="bare" disabled={!after} onClick={() => open(after?.id)}>
          下一份 →
        </button>
      </span>
    </nav>
  );
}
