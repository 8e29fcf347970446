import { withLetters } from "./answers";
import { Line, Prose } from "./markdown";
import { Places } from "./place";
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
  const causes = result.causes ?? [];
  const insights = result.insights.length > 0 && (
    <ul class="insights">
      {result.insights.map((insight) => (
        <li key={insight}>{insight}</li>
      ))}
    </ul>
  );
  // A map's many lines are read through what they have in common.
  const first = exercise.kind === "power_map";
  // The cap of a plan names a constraint: its reason and its check say in words which.
  const rule = result.checks.some(({ id }) => id === result.cap?.rule) ? "" : result.cap?.rule;
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
            最高只给 {points(result.cap.limit)} 分{rule && `（${rule}）`}：
          </b>
          {result.cap.reason}
          {result.cap.quote && !result.cap.reason.endsWith(result.cap.quote) && (
            <q class={/^[“"「『]/.test(result.cap.quote) ? "quoted" : ""}>{result.cap.quote}</q>
          )}
        </div>
      )}
      {causes.length > 0 && (
        <ul class="checks causes">
          {causes.map((cause) => (
            <li key={cause.text}>
              <b>{cause.text}</b> <small>丢 {trimmed(cause.lost)} 分</small>
              <Places case={exercise.case} places={cause.where} words={wordsFor(showsKey)} />
            </li>
          ))}
        </ul>
      )}
      {first && insights}
      <CheckList checks={fell} exercise={exercise} showsKey={showsKey} among={judged} />
      {passed.length > 0 && (
        <details class="passed" open={fell.length === 0 && passed.length <= 12}>
          <summary>对的 {passed.length} 项</summary>
          <CheckList checks={passed} exercise={exercise} showsKey={showsKey} />
        </details>
      )}
      {counting.map((check) => (
        <p key={check.id} class="counting words">
          {check.label}
          {Math.abs(check.earned) >= 0.05 && `（${check.earned.toFixed(1)} 分）`}
        </p>
      ))}
      {!first && insights}
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
  /** All that was judged: what a group that is folded away is counted among. */
  among?: Check[];
}

/** More fallen lines of a map than one reads through are folded, person by person. */
const MANY = 12;

/** Checks of one row of a table, or of one person of a map, stand together under the name. */
function CheckList({ checks, among, ...shared }: ListProps) {
  const { kind } = shared.exercise;
  const folded = kind === "power_map" && among !== undefined && checks.length > MANY;
  const groups = grouped(checks, kind, folded);
  const counts = grouped(among ?? [], kind, folded);
  return (
    <ul class="checks">
      {[...groups].map(([name, members]) => {
        const lines = members.map((check) => {
          const label = check.label.startsWith(`${name} · `)
            ? check.label.slice(name.length + 3)
            : check.label;
          return <CheckLine key={check.id} check={check} label={label} {...shared} />;
        });
        const named = members[0]!.id !== name;
        return (
          <li key={name}>
            {named && folded ? (
              <details>
                <summary>
                  {name}：{name !== LACKING && `${counts.get(name)?.length} 项里 `}
                  {members.length} 项{name !== LACKING && "不对"}
                </summary>
                {lines}
              </details>
            ) : (
              <>
                {named && <h4>{name}</h4>}
                {lines}
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

const DRAWN = "画出的线";
const LACKING = "图上还缺的";

/** By the name that stands in front of a label; what stands alone goes by its id. */
function grouped(checks: Check[], kind: string, folded: boolean): Map<string, Check[]> {
  const groups = new Map<string, Check[]>();
  const lacking: Check[] = [];
  const put = (name: string, check: Check) =>
    groups.set(name, [...(groups.get(name) ?? []), check]);
  for (const check of checks) {
    const [row = "", column] = check.label.split(" · ", 2);
    const isMap = kind === "power_map";
    if (isMap && check.id.startsWith("missing")) lacking.push(check);
    else if (folded && check.id.includes(":")) put(DRAWN, check);
    else put((isMap || kind === "table") && column ? row : check.id, check);
  }
  for (const check of lacking) put(folded ? LACKING : check.id, check);
  return groups;
}

type LineProps = Pick<ListProps, "exercise" | "showsKey"> & { check: Check; label: string };

function CheckLine({ check, label, exercise, showsKey }: LineProps) {
  const wrong = check.verdict !== "right";
  const options = exercise.view?.choose === "several" ? exercise.view.options : [];
  const reason = withLetters(check.reason, options);
  const places = showsKey ? (check.evidence ?? []) : check.where;
  return (
    <div class="check">
      <div class="check-head row">
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
      <Places case={exercise.case} places={places} words={wordsFor(showsKey)} />
    </div>
  );
}

/** With the key shown the places are its grounds; before that, where to look again. */
const wordsFor = (showsKey: boolean) => (showsKey ? "依据" : "去看");

const trimmed = (figure: number) => String(Math.round(figure * 10) / 10);
