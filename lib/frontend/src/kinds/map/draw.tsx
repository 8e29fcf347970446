// Cards and lines as SVG. Every style is an attribute, so that an exported drawing needs no sheet.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { CardValues, Id, MapAnswer, MapLine, MapView, Spot } from "../../types";
import { H, type Ring, type Route, routes, type Spots, W } from "./layout";
import { type Card, cardsOf, kindOf, lineKey } from "./model";

export const FONT =
  "'PingFang SC','Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimHei,sans-serif";
const INK = "#1f2a2e";
const MUTED = "#56656a";
const ACCENT = "#0f5a60";
const SOFT = "#e4f0ef";
const EDGE = "#aeb9b7";

export const ROLE_SIGNS: Record<string, string> = {
  ...{ decide: "决", pay: "付", buy: "采", use: "使", benefit: "益", set_criteria: "标" },
  ...{ promote: "促", trigger: "刺", block: "破", gatekeeper: "守", none: "外" },
};
export const STANCE_SIGNS: Record<string, string> = {
  ...{ "2": "＋＋", "1": "＋", "0": "○", "-1": "－", "-2": "－－", unknown: "？" },
};
export const CIRCLE_SIGNS: Record<string, string> = {
  ...{ inner: "内", edge: "边", outer: "外", unknown: "？" },
};
export const CONTACT_SIGNS: Record<string, string> = {
  ...{ none: "○", brief: "◐", deep: "●", unknown: "？" },
};
const DASHES: Record<string, string> = { inferred: "5 4", unknown: "2 4" };

export interface Pen {
  colour: string;
  width: number;
  dash?: string;
}

const PENS: Record<string, Pen> = {
  reports: { colour: "#6b7876", width: 1.5 },
  influence: { colour: "#1f5f9e", width: 2 },
  ally: { colour: "#2c7a45", width: 3.5 },
  conflict: { colour: "#b23a26", width: 2, dash: "9 5" },
  circle: { colour: "#7a4a94", width: 2, dash: "2 5" },
};
const OTHER_PENS: Pen[] = [
  { colour: "#1f5f9e", width: 2 },
  { colour: "#7a4a94", width: 2, dash: "2 5" },
  { colour: "#8a5a00", width: 2, dash: "9 5" },
  { colour: "#a8321f", width: 3 },
  { colour: "#2c7a45", width: 2, dash: "14 4 2 4" },
  { colour: "#0f5a60", width: 3, dash: "5 3" },
];

export function penOf(view: MapView, kind: string): Pen {
  const at = view.relations.findIndex(({ id }) => id === kind);
  return PENS[kind] ?? OTHER_PENS[Math.max(0, at) % OTHER_PENS.length]!;
}

/** Answers that name no faction, as Python knows them: no colour, or they would look like one. */
const NO_FACTION = "无 没有 无派系 不属于任何一派 证据不足 不明 不知道 未知".split(" ");
const STRIPES = "#b5651d #3f6fa3 #6d8f3b #8c5a9e #b04a5a #2f8f86 #9a8412 #5b6470".split(" ");

/** Colours of factions, given in the order in which the factions turn up. */
export function stripes(answer: MapAnswer): Map<string, string> {
  const found = new Map<string, string>();
  for (const { faction } of [...answer.people, ...answer.unlisted]) {
    if (!faction || NO_FACTION.includes(faction) || found.has(faction)) continue;
    found.set(faction, STRIPES[found.size % STRIPES.length]!);
  }
  return found;
}

/** As much of the words as has room: a Hanzi is one em wide, a letter about half of it. */
export function clipped(words: string, ems: number): string {
  let width = 0;
  for (let at = 0; at < words.length; at += 1) {
    width += words.charCodeAt(at) > 0x2e7f ? 1 : 0.56;
    if (width > ems) return `${words.slice(0, Math.max(1, at - 1))}…`;
  }
  return words;
}

interface WordsProps {
  at: Spot;
  size: number;
  ink: string;
  bold?: boolean;
  middle?: boolean;
  end?: boolean;
  children: ComponentChildren;
}

export function Words({ at: [x, y], size, ink, bold, middle, end, children }: WordsProps) {
  const weight = bold ? 600 : undefined;
  const anchor = middle ? "middle" : end ? "end" : undefined;
  return (
    <text {...{ x, y, fill: ink, "font-size": size, "font-weight": weight, "text-anchor": anchor }}>
      {children}
    </text>
  );
}

export type Tone = "good" | "half" | "bad" | "ghost";
export type Badge = { sign: string; tone: Tone; word: string };
const TONES: Record<Tone, string> = {
  ...{ good: "#1d6b3a", half: "#8a5a00", bad: "#a8321f", ghost: "#4a57a8" },
};

export function BadgeShape({ badge, at: [x, y] }: { badge: Badge; at: Spot }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle r="10" fill={TONES[badge.tone]} stroke="#fff" stroke-width="2" />
      <Words at={[0, 4.5]} size={13} ink="#fff" bold middle>
        {badge.sign}
      </Words>
    </g>
  );
}

interface CardProps {
  card: Card;
  /** The place of a matter along the chain. */
  number?: number;
  stripe?: string;
  badge?: Badge;
  chosen?: boolean;
  ghost?: boolean;
}

export function CardShape(props: CardProps) {
  const { card, number, stripe, badge, chosen, ghost } = props;
  const deps = [JSON.stringify(card), number, stripe, badge?.sign, badge?.tone, chosen, ghost];
  return useMemo(
    () => (
      <>
        {chosen && (
          <rect
            x="-4"
            y="-4"
            width={W + 8}
            height={H + 8}
            rx="11"
            fill="none"
            stroke="#2f8f96"
            stroke-width="3"
          />
        )}
        {card.matter ? (
          <MatterFace name={card.name} number={number} />
        ) : (
          <Face card={card} stripe={stripe} ghost={ghost} />
        )}
        {badge && <BadgeShape badge={badge} at={[2, 2]} />}
      </>
    ),
    deps,
  );
}

function MatterFace({ name, number }: { name: string; number: number | undefined }) {
  const long = name.length > 8;
  return (
    <>
      <rect width={W} height={H} rx="8" fill={SOFT} stroke={ACCENT} stroke-width="1.5" />
      <Words at={[14, 26]} size={13} ink={ACCENT} bold>
        {number}
      </Words>
      <Words at={[W / 2, H / 2 + 7]} size={long ? 15 : 18} ink={INK} bold middle>
        {clipped(name, long ? 10 : 8)}
      </Words>
    </>
  );
}

function Face({ card, stripe, ghost }: Pick<CardProps, "card" | "stripe" | "ghost">) {
  const { values, name, post, placeholder } = card;
  const roles = values.roles ?? [];
  // Beside the circle and the stance there is room for six.
  const room = values.circle === undefined && values.stance === undefined ? 9 : 6;
  const long = name.length > room;
  const dash = ghost ? "6 4" : (DASHES[String(values.certainty)] ?? (placeholder ? "5 4" : ""));
  return (
    <>
      <rect
        width={W}
        height={H}
        rx="8"
        fill={placeholder ? "#fbf8f1" : "#fff"}
        stroke={ghost ? TONES.ghost : dash ? MUTED : EDGE}
        stroke-width={dash ? 1.5 : 1.2}
        stroke-dasharray={dash || undefined}
      />
      {stripe && <path d={`M0 8a8 8 0 0 1 6-7.7V${H - 0.3}a8 8 0 0 1-6-7.7Z`} fill={stripe} />}
      <Words at={[15, 27]} size={long ? 12.5 : 16} ink={ghost ? TONES.ghost : INK} bold>
        {clipped(name, long ? room * 1.28 : room)}
      </Words>
      <Words at={[15, 45]} size={12} ink={MUTED}>
        {clipped(post, 11.5)}
      </Words>
      {values.circle !== undefined && (
        <Words at={[W - 50, 26]} size={13} ink={MUTED} middle>
          {CIRCLE_SIGNS[values.circle] ?? "？"}
        </Words>
      )}
      {values.stance !== undefined && <Stance value={values.stance} at={[W - 25, 21]} />}
      {roles.slice(0, 6).map((role, at) => (
        <g key={role} transform={`translate(${15 + at * 21} 53)`}>
          <rect width="18" height="18" rx="4" fill={role === "block" ? "#f7e3df" : SOFT} />
          <Words at={[9, 13.5]} size={12} ink={role === "block" ? "#8a2415" : "#0b474c"} middle>
            {ROLE_SIGNS[role] ?? String(role).slice(0, 1)}
          </Words>
        </g>
      ))}
      {roles.length > 6 && (
        <Words at={[15 + 6 * 21, 67]} size={12} ink={MUTED}>
          …
        </Words>
      )}
      {values.contact !== undefined && <Contact value={values.contact} at={[W - 17, 62]} />}
      <Influence value={values.influence} />
      {values.faction && (
        <Words at={[W - 11, H - 8]} size={11.5} ink={stripe ?? MUTED} end>
          {clipped(values.faction, 5.5)}
        </Words>
      )}
    </>
  );
}

const STANCE_TONES: Record<string, [string, string]> = {
  "2": ["#1d6b3a", "#fff"],
  "1": ["#e1f0e5", "#1d6b3a"],
  "0": ["#eceff0", "#45545a"],
  "-1": ["#f7e3df", "#9a2c1a"],
  "-2": ["#a8321f", "#fff"],
  unknown: ["#fbf1d6", "#7a5a10"],
};

export function Stance({ value, at: [x, y] }: { value: Id; at: Spot }) {
  const [ground, ink] = STANCE_TONES[value] ?? STANCE_TONES.unknown!;
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect x="-15" y="-10" width="30" height="20" rx="10" fill={ground} />
      <Words at={[0, 4.5]} size={12} ink={ink} bold middle>
        {STANCE_SIGNS[value] ?? "？"}
      </Words>
    </g>
  );
}

export function Contact({ value, at: [x, y] }: { value: Id; at: Spot }) {
  if (value === "unknown") {
    return (
      <Words at={[x, y + 4.5]} size={13} ink={MUTED} middle>
        ？
      </Words>
    );
  }
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle r="5.5" fill={value === "deep" ? INK : "#fff"} stroke={INK} stroke-width="1.4" />
      {value === "brief" && <path d="M0-5.5a5.5 5.5 0 0 0 0 11Z" fill={INK} />}
    </g>
  );
}

function Influence({ value }: { value: Id | undefined }) {
  if (value === undefined) return null;
  if (typeof value !== "number") {
    return (
      <Words at={[15, H - 8]} size={11.5} ink={MUTED}>
        影响力？
      </Words>
    );
  }
  return (
    <>
      {[1, 2, 3, 4, 5].map((bar) => (
        <rect
          key={bar}
          x={bar * 14 + 1}
          y={H - 15}
          width="11"
          height="6"
          rx="1.5"
          fill={bar <= value ? ACCENT : "#dfe5e4"}
        />
      ))}
    </>
  );
}

interface LineProps {
  view: MapView;
  line: MapLine;
  route: Route;
  badge?: Badge;
  chosen?: boolean;
  faded?: boolean;
  ghost?: boolean;
}

/** The stroke of a line; its sign is drawn later, so that no other line runs over it. */
export function LineShape({ view, line, route, chosen, faded, ghost }: LineProps) {
  const pen = penOf(view, line.kind);
  const { path, tip, angle } = route;
  const colour = ghost ? TONES.ghost : pen.colour;
  const inferred = DASHES[String(line.certainty)];
  const width = chosen ? pen.width + 1 : pen.width;
  const opacity = chosen || ghost ? 1 : faded ? 0.25 : inferred ? 0.62 : 1;
  return useMemo(
    () => (
      <g opacity={opacity}>
        {chosen && <path d={path} fill="none" stroke="#bfe0e0" stroke-width={width + 7} />}
        <path
          d={path}
          fill="none"
          stroke={colour}
          stroke-width={width}
          stroke-dasharray={ghost ? "3 5" : (inferred ?? pen.dash)}
          stroke-linejoin="round"
        />
        {line.kind === "ally" && !ghost && (
          <path d={path} fill="none" stroke="#fff" stroke-width={1.3} />
        )}
        {kindOf(view, line.kind)?.directed && (
          <path
            d="M0 0L-10 4.8V-4.8Z"
            fill={colour}
            transform={`translate(${tip[0]} ${tip[1]}) rotate(${angle})`}
          />
        )}
      </g>
    ),
    [path, tip[0], tip[1], colour, width, opacity, inferred, line.kind, chosen],
  );
}

export function DiscShape({ view, line, route, badge, chosen, faded, ghost }: LineProps) {
  const pen = penOf(view, line.kind);
  const quiet = line.kind === "reports" && !chosen;
  const [x, y] = route.disc;
  const colour = ghost ? TONES.ghost : pen.colour;
  return useMemo(
    () => (
      <g transform={`translate(${x} ${y})`} opacity={faded && !chosen ? 0.3 : 1}>
        <circle
          r={quiet ? 7.5 : 9.5}
          fill={chosen ? colour : "#fff"}
          stroke={colour}
          stroke-width={quiet ? 0.8 : 1.4}
        />
        <Words
          at={[0, quiet ? 3.5 : 4]}
          size={quiet ? 9.5 : 11.5}
          ink={chosen ? "#fff" : colour}
          middle>
          {kindOf(view, line.kind)?.sign}
        </Words>
        {badge && (
          <g transform="translate(13 -9) scale(0.72)">
            <BadgeShape badge={badge} at={[0, 0]} />
          </g>
        )}
      </g>
    ),
    [x, y, colour, quiet, chosen, faded, badge?.sign, badge?.tone, line.kind],
  );
}

const RING_FILLS: Record<string, string> = { inner: "#f3ead2", edge: "#f7f3e8", outer: "#faf9f5" };

export function Rings({ rings, view }: { rings: Ring[]; view: MapView }) {
  const names = new Map(view.options.circle?.map(({ id, label }) => [id, label]));
  return (
    <>
      {[...rings].reverse().map(({ circle, x, y, rx, ry }) => (
        <g key={circle}>
          <ellipse
            {...{ cx: x, cy: y, rx, ry }}
            fill={RING_FILLS[circle]}
            stroke="#e0d6bb"
            stroke-width="1"
          />
          <Words at={[x, y - ry + 23]} size={18} ink="#7a6a3f" middle>
            {names.get(circle) ?? circle}
          </Words>
        </g>
      ))}
    </>
  );
}

export interface Sign {
  sign: string;
  words: string;
  pen?: Pen;
}

/** What the signs stand for, group by group, for the foot of an exported drawing. */
export function legendOf(view: MapView): { name: string; signs: Sign[] }[] {
  const used = (field: string, signs: Record<string, string>) =>
    view.dimensions.includes(field)
      ? (view.options[field] ?? []).map(({ id, label }) => ({
          sign: signs[id] ?? String(label).slice(0, 1),
          words: label.replace(/^[−+-]?\d+\s/, ""),
        }))
      : [];
  const lines: Sign[] = view.relations.map(({ id, sign, label }) => {
    return { sign, words: label, pen: penOf(view, id) };
  });
  return [
    { name: "线", signs: [...lines, { sign: "┄", words: "虚线：推测" }] },
    { name: "角色", signs: used("roles", ROLE_SIGNS) },
    { name: "立场", signs: used("stance", STANCE_SIGNS) },
    { name: "圈层", signs: used("circle", CIRCLE_SIGNS) },
    { name: "接触", signs: used("contact", CONTACT_SIGNS) },
  ].filter(({ signs }) => signs.length > 0);
}

/** What a card says, for those who do not see it. */
export function spoken(view: MapView, card: Card): string {
  const said = Object.entries(card.values).flatMap(([field, value]) => {
    if (field === "evidence") return [`证据${(value as string[]).length}段`];
    if (field === "faction") return [`派系${value}`];
    const values = Array.isArray(value) ? value : [value];
    return values.map((each) => labelOf(view, field as keyof CardValues, each as Id));
  });
  return [card.name, card.post, ...said].filter(Boolean).join("，");
}

export function labelOf(view: MapView, field: string, id: Id | undefined): string {
  const options = field === "ruling" ? view.rulings : view.options[field];
  return options?.find((option) => option.id === id)?.label ?? "";
}

export function spokenLine(view: MapView, line: MapLine, nameOf: (ref: string) => string): string {
  const kind = kindOf(view, line.kind);
  const arrow = kind?.directed ? "→" : "—";
  const sure = line.certainty === "inferred" ? "（推测）" : "";
  return `${nameOf(line.from)} ${arrow} ${nameOf(line.to)}　${kind?.label ?? ""}${sure}`;
}

interface DrawingProps {
  view: MapView;
  answer: MapAnswer;
  spots: Spots;
  rings: Ring[];
}

/** The whole map at rest, as it is exported. */
export function Drawing({ view, answer, spots, rings }: DrawingProps) {
  const found = routes(answer.relations, spots);
  const colours = stripes(answer);
  const faded = (line: MapLine) => rings.length > 0 && line.kind === "reports";
  const drawn = answer.relations.map((line) => ({
    key: lineKey(line),
    props: { view, line, route: found.get(line)!, faded: faded(line) },
  }));
  return (
    <>
      <Rings rings={rings} view={view} />
      {drawn.map(({ key, props }) => (
        <LineShape key={key} {...props} />
      ))}
      {cardsOf(view, answer).map((card, at) => (
        <g key={card.ref} transform={`translate(${spots[card.ref]!.join(" ")})`}>
          <CardShape card={card} number={at + 1} stripe={colours.get(card.values.faction ?? "")} />
        </g>
      ))}
      {drawn.map(({ key, props }) => (
        <DiscShape key={key} {...props} />
      ))}
    </>
  );
}
