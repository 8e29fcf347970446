// The landing page: four parts, the cases, where one stopped, and a search over all of it.
import { useEffect, useMemo, useState } from "preact/hooks";
import { Connection } from "./connection";
import { points } from "./feedback";
import { Bar } from "./lesson";
import { safeHref } from "./markdown";
import { useLoaded, useTrait } from "./page";
import type { Model } from "./types";

interface PartEntry {
  slug: string;
  title: string;
  href: string;
  done: number;
  total: number;
  best_mean: number | null;
  chapters: { title: string }[];
}

interface CaseEntry {
  slug: string;
  title: string;
  industry: string;
  minutes: number;
  href: string;
  done: number;
  total: number;
}

interface FoundEntry {
  title: string;
  where: string;
  href: string;
  excerpt: string;
}

export function Progress({ model }: { model: Model }) {
  const parts = useTrait<PartEntry[]>(model, "parts");
  const cases = useTrait<CaseEntry[]>(model, "cases");
  const resume = useTrait<{ href: string; title: string; when: string } | null>(model, "resume");
  return (
    <div class="landing">
      {resume && (
        <a class="resume row" href={safeHref(resume.href)}>
          <span>继续上次</span>
          <b>{resume.title}</b>
          <small>{resume.when}</small>
        </a>
      )}
      <Search model={model} />
      <h3>四个部分</h3>
      <div class="tiles">
        {parts.map((part, index) => (
          <a
            key={part.slug}
            class={part.href ? "tile" : "tile unwritten"}
            href={part.href ? safeHref(part.href) : undefined}>
            <span class="ordinal" aria-hidden="true">
              {index + 1}
            </span>
            <b>{part.title}</b>
            <ul>
              {part.chapters.map(({ title }) => (
                <li key={title}>{title}</li>
              ))}
            </ul>
            {part.href ? <Bar done={part.done} total={part.total} /> : <small>还没有开放</small>}
            {part.best_mean !== null && <small>最好成绩平均 {points(part.best_mean)}</small>}
          </a>
        ))}
      </div>
      {cases.length > 0 && <h3>案例实战</h3>}
      <div class="tiles cases">
        {cases.map((each) => (
          <a key={each.slug} class="tile" href={safeHref(each.href)}>
            <b>{each.title}</b>
            <small>
              {each.industry} · 约 {Math.max(1, Math.round(each.minutes / 60))} 小时
            </small>
            <Bar done={each.done} total={each.total} />
          </a>
        ))}
      </div>
    </div>
  );
}

function Search({ model }: { model: Model }) {
  const connection = useMemo(() => new Connection(model, "kabook:search"), [model]);
  const [query, setQuery] = useState("");
  const { data: hits, failed } = useLoaded<FoundEntry[]>(
    async () =>
      query.trim() ? ((await connection.ask({ type: "search", query })).hits as any) : null,
    [query],
    query.trim() ? 250 : 0,
  );
  useEffect(() => () => connection.close(), [connection]);
  return (
    <div class="search" role="search">
      <input
        type="search"
        placeholder="搜课程、案例和练习"
        aria-label="搜课程、案例和练习"
        maxLength={200}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <div aria-live="polite">
        {failed && <p class="note">连接已断，搜不了。请重新载入。</p>}
        {hits?.length === 0 && <p class="note">没有找到“{query}”。</p>}
        {hits && hits.length > 0 && (
          <ul class="found box">
            {hits.map((hit, index) => (
              <li key={index}>
                <a href={safeHref(hit.href)}>{hit.title}</a> <small>{hit.where}</small>
                <p>{hit.excerpt}</p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
