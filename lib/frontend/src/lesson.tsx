// The header of a lesson: where one is, who is signed in, how far, and what is recorded.
import { useEffect, useMemo } from "preact/hooks";
import { linkCitations, type NamedCase } from "./cite";
import { Connection } from "./connection";
import { safeHref } from "./markdown";
import { NoticeText } from "./notice";
import { update, usePage, useTrait } from "./page";
import type { ContentsEntry, Model } from "./types";

interface Trainee {
  name: string;
  signed_in: boolean;
}

export function Lesson({ model }: { model: Model }) {
  const contents = useTrait<ContentsEntry[]>(model, "contents");
  const trainee = useTrait<Trainee>(model, "trainee");
  const given = useTrait<{ seen: boolean; text: string }>(model, "notice");
  const nav = useTrait<{ href: string; title: string }[]>(model, "nav");
  const connection = useMemo(() => new Connection(model, "kabook:lesson"), [model]);
  const { notice } = usePage();
  useEffect(() => () => connection.close(), [connection]);
  useEffect(() => {
    const accept = async () => {
      await connection.ask({ type: "notice-accepted" });
      update({ notice: { ...given, seen: true, accept } });
    };
    update({ notice: { ...given, accept } });
  }, [given]);
  useEffect(() => {
    update({ contents });
    dispatchEvent(new CustomEvent("kabook:progress", { detail: contents }));
  }, [contents]);
  const cases = useTrait<NamedCase[] | undefined>(model, "cases");
  useEffect(() => {
    const prose = document.getElementById("kb-main");
    if (prose && cases?.length) linkCitations(prose, cases);
  }, [cases]);
  const exercises = contents.flatMap((entry) => entry.exercises);
  const done = exercises.filter((exercise) => exercise.attempts > 0).length;
  const inLab = document.body.dataset.kabook !== "voila";
  return (
    <header class="lesson">
      <div class="lesson-top row">
        <h2 class="lesson-title">{model.get("title")}</h2>
        <span class="words">{trainee.name || "未登记"}</span>
      </div>
      {exercises.length > 0 && <Bar done={done} total={exercises.length} />}
      {nav.length > 0 && (
        <nav class="pages row" aria-label="其他页面">
          {nav.map(({ href, title }) => (
            <a key={href} href={safeHref(href)}>
              {title}
            </a>
          ))}
        </nav>
      )}
      {notice && !notice.seen && notice.text && <NoticeText notice={notice} />}
      {inLab && contents.length > 0 && <Contents contents={contents} />}
    </header>
  );
}

export function Bar({ done, total }: { done: number; total: number }) {
  return (
    <div class="progress">
      <span
        class="bar"
        role="progressbar"
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-label="做过的练习">
        <i style={{ width: `${total ? (100 * done) / total : 0}%` }} />
      </span>
      <span class="progress-words words">
        练习 {done} / {total}
      </span>
    </div>
  );
}

/** JupyterLab has no side table of the course's own. */
function Contents({ contents }: { contents: ContentsEntry[] }) {
  return (
    <details class="contents box">
      <summary>本页目录</summary>
      <ul>
        {contents.map((entry) => {
          const tried = entry.exercises.filter((exercise) => exercise.attempts > 0).length;
          return (
            <li key={entry.id} class={entry.kind}>
              <button class="bare" onClick={() => jump(entry.id)}>
                {entry.title}
              </button>
              {entry.exercises.length > 0 && (
                <small>
                  {tried} / {entry.exercises.length}
                </small>
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** JupyterLab turns `id` of the text's anchors into `data-jupyter-id`. */
function jump(id: string): void {
  const anchor = document.querySelector(`[id="${id}"],[data-jupyter-id="${id}"]`);
  anchor?.scrollIntoView({ block: "start" });
}
