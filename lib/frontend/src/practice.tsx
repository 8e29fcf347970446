import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { coverage, sameAnswer } from "./answers";
import { Connection, type SaveLine } from "./connection";
import { AnswerInput, Head, kindName } from "./exercise";
import { Feedback, points } from "./feedback";
import { Graded } from "./kinds/kind";
import { Line } from "./markdown";
import { NoticeGate } from "./notice";
import { page, usePage, useTrait } from "./page";
import type { Answer, Exercise, Model, Result, Status } from "./types";

export function Practice({ model }: { model: Model }) {
  const exercise = useTrait<Exercise>(model, "exercise");
  const status = useTrait<Status>(model, "status");
  const result = useTrait<Result>(model, "result");
  const { connection, line, first } = useConnection(model, exercise, status);
  const [answer, setAnswer] = useState<Answer>(first);
  const [busy, setBusy] = useState("");
  const shownAt = useMemo(() => Date.now(), []);
  const feedback = useRef<HTMLDivElement>(null);
  const { notice } = usePage();
  const gated = notice !== null && !notice.seen;
  const graded = result.status === "graded";
  const stale = graded && !sameAnswer(result.answer ?? {}, answer);
  const judgement = useMemo(() => new Graded(graded ? result : null), [result]);
  const change = (next: Answer) => {
    setAnswer(next);
    connection.draft(next);
  };
  const takeTheirs = () => {
    const theirs = connection.takeTheirs();
    if (theirs) setAnswer(theirs);
  };
  /** One request at a time; what went wrong is on the line already. */
  const during = async (what: string, request: () => Promise<unknown>) => {
    setBusy(what);
    try {
      await request();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    } finally {
      setBusy("");
    }
  };
  const submit = () =>
    during("submit", async () => {
      const seconds = Math.round((Date.now() - shownAt) / 1000);
      await connection.submit(answer, seconds, page.visit);
      requestAnimationFrame(() => feedback.current?.focus());
    });
  return (
    <article class="card practice" onFocusOut={() => connection.flush()}>
      <Head exercise={exercise} />
      {gated ? (
        <NoticeGate notice={notice} />
      ) : (
        <>
          <AnswerInput
            exercise={exercise}
            answer={answer}
            disabled={busy === "submit"}
            graded={judgement}
            trainee={status.trainee}
            attempts={status.attempts}
            change={change}
          />
          {status.hints_shown.length > 0 && (
            <ol class="hints" aria-label="提示">
              {status.hints_shown.map((hint) => (
                <li key={hint}>
                  <Line text={hint} />
                </li>
              ))}
            </ol>
          )}
          <Actions
            exercise={exercise}
            status={status}
            answer={answer}
            busy={busy}
            torn={line.state === "conflict"}
            keyShown={judgement.showsKey}
            submit={submit}
            hint={() => during("hint", () => connection.ask({ type: "hint" }))}
            reveal={() => during("reveal", () => connection.ask({ type: "reveal" }))}
          />
          <footer class="lines row words">
            <SaveState line={line} takeTheirs={takeTheirs} keepMine={() => connection.keepMine()} />
            <Attempts status={status} />
          </footer>
          {status.mode === "assessment" && status.attempts > 0 && (
            <p class="note">已收到。讲师公布以后才看得到结果。</p>
          )}
          <div ref={feedback} tabIndex={-1} class="feedback-place" aria-live="polite">
            {result.status && <Feedback exercise={exercise} result={result} stale={stale} />}
          </div>
        </>
      )}
    </article>
  );
}

function useConnection(model: Model, exercise: Exercise, status: Status) {
  const connection = useMemo(
    () => new Connection(model, `kabook:${status.trainee}:${exercise.id}`),
    [model],
  );
  const [line, setLine] = useState<SaveLine>(() => {
    const at = model.get("draft").saved_at;
    return at ? { state: "saved", at } : { state: "idle" };
  });
  const first = useMemo<Answer>(
    () =>
      connection.kept() ??
      model.get("draft").answer ??
      model.get("result").answer ??
      exercise.blank,
    [connection],
  );
  useEffect(() => {
    connection.onLine = setLine;
    page.asks[exercise.case] = (message) => connection.ask(message);
    const kept = connection.kept();
    if (kept) {
      connection.draft(kept);
      connection.flush();
    }
    const leave = () => connection.leave();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      connection.close();
    };
  }, [connection]);
  return { connection, line, first };
}

interface ActionProps {
  exercise: Exercise;
  status: Status;
  answer: Answer;
  busy: string;
  /** Another page has another answer: first choose, then submit. */
  torn: boolean;
  keyShown: boolean;
  submit(): void;
  hint(): void;
  reveal(): void;
}

function Actions(props: ActionProps) {
  const { exercise, status, answer, busy, torn, keyShown } = props;
  const { answered, total, unit } = coverage(exercise, answer);
  const left = exercise.hints - status.hints_shown.length;
  const practising = status.mode === "practice";
  let reason = "";
  if (torn) reason = "先选留哪一份，再提交。";
  else if (!answered) reason = "先作答，再提交。";
  else if (answered < total) reason = `还有 ${total - answered} ${unit}没填，也可以先交。`;
  return (
    <div class="actions row">
      <button
        class="primary"
        disabled={!answered || torn || busy !== ""}
        aria-busy={busy === "submit"}
        onClick={props.submit}>
        {busy === "submit" ? "正在判…" : status.attempts ? "再交一次" : "提交"}
      </button>
      {practising && exercise.hints > 0 && (
        <button disabled={left <= 0 || busy !== ""} onClick={props.hint}>
          提示 ({Math.max(0, left)})
        </button>
      )}
      {practising && status.may_reveal && !keyShown && (
        <button disabled={busy !== ""} onClick={props.reveal}>
          看答案
        </button>
      )}
      {reason && <span class="reason words">{reason}</span>}
    </div>
  );
}

interface SaveProps {
  line: SaveLine;
  takeTheirs(): void;
  keepMine(): void;
}

function SaveState({ line, takeTheirs, keepMine }: SaveProps) {
  return (
    <span class={`save ${line.state}`} aria-live="polite">
      {line.state === "saving" && "保存中…"}
      {line.state === "saved" && `已保存 ${line.at}`}
      {line.state === "refused" && `没有保存：${line.message}`}
      {line.state === "lost" && (
        <>
          未保存：连接已断，
          <button class="bare" onClick={() => location.reload()}>
            重新载入
          </button>
        </>
      )}
      {line.state === "conflict" && (
        <>
          另一个页面 {line.at} 改过这道题，这里的还没有保存
          <button onClick={takeTheirs}>换成那一份</button>
          <button onClick={keepMine}>留下这一份</button>
        </>
      )}
    </span>
  );
}

function Attempts({ status }: { status: Status }) {
  if (!status.attempts) return <span class="attempts">还没有提交过</span>;
  if (status.mode === "assessment") {
    return <span class="attempts">已提交 {status.attempts} 次</span>;
  }
  return (
    <span class="attempts">
      第 {status.attempts} 次 · 首次 {points(status.first)} · 最好 {points(status.best)}
    </span>
  );
}

/** Draws a light placeholder and the exercise itself when it comes near the viewport. */
export function mountPractice(model: Model, element: HTMLElement): () => void {
  const exercise: Exercise = model.get("exercise");
  element.dataset.exercise = exercise.id;
  const mount = () => {
    observer.disconnect();
    removeEventListener("beforeprint", mount);
    render(<Practice model={model} />, element);
  };
  const observer = new IntersectionObserver(
    (entries) => entries.some((entry) => entry.isIntersecting) && mount(),
    // scrollMargin: JupyterLab scrolls a panel, not the page.
    { rootMargin: "800px", scrollMargin: "800px" } as IntersectionObserverInit,
  );
  render(
    <article class="card practice waiting" style={{ minHeight: `${guessHeight(exercise)}px` }}>
      <header class="head">
        <h3>
          <span class="kind">{kindName(exercise)}</span>
          {exercise.title}
        </h3>
      </header>
    </article>,
    element,
  );
  observer.observe(element);
  addEventListener("beforeprint", mount);
  askThrough(exercise.case, mount);
  return () => {
    observer.disconnect();
    removeEventListener("beforeprint", mount);
    render(null, element);
  };
}

/** Until an exercise of the case is drawn, asking for the case's papers draws this one. */
function askThrough(caseId: string, mount: () => void): void {
  const ask = async (message: { type: string }): Promise<any> => {
    mount();
    for (let wait = 0; page.asks[caseId] === ask && wait < 20; wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (page.asks[caseId] === ask) throw new Error("没有连接");
    return page.asks[caseId]!(message);
  };
  page.asks[caseId] ??= ask;
}

/** Roughly the height of a drawn exercise, so that the page does not jump. */
function guessHeight({ kind, view, prompt }: Exercise): number {
  const text = 220 + 28 * Math.ceil(prompt.length / 42);
  // A plan opens with its calendar and one row.
  if (kind === "plan") return text + 460;
  if (kind === "power_map") return text + 760;
  const { rows, options, items, steps, cards } = view;
  const asked = rows ?? options ?? items ?? steps ?? cards ?? [];
  const each: Record<string, number> = { table: 76, choice: 60, ranking: 58, calculation: 64 };
  return text + asked.length * (each[kind] ?? 40);
}
