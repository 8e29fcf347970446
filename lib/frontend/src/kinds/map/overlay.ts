// The last result laid over the map: what each part was judged, and what the answer has besides.
import type { Check, MapAnswer, MapLine, MapView } from "../../types";
import { VERDICTS } from "../../verdicts";
import type { Graded } from "../kind";
import type { Badge } from "./draw";
import { type Card, cardsOf, fold, lineKey, readMap, Refusal, turned } from "./model";

const isCheck = (check: Check | undefined): check is Check => check !== undefined;

/** What was judged about a card; a part changed since then is left out. */
export function cardChecks(view: MapView, graded: Graded, card: Card): Check[] {
  const { people = [], unlisted = [] } = graded.answer as Partial<MapAnswer>;
  const added = unlisted.find(({ ref }) => ref === card.ref);
  const then: any = card.unlisted ? added : people.find(({ id }) => id === card.ref);
  if (!then || (card.unlisted && fold(then.name) !== fold(card.name))) return [];
  const now: any = card.values;
  return [
    graded.check(`${card.ref}.on`, "", ""),
    ...[...view.dimensions, "evidence"].map((field) =>
      graded.check(`${card.ref}.${field}`, now[field], then[field]),
    ),
  ].filter(isCheck);
}

export function lineChecks(graded: Graded, line: MapLine): Check[] {
  const { relations = [] } = graded.answer as Partial<MapAnswer>;
  const key = lineKey(line);
  const then = relations.find((each) => lineKey(each) === key);
  if (!then) return [];
  const bare = (each: MapLine) => ({ ...each, evidence: [] });
  return [
    graded.check(key, bare(line), bare(then)),
    graded.check(`${key}.evidence`, line.evidence, then.evidence),
  ].filter(isCheck);
}

/** One sign for all of them: ✓ all right, ✗ none, ◐ some. */
export function badgeOf(checks: Check[]): Badge | undefined {
  // To have put somebody on the map says nothing about the rest.
  const told = checks.length > 1 ? checks.filter(({ id }) => !id.endsWith(".on")) : checks;
  if (!told.length) return undefined;
  const tones = told.map(({ verdict }) => VERDICTS[verdict]?.tone ?? "half");
  if (tones.every((tone) => tone === "good")) return { sign: "✓", tone: "good", word: "对" };
  if (tones.every((tone) => tone === "bad")) return { sign: "✗", tone: "bad", word: "不对" };
  return { sign: "◐", tone: "half", word: "部分对" };
}

export interface Ghosts {
  cards: Card[];
  lines: MapLine[];
}

/** What the model answer has and the trainee's map has not. */
export function ghostsOf(view: MapView, answer: MapAnswer, raw: unknown): Ghosts {
  const model = raw ? readMap(view, raw) : undefined;
  if (!model || model instanceof Refusal) return { cards: [], lines: [] };
  const here = cardsOf(view, answer);
  const own = (card: Card) =>
    here.find((each) =>
      card.unlisted ? fold(each.name) === fold(card.name) : each.ref === card.ref,
    )?.ref;
  const all = cardsOf(view, model);
  const refs = new Map(
    all.map((card) => [card.ref, own(card) ?? (card.unlisted ? `ghost-${card.ref}` : card.ref)]),
  );
  const drawn = new Set(answer.relations.map(lineKey));
  return {
    cards: all.filter((card) => !own(card)).map((card) => ({ ...card, ref: refs.get(card.ref)! })),
    lines: model.relations
      .map((line) => ({ ...line, from: refs.get(line.from)!, to: refs.get(line.to)! }))
      .map((line) => turned(view, line))
      .filter((line) => !drawn.has(lineKey(line))),
  };
}
