// What counts as answered, and the moves that change an answer. No DOM here.
import type { Action, Answer, Exercise, Id, Item, Pair, TableView } from "./types";

/** Equal as JSON, whatever the order of fields and wherever the cards of a map stand. */
export function sameAnswer(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(judged(a))) === JSON.stringify(sorted(judged(b)));
}

function judged(answer: unknown): unknown {
  if (!answer || typeof answer !== "object" || !("layout" in answer)) return answer;
  return { ...answer, layout: undefined };
}

function sorted(value: any): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value && typeof value === "object") {
    const fields = Object.keys(value).filter((name) => !isEmpty(value[name]));
    return Object.fromEntries(fields.sort().map((name) => [name, sorted(value[name])]));
  }
  return value;
}

/** Nothing was answered: a cell left alone, or one emptied again. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return !value.trim();
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

export interface Coverage {
  answered: number;
  total: number;
  unit: string;
}

/** How much of an exercise has been answered; 0 keeps 提交 shut. */
export function coverage(exercise: Pick<Exercise, "kind" | "view">, answer: Answer): Coverage {
  const { kind, view } = exercise;
  if (kind === "table") return tableCoverage(view, answer);
  if (kind === "calculation") {
    const typed = [...view.steps.map((step: { id: string }) => answer.values?.[step.id])];
    if (view.interval) typed.push(answer.low, answer.high);
    if (view.rate) typed.push(answer.rate?.numerator, answer.rate?.denominator);
    return counted(typed, "空");
  }
  if (kind === "plan") {
    const actions: Action[] = answer.actions ?? [];
    return { answered: actions.filter(isWhole).length, total: view.least, unit: "步" };
  }
  if (kind === "power_map") return mapCoverage(answer);
  if (kind === "ranking") return { answered: answer.order?.length ? 1 : 0, total: 1, unit: "题" };
  const chosen: unknown[] = answer.chosen ?? [];
  return { answered: Math.min(chosen.length, 1), total: 1, unit: "题" };
}

function counted(values: unknown[], unit: string): Coverage {
  return { answered: values.filter((value) => !isEmpty(value)).length, total: values.length, unit };
}

/** How many people and lines there should be is for the trainee to find out. */
function mapCoverage({ people = [], unlisted = [], relations = [] }: Answer): Coverage {
  const drawn = people.length + unlisted.length + relations.length;
  return { answered: drawn, total: drawn, unit: "项" };
}

function tableCoverage(view: TableView, answer: Answer): Coverage {
  const cells = view.rows.flatMap((row) =>
    view.columns
      .filter((column) => column.type !== "evidence" && !row.skip?.includes(column.id))
      .map((column) => answer.rows?.[row.id]?.[column.id]),
  );
  const pairs: Pair[] = answer.added ?? [];
  const done = pairs.filter((pair) => pair.a && pair.b);
  const covered = counted([...cells, ...done], view.rows.length ? "格" : "对");
  // How many pairs there are to find is for the trainee to find out.
  if (view.added && !done.length) covered.total += 1;
  return covered;
}

/** The answer with one cell changed; an emptied cell leaves no trace. */
export function withCell(answer: Answer, row: string, column: string, value: unknown): Answer {
  const cells = { ...answer.rows?.[row], [column]: value };
  if (isEmpty(value)) delete cells[column];
  const rows = { ...answer.rows, [row]: cells };
  if (!Object.keys(cells).length) delete rows[row];
  return { ...answer, rows };
}

const ACTION_FIELDS = ["date", "person", "reason", "gain", "next"] as const;

const isWhole = (action: Action) => ACTION_FIELDS.every((field) => !isEmpty(action[field]));

/** By date, then by person; what has no date yet stands last. */
export function inOrder(actions: Action[]): Action[] {
  const place = ({ date, person }: Action) => `${date || "~"} ${person ?? "~"}`;
  return [...actions].sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}

/** The answer these actions give: in order, without what is empty. */
export function planOf(actions: Action[]): Answer {
  const kept = inOrder(actions).map((action) =>
    Object.fromEntries(
      ACTION_FIELDS.flatMap((field) => (isEmpty(action[field]) ? [] : [[field, action[field]]])),
    ),
  );
  return { actions: kept.filter((action) => !isEmpty(action)) };
}

/** Ticks or unticks; 「九角色之外」 and the like (`none`, `unknown`) stand alone. */
export function toggleLabel(chosen: Id[], id: Id): Id[] {
  if (chosen.includes(id)) return chosen.filter((each) => each !== id);
  const alone = (each: Id) => each === "none" || each === "unknown";
  return alone(id) ? [id] : [...chosen.filter((each) => !alone(each)), id];
}

/** The letter an option is shown with. */
export function optionLetter(index: number): string {
  return String.fromCharCode(65 + index);
}

/** The option whose line this is: the server's lines of a choice of several are 「id：words」. */
export function optionOfLine(line: string, options: Item[]): number {
  return options.findIndex(({ id }) => line.startsWith(`${id}：`));
}

/** Lines 「id：words」 with the letter shown in place of the id, in the order shown; others last. */
export function withLetters(reason: string, options: Item[]): string {
  const lines = reason.split("\n").map((line) => ({ line, at: optionOfLine(line, options) }));
  const place = (at: number) => (at < 0 ? options.length : at);
  return lines
    .sort((a, b) => place(a.at) - place(b.at))
    .map(({ line, at }) => (at < 0 ? line : optionLetter(at) + line.slice(options[at]!.id.length)))
    .join("\n");
}

/** The list with the item at `from` moved to `to`; out of range changes nothing. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  if (to < 0 || to >= list.length || from < 0 || from >= list.length) return [...list];
  const next = [...list];
  const [item] = next.splice(from, 1);
  next.splice(to, 0, item as T);
  return next;
}

/** Stage 1 of a table asked twice is complete: the new document may be opened. */
export function firstStageDone(view: TableView, answer: Answer): boolean {
  const first = view.columns.filter((column) => column.stage !== 2 && column.type !== "evidence");
  return view.rows.every((row) =>
    first.every(
      (column) => row.skip?.includes(column.id) || !isEmpty(answer.rows?.[row.id]?.[column.id]),
    ),
  );
}

export function hasSecondStage(view: TableView, answer: Answer): boolean {
  const second = view.columns.filter((column) => column.stage === 2);
  return view.rows.some((row) =>
    second.some((column) => !isEmpty(answer.rows?.[row.id]?.[column.id])),
  );
}
