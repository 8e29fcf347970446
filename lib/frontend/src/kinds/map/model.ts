// The map as data: reading and writing the answer, the moves of the editor, undo. No DOM here.
// The drawing and the table form make the same moves, so they give the same answer.
import { isEmpty } from "../../answers";
import type { CardValues, MapAnswer, MapLine, MapView, RelationKind, Spot } from "../../types";
import { arrange, clearSpot, freeSpot, type Ring, settle, type Spots } from "./layout";

export const LONGEST_NAME = 40;
const MOST_UNLISTED = 60;
const MOST_LINES = 400;
const VALUES = "roles stance influence circle faction contact certainty evidence".split(" ");
const LINE_FIELDS = "kind from to certainty ruling evidence".split(" ");

/** A card on the map, whoever or whatever it stands for. */
export interface Card {
  ref: string;
  name: string;
  post: string;
  values: CardValues;
  matter: boolean;
  unlisted: boolean;
  placeholder: boolean;
}

export interface MapState {
  answer: MapAnswer;
  /** Where every card stands; `answer.layout` names those that the trainee put there by hand. */
  spots: Spots;
  rings: Ring[];
}

export interface History {
  past: MapState[];
  now: MapState;
  future: MapState[];
  /** The field being typed in: its letters are one step of undo. */
  typing: string;
}

/** Where cards that nobody placed are put: in rows, from there on. */
export interface Near {
  at: Spot;
  columns: number;
}

export type Action =
  | { type: "put"; ids: string[]; at?: Spot; near?: Near }
  | { type: "add"; name: string; placeholder: boolean; near?: Near }
  | { type: "card"; ref: string; change: CardValues & { name?: string }; typing?: string }
  | { type: "remove"; ref: string }
  | { type: "line"; kind: string; from: string; to: string }
  | { type: "relate"; key: string; change: Partial<MapLine> }
  | { type: "erase"; key: string }
  | { type: "move"; ref: string; to: Spot; typing?: string }
  | { type: "arrange"; mode: "reports" | "circle"; narrow: boolean };

/** A move that the map does not allow, with the sentence that says why. */
export class Refusal {
  constructor(readonly sentence: string) {}
}

export const lineKey = ({ kind, from, to }: MapLine): string => `${kind}:${from}:${to}`;

/** A name as it is compared, as Python compares it: 骆 敏 is 骆敏. */
export function fold(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/[\s\u200b-\u200f\u2060\ufeff]/g, "")
    .toLowerCase();
}

export function kindOf(view: MapView, id: string): RelationKind | undefined {
  return view.relations.find((kind) => kind.id === id);
}

/** Everything that stands on the canvas, in the order of the answer. */
export function cardsOf(view: MapView, answer: MapAnswer): Card[] {
  const rest = { matter: false, unlisted: false, placeholder: false };
  const names = new Map(view.people.map((person) => [person.id, person]));
  return [
    ...view.matters.map(({ id, label }) => ({
      ...{ ...rest, ref: id, name: label, post: "", values: {} },
      matter: true,
    })),
    ...answer.people.map(({ id, ...values }) => ({
      ...{ ...rest, ref: id, name: names.get(id)?.name ?? id, post: names.get(id)?.post ?? "" },
      values,
    })),
    ...answer.unlisted.map(({ ref, name, placeholder, ...values }) => ({
      ...{ ...rest, ref, name, placeholder, post: placeholder ? "此处应有人" : "名单外" },
      values,
      unlisted: true,
    })),
  ];
}

// --- the canonical answer ------------------------------------------------------------------------

/** The entry with its fields in one order and without those left empty. */
function tidied(view: MapView, entry: Record<string, any>, fields: string[]): any {
  const tidy = fields.map((field) => [field, entry[field]]);
  const filled = Object.fromEntries(tidy.filter(([, value]) => !isEmpty(value)));
  if (filled.faction) filled.faction = filled.faction.trim().slice(0, LONGEST_NAME);
  if (filled.roles) {
    const order = view.options.roles ?? [];
    filled.roles = order.map(({ id }) => id).filter((id) => filled.roles.includes(id));
  }
  return filled;
}

/** One form for one map: orders, directions, references; `renamed` where a reference moved up. */
function canonical(view: MapView, map: MapAnswer) {
  const renamed = new Map(map.unlisted.map(({ ref }, at) => [ref, `u${at + 1}`]));
  const end = (ref: string) => renamed.get(ref) ?? ref;
  const order = new Map(view.people.map(({ id }, at) => [id, at]));
  const kinds = view.relations.map(({ id }) => id);
  const lines = map.relations
    .map((line) => turned(view, { ...line, from: end(line.from), to: end(line.to) }))
    .map((line): MapLine => tidied(view, line, LINE_FIELDS));
  const answer: MapAnswer = {
    people: map.people
      .map((person) => tidied(view, person, ["id", ...VALUES]))
      .sort((a, b) => order.get(a.id)! - order.get(b.id)!),
    unlisted: map.unlisted.map((person) => ({
      ...{ ref: end(person.ref), name: person.name.trim(), placeholder: !!person.placeholder },
      ...tidied(view, person, VALUES),
    })),
    relations: lines.sort(
      (a, b) =>
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
        compared(a.from, b.from) ||
        compared(a.to, b.to),
    ),
  };
  const cards = new Set(cardsOf(view, answer).map(({ ref }) => ref));
  const places = Object.entries(map.layout ?? {}).map(([ref, spot]) => [end(ref), spot] as const);
  const layout = places.filter(([ref]) => cards.has(ref)).sort(([a], [b]) => compared(a, b));
  if (layout.length) {
    answer.layout = Object.fromEntries(
      layout.map(([ref, [x, y]]) => [ref, [Math.round(x), Math.round(y)]]),
    );
  }
  return { answer, renamed };
}

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Lines of a chain run from the person to the matter; those without direction in one order. */
export function turned(view: MapView, line: MapLine): MapLine {
  const back = view.matters.length
    ? view.matters.some(({ id }) => id === line.from)
    : !kindOf(view, line.kind)?.directed && line.to < line.from;
  return back ? { ...line, from: line.to, to: line.from } : line;
}

/** The answer in canonical form, or the sentence that says why it cannot be read. */
export function readMap(view: MapView, raw: any): MapAnswer | Refusal {
  const lists = ["people", "unlisted", "relations"] as const;
  if (!raw || typeof raw !== "object" || !lists.some((name) => name in raw)) {
    return new Refusal("格式认不出来，像是旧版本存的。");
  }
  const known = [...lists, "layout"] as string[];
  const [strange] = Object.keys(raw).filter((name) => !known.includes(name));
  if (strange) return new Refusal(`有不认识的字段“${strange}”。`);
  const [people, unlisted, relations] = lists.map((name) => raw[name] ?? []) as any[][];
  for (const list of [people, unlisted, relations]) {
    if (!Array.isArray(list) || list.some((entry) => !entry || typeof entry !== "object")) {
      return new Refusal("人和线应当各是一个列表。");
    }
  }
  const fault =
    peopleFault(view, people!, unlisted!) ??
    linesFault(view, [...unlisted!.map(({ ref }) => ref)], relations!) ??
    layoutFault(raw.layout);
  if (fault) return new Refusal(fault);
  const drawn = new Set(people!.map(({ id }) => id));
  // A model answer of a chain names people in its lines only.
  const ends = relations!.flatMap(({ from, to }) => [from, to]);
  const implied = view.people.filter(({ id }) => !drawn.has(id) && ends.includes(id));
  return canonical(view, {
    ...{ unlisted: unlisted!, relations: relations!, layout: raw.layout },
    people: [...people!, ...implied.map(({ id }) => ({ id }))],
  }).answer;
}

function peopleFault(view: MapView, people: any[], unlisted: any[]): string | undefined {
  const fields = [...view.dimensions, "certainty", "evidence"];
  const ids = people.map(({ id }) => id);
  for (const id of ids) {
    if (!view.people.some((person) => person.id === id)) return `名单里没有“${id}”这个人。`;
    if (ids.indexOf(id) !== ids.lastIndexOf(id)) return `“${id}”放了两次。`;
  }
  if (unlisted.length > MOST_UNLISTED) return `名单外的人最多 ${MOST_UNLISTED} 个。`;
  const names = view.people.map(({ name }) => fold(name));
  const refs: unknown[] = [...view.people, ...view.matters].map(({ id }) => id);
  for (const { ref, name } of unlisted) {
    if (typeof ref !== "string" || !ref || refs.includes(ref)) return "名单外的人编号不对。";
    if (typeof name !== "string" || !fold(name)) return "名单外的人要有名字。";
    if (name.length > LONGEST_NAME) return `名字最多 ${LONGEST_NAME} 个字。`;
    if (names.includes(fold(name))) return `“${name}”有两张卡。`;
    names.push(fold(name));
    refs.push(ref);
  }
  for (const entry of [...people, ...unlisted]) {
    const own = "id" in entry ? ["id"] : ["ref", "name", "placeholder"];
    for (const [field, value] of Object.entries(entry)) {
      if (own.includes(field)) continue;
      if (!fields.includes(field)) return `人有不认识的字段“${field}”。`;
      if (!isEmpty(value) && !fits(view, field, value)) return `“${field}”填的认不出来。`;
    }
  }
  return undefined;
}

function fits(view: MapView, field: string, value: unknown): boolean {
  if (field === "faction") return typeof value === "string" && value.length <= LONGEST_NAME;
  if (field === "evidence") return isTexts(value);
  const options = field === "ruling" ? view.rulings : view.options[field];
  const ids = options?.map(({ id }) => id) ?? [];
  if (field !== "roles") return ids.includes(value as string);
  return Array.isArray(value) && value.every((id) => ids.includes(id));
}

const isTexts = (value: unknown) =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

function linesFault(view: MapView, refs: string[], lines: any[]): string | undefined {
  if (lines.length > MOST_LINES) return `线最多 ${MOST_LINES} 条。`;
  const ends = new Set([...[...view.people, ...view.matters].map(({ id }) => id), ...refs]);
  const seen = new Set<string>();
  for (const line of lines) {
    for (const [field, value] of Object.entries(line)) {
      if (!LINE_FIELDS.includes(field)) return `线有不认识的字段“${field}”。`;
      if (["kind", "from", "to"].includes(field) || isEmpty(value)) continue;
      if (!fits(view, field, value)) return `线的“${field}”填的认不出来。`;
    }
    if (!kindOf(view, line.kind)) return `没有“${line.kind}”这种线。`;
    if (!ends.has(line.from) || !ends.has(line.to)) return "有一条线的一头没有卡。";
    const fault = lineFault(view, line);
    if (fault) return fault;
    const key = lineKey(turned(view, line));
    if (seen.has(key)) return "同一条线画了两次。";
    seen.add(key);
  }
  return undefined;
}

function lineFault(view: MapView, { from, to }: MapLine): string | undefined {
  if (from === to) return "线不能连回自己。";
  const isMatter = (ref: string) => view.matters.some(({ id }) => id === ref);
  if (view.matters.length && isMatter(from) === isMatter(to)) return "这张图上的线从人连到事。";
  return undefined;
}

function layoutFault(layout: unknown): string | undefined {
  if (layout === undefined || layout === null) return undefined;
  const isSpot = (spot: unknown) =>
    Array.isArray(spot) &&
    spot.length === 2 &&
    spot.every((at) => Number.isFinite(at) && Math.abs(at) <= 1e6);
  const fine = typeof layout === "object" && Object.values(layout).every(isSpot);
  return fine ? undefined : "卡片的位置不是数。";
}

// --- moves ---------------------------------------------------------------------------------------

export function begin(view: MapView, answer: MapAnswer, narrow: boolean): History {
  const refs = cardsOf(view, answer).map(({ ref }) => ref);
  const { spots } = arrange(view, answer, "reports", narrow);
  const now = { answer, spots: settle(refs, answer.layout ?? {}, spots), rings: [] };
  return { past: [], now, future: [], typing: "" };
}

/** The history after the move, or why it was not made. */
export function step(view: MapView, history: History, action: Action): History | Refusal {
  const next = moved(view, history.now, action);
  if (next instanceof Refusal) return next;
  if (JSON.stringify(next) === JSON.stringify(history.now)) return history;
  const typing = ("typing" in action && action.typing) || "";
  const past = typing && typing === history.typing ? history.past : [...history.past, history.now];
  return { past, now: next, future: [], typing };
}

export function undo(history: History): History {
  const now = history.past.at(-1);
  if (!now) return history;
  const future = [history.now, ...history.future];
  return { past: history.past.slice(0, -1), now, future, typing: "" };
}

export function redo(history: History): History {
  const [now, ...future] = history.future;
  if (!now) return history;
  return { past: [...history.past, history.now], now, future, typing: "" };
}

function moved(view: MapView, state: MapState, action: Action): MapState | Refusal {
  const { answer } = state;
  switch (action.type) {
    case "put": {
      const known = action.ids.filter((id) => view.people.some((person) => person.id === id));
      const fresh = known.filter((id) => !answer.people.some((person) => person.id === id));
      const people = [...answer.people, ...fresh.map((id) => ({ id }))];
      const [first] = fresh;
      const at = action.at && clearSpot(Object.values(state.spots), action.at);
      const layout = at && first ? { ...answer.layout, [first]: at } : answer.layout;
      return after(view, state, { ...answer, people, layout }, action.near);
    }
    case "add": {
      const fault = nameFault(view, answer, action.name);
      if (fault) return fault;
      if (answer.unlisted.length >= MOST_UNLISTED) {
        return new Refusal(`名单外的人最多 ${MOST_UNLISTED} 个。`);
      }
      const ref = `u${answer.unlisted.length + 1}`;
      const person = { ref, name: action.name.trim(), placeholder: action.placeholder };
      const unlisted = [...answer.unlisted, person];
      return after(view, state, { ...answer, unlisted }, action.near);
    }
    case "card": {
      const { ref, change } = action;
      const fault = change.name !== undefined && nameFault(view, answer, change.name, ref);
      if (fault) return fault;
      const { name: _, ...values } = change;
      const people = answer.people.map((each) => (each.id === ref ? { ...each, ...values } : each));
      const unlisted = answer.unlisted.map((each) =>
        each.ref === ref ? { ...each, ...change } : each,
      );
      return after(view, state, { ...answer, people, unlisted });
    }
    case "remove": {
      const { ref } = action;
      return after(view, state, {
        ...answer,
        people: answer.people.filter(({ id }) => id !== ref),
        unlisted: answer.unlisted.filter((each) => each.ref !== ref),
        relations: answer.relations.filter(({ from, to }) => from !== ref && to !== ref),
        layout: Object.fromEntries(
          Object.entries(answer.layout ?? {}).filter(([each]) => each !== ref),
        ),
      });
    }
    case "line":
      return withLine(view, state, answer.relations, action);
    case "relate": {
      const line = answer.relations.find((each) => lineKey(each) === action.key);
      if (!line) return state;
      const others = answer.relations.filter((each) => each !== line);
      return withLine(view, state, others, { ...line, ...action.change });
    }
    case "erase": {
      const relations = answer.relations.filter((each) => lineKey(each) !== action.key);
      return after(view, state, { ...answer, relations });
    }
    case "move": {
      const { [action.ref]: _, ...others } = state.spots;
      const to = clearSpot(Object.values(others), action.to);
      return after(view, state, { ...answer, layout: { ...answer.layout, [action.ref]: to } });
    }
    case "arrange": {
      const { spots, rings } = arrange(view, answer, action.mode, action.narrow);
      return { ...after(view, { ...state, spots }, { ...answer, layout: {} }), rings };
    }
  }
}

function withLine(view: MapView, state: MapState, others: MapLine[], wanted: any) {
  const { type: _, ...drawn } = wanted;
  const line = turned(view, drawn);
  if (others.some((each) => lineKey(each) === lineKey(line))) {
    return new Refusal("这条线已经有了。");
  }
  const fault = lineFault(view, line);
  if (fault) return new Refusal(fault);
  if (others.length >= MOST_LINES) return new Refusal(`线最多 ${MOST_LINES} 条。`);
  return after(view, state, { ...state.answer, relations: [...others, line] });
}

/** Who already has this name: somebody in the tray is put on instead of being added twice. */
export function listed(view: MapView, name: string): string | undefined {
  return view.people.find((person) => fold(person.name) === fold(name))?.id;
}

function nameFault(view: MapView, answer: MapAnswer, name: string, own = ""): Refusal | undefined {
  if (!fold(name)) return new Refusal("先写名字；只知道有这个位子，就写职务。");
  if (name.trim().length > LONGEST_NAME) return new Refusal(`名字最多 ${LONGEST_NAME} 个字。`);
  const others = answer.unlisted.filter(({ ref }) => ref !== own);
  if (listed(view, name) || others.some((each) => fold(each.name) === fold(name))) {
    return new Refusal(`“${name.trim()}”已经在名单里或图上了。`);
  }
  return undefined;
}

/** The state with this answer: canonical, every card somewhere, cards that left forgotten. */
function after(view: MapView, state: MapState, drawn: MapAnswer, near?: Near): MapState {
  const { answer, renamed } = canonical(view, drawn);
  const before = new Map([...renamed].map(([from, to]) => [to, from]));
  const refs = cardsOf(view, answer).map(({ ref }) => ref);
  const spots: Spots = {};
  for (const ref of refs) {
    const spot = answer.layout?.[ref] ?? state.spots[before.get(ref) ?? ref];
    if (spot) spots[ref] = spot;
  }
  for (const ref of refs) {
    spots[ref] ??= freeSpot(Object.values(spots), near?.at ?? [0, 0], near?.columns ?? 4);
  }
  return { answer, spots, rings: state.rings };
}
