import { withLetters } from "./answers";
import { Line, Prose } from "./markdown";
import { PlaceChip } from "./place";
import type { Check, Exercise, Result } from "./types";
import { Mark } from "./verdicts";

export const points = (share: number | null | undefined): string =>
  share === null || share === undefined ? "–" : String(Math.round(share * 100));

interface Props {
  exercise: Exercise;
  result: Result;
  stale: boolean;
}

export function Feedback({ exercise, result, stale }: Props) {
  if (result.status === "unreadable") {
    return (
      <div class="banner" role="alert">
        <b>没有判分，也不算一次。</b> {result.message}
      </div>
    );
  }
  // Lines without points say how the score was counted; extras that cost are faults.
  const counting = result.checks.filter((check) => check.points === 0 && isStart(check));
  const judged = result.checks.filter((check) => !counting.includes(check));
  const passed = judged.filter((check) => check.verdict === "right");
  const fell = judged.filter((check) => check.verdict !== "right");
  const showsKey = result.level === "key";
  return (
    <section class={stale ? "feedback stale" : "feedback"} aria-label="判分结果">
      <header>
        <span class="score">
          <b>{points(result.score)}</b> 分
        </span>
        <span>
          已检查 {result.checked} 项，通过 {result.passed} 项
          {stale && <em class="stale-note">上次提交的结果</em>}
        </span>
      </header>
      {result.cap && (
        <div class="banner">
          <b>
            最高只给 {points(result.cap.limit)} 分（{result.cap.rule}）：
          </b>
          {result.cap.reason}
          {result.cap.quote && (
            <q class={/^[“"「『]/.test(result.cap.quote) ? "quoted" : ""}>{result.cap.quote}</q>
          )}
        </div>
      )}
      <CheckList checks={fell} exercise={exercise} showsKey={showsKey} />
      {passed.length > 0 && (
        <details class="passed" open={fell.length === 0}>
          <summary>对的 {passed.length} 项</summary>
          <CheckList checks={passed} exercise={exercise} showsKey={showsKey} />
        </details>
      )}
      {counting.map((check) => (
        <p key={check.id} class="counting">
          {check.label}
          {Math.abs(check.earned) >= 0.05 && `（${check.earned.toFixed(1)} 分）`}
        </p>
      ))}
      {result.insights.length > 0 && (
        <ul class="insights">
          {result.insights.map((insight) => (
            <li key={insight}>{insight}</li>
          ))}
        </ul>
      )}
      {showsKey && result.explanation && (
        <div class="explanation">
          <h4>讲解</h4>
          <Prose text={result.explanation} />
        </div>
      )}
    </section>
  );
}

const isStart = (check: Check) => check.id.endsWith(".start");

interface ListProps {
  checks: Check[];
  exercise: Exercise;
  showsKey: boolean;
}

/** Checks of one row of a table stand together under its name. */
function CheckList({ checks, exercise, showsKey }: ListProps) {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    const [row = "", column] = check.label.split(" · ", 2);
    const name = exercise.kind === "table" && column ? row : check.id;
    groups.set(name, [...(groups.get(name) ?? []), check]);
  }
  return (
    <ul class="checks">
      {[...groups].map(([name, members]) => {
        const grouped = members[0]!.id !== name;
        return (
          <li key={name}>
            {grouped && <h4>{name}</h4>}
            {members.map((check) => (
              <CheckLine
                key={check.id}
                check={check}
                label={grouped ? check.label.split(" · ").slice(1).join(" · ") : check.label}
                exercise={exercise}
                showsKey={showsKey}
              />
            ))}
          </li>
        );
      })}
    </ul>
  );
}

interface LineProps {
  check: Check;
  label: string;
  exercise: Exercise;
  showsKey: boolean;
}

function CheckLine({ check, label, exercise, showsKey }: LineProps) {
  const wrong = check.verdict !== "right";
  const options = exercise.view?.choose === "several" ? exercise.view.options : [];
  const reason = withLetters(check.reason, options);
  const places = showsKey ? (check.evidence ?? []) : check.where;
  return (
    <div class="check">
      <div class="check-head">
        <Mark check={check} />
        <span class="check-label">{label}</span>
        {check.points > 0 && (
          <small>
            {trimmed(check.earned)} / {trimmed(check.points)}
          </small>
        )}
      </div>
      {check.reason && (
        <p class="check-reason">
          <Line text={reason} />
        </p>
      )}
      {check.misconception && (
        <details class="misconception">
          <summary>误区：{check.misconception.name}</summary>
          <p>{check.misconception.lesson}</p>
        </details>
      )}
      {showsKey && wrong && check.key && (
        <p class="check-key">
          <b>正确答案</b> <Line text={check.key} />
        </p>
      )}
      {places.length > 0 && (
        <p class="check-places">
          {showsKey ? "依据" : "去看"}
          {places.map((place) => (
            <PlaceChip key={place} case={exercise.case} place={place} />
          ))}
        </p>
      )}
    </div>
  );
}

const trimmed = (figure: number) => String(Math.round(figure * 10) / 10);
