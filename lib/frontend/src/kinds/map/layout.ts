// Where cards stand and how lines run between them. Numbers only: no DOM here.
import type { MapAnswer, MapLine, MapView, Spot } from "../../types";

export const W = 172;
export const H = 92;
const GAP_X = 28;
const GAP_Y = 56;
const INDENT = 30;
const ROW = H + 18;
const COLUMN = W + INDENT + 10;
export const PITCH: Spot = [W + GAP_X, H + GAP_X];

export type Spots = Record<string, Spot>;
export type Ring = { circle: string; x: number; y: number; rx: number; ry: number };
export type Bounds = { x: number; y: number; width: number; height: number };

interface Arranged {
  spots: Spots;
  rings: Ring[];
}

export function arrange(
  view: MapView,
  answer: MapAnswer,
  mode: "reports" | "circle",
  narrow: boolean,
): Arranged {
  if (view.matters.length) return { spots: alongSpine(view, answer, narrow), rings: [] };
  if (mode === "circle") return inRings(answer);
  return { spots: byReports(answer, narrow), rings: [] };
}

const refsOf = ({ people, unlisted }: MapAnswer): string[] => [
  ...people.map(({ id }) => id),
  ...unlisted.map(({ ref }) => ref),
];

/** Two cards nearer than `gap` hide each other. */
export function overlap([x, y]: Spot, [otherX, otherY]: Spot, gap = 8): boolean {
  return Math.abs(x - otherX) < W + gap && Math.abs(y - otherY) < H + gap;
}

/** `wanted`, or the nearest place from there where no card hides another. */
export function clearSpot(taken: Spot[], wanted: Spot): Spot {
  for (let away = 0; ; away += 15) {
    for (let turn = 0; turn < (away ? 16 : 1); turn += 1) {
      const angle = (turn * Math.PI) / 8;
      const spot: Spot = [
        Math.round(wanted[0] + away * Math.cos(angle)),
        Math.round(wanted[1] + away * Math.sin(angle)),
      ];
      if (!taken.some((other) => overlap(spot, other))) return spot;
    }
  }
}

/** The first free place from `near` on, in rows of `columns`. */
export function freeSpot(taken: Spot[], near: Spot, columns: number, gap?: number): Spot {
  for (let at = 0; ; at += 1) {
    const spot: Spot = [
      Math.round(near[0] + (at % columns) * PITCH[0]),
      Math.round(near[1] + Math.floor(at / columns) * PITCH[1]),
    ];
    if (!taken.some((other) => overlap(spot, other, gap))) return spot;
  }
}

/** Cards moved by hand stand where they were put; the others give way. */
export function settle(refs: string[], byHand: Spots, arranged: Spots): Spots {
  const spots: Spots = {};
  for (const ref of refs) if (byHand[ref]) spots[ref] = byHand[ref];
  for (const ref of refs) {
    if (spots[ref]) continue;
    const wanted = arranged[ref] ?? [0, 0];
    const taken = Object.values(spots);
    spots[ref] = clearSpot(taken, wanted);
  }
  return spots;
}

/** What holds all cards, rings and the signs of lines, which bend further out than cards. */
export function boundsOf(spots: Spot[], rings: Ring[] = [], ways: Iterable<Route> = []): Bounds {
  const boxes = [
    ...spots.map(([x, y]) => [x, y, x + W, y + H]),
    ...rings.map(({ x, y, rx, ry }) => [x - rx, y - ry, x + rx, y + ry]),
    ...[...ways].map(({ disc: [x, y] }) => [x - 10, y - 10, x + 10, y + 10]),
  ];
  if (!boxes.length) return { x: 0, y: 0, width: W, height: H };
  const [left, top, right, bottom] = [0, 1, 2, 3].map((side) =>
    Math[side < 2 ? "min" : "max"](...boxes.map((box) => box[side]!)),
  ) as [number, number, number, number];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

// --- by reporting line ---------------------------------------------------------------------------

interface Block {
  width: number;
  height: number;
  put(x: number, y: number): void;
}

/** An org chart; people without staff hang in columns below their superior, so it stays narrow. */
function byReports(answer: MapAnswer, narrow: boolean): Spots {
  const refs = refsOf(answer);
  const spots: Spots = {};
  const above = new Map<string, string>();
  for (const { kind, from, to } of answer.relations) {
    let top: string | undefined = to;
    while (top && top !== from) top = above.get(top);
    // A second superior or a circle of superiors is drawn, but moves nobody.
    if (kind === "reports" && top !== from && !above.has(from)) above.set(from, to);
  }
  const staffOf = (ref: string) => refs.filter((each) => above.get(each) === ref);
  const single = (ref: string): Block => ({
    ...{ width: W, height: H },
    put: (x, y) => (spots[ref] = [Math.round(x), Math.round(y)]),
  });
  const hanging = (staff: string[]): Block => {
    const columns = Math.ceil(staff.length / 5);
    const rows = Math.ceil(staff.length / columns);
    return {
      width: INDENT + (columns - 1) * COLUMN + W,
      height: (rows - 1) * ROW + H,
      put: (x, y) =>
        staff.forEach((ref, at) =>
          single(ref).put(x + INDENT + Math.floor(at / rows) * COLUMN, y + (at % rows) * ROW),
        ),
    };
  };
  const tree = (ref: string): Block => {
    const staff = staffOf(ref);
    const leaves = staff.filter((each) => !staffOf(each).length);
    const stacked = leaves.length > 1 ? leaves : [];
    const blocks = staff.filter((each) => !stacked.includes(each)).map(tree);
    if (stacked.length) blocks.push(hanging(stacked));
    if (!blocks.length) return single(ref);
    const width = blocks.reduce((sum, block) => sum + block.width + GAP_X, -GAP_X);
    return {
      width: Math.max(W, width),
      height: H + GAP_Y + Math.max(...blocks.map((block) => block.height)),
      put: (x, y) => {
        let left = x;
        for (const block of blocks) {
          block.put(left, y + H + GAP_Y);
          left += block.width + GAP_X;
        }
        const places = staff.map((each) => spots[each]![0]);
        const middle = (Math.min(...places) + Math.max(...places)) / 2;
        single(ref).put(blocks.length === 1 && stacked.length ? x : middle, y);
      },
    };
  };
  const tops = refs.filter((ref) => !above.has(ref));
  const trees = tops.filter((ref) => staffOf(ref).length).map(tree);
  const widest = Math.max(0, ...trees.map(({ width }) => width));
  shelves(trees, Math.max(widest, narrow ? 800 : 1600));
  const loners: string[] = [];
  for (const ref of tops.filter((each) => !staffOf(each).length)) {
    const ties = tiesOf(answer, ref).flatMap((other) => (spots[other] ? [spots[other]] : []));
    if (ties.length) spots[ref] = besides(ties, answer, spots);
    else loners.push(ref);
  }
  const lowest = Math.max(0, ...Object.values(spots).map(([, top]) => top));
  const fitting = Math.floor((widest + GAP_X) / PITCH[0]);
  const columns = Math.max(fitting, Math.ceil(Math.sqrt(loners.length * (narrow ? 0.4 : 1.2))), 2);
  for (const ref of loners) {
    spots[ref] = freeSpot(Object.values(spots), [0, lowest], columns, GAP_X);
  }
  return spots;
}

const tiesOf = ({ relations }: MapAnswer, ref: string): string[] =>
  relations.flatMap(({ from, to }) => (from === ref ? [to] : to === ref ? [from] : []));

/**
 * A free place in the rows of the org chart, near those whom somebody outside it deals with:
 * short lines, as few cards as possible on their way, and in nobody else's way.
 */
function besides(ties: Spot[], { relations }: MapAnswer, spots: Spots): Spot {
  const { x, y, width, height } = boundsOf(Object.values(spots));
  const cards = Object.values(spots);
  const known = relations.flatMap(({ kind, from, to }): [Spot, Spot][] =>
    kind !== "reports" && spots[from] && spots[to] ? [[spots[from], spots[to]]] : [],
  );
  const crossed = (from: Spot, to: Spot, card: Spot, margin = 2) =>
    card !== from && card !== to && SAMPLES.some((t) => within(between(from, to, t), card, margin));
  let best: Spot = [x, y + height + GAP_Y];
  let least = Infinity;
  for (let top = y; top <= y + height + GAP_Y; top += H + GAP_Y) {
    for (let left = x; left <= x + width + GAP_X; left += PITCH[0] / 2) {
      const spot: Spot = [Math.round(left), Math.round(top)];
      if (cards.some((other) => overlap(spot, other, GAP_X))) continue;
      let cost = left > x + width - W ? 150 : 0;
      for (const tie of ties) {
        cost += Math.hypot(spot[0] - tie[0], spot[1] - tie[1]) / ties.length;
        cost += 120 * cards.filter((card) => crossed(spot, tie, card)).length;
        // Above somebody of the chart one would look like a superior.
        if (spot[1] < tie[1]) cost += 400;
      }
      cost += 120 * known.filter(([from, to]) => crossed(from, to, spot, 30)).length;
      if (cost < least) [best, least] = [spot, cost];
    }
  }
  return best;
}

/** Blocks side by side in rows no wider than `limit`. */
function shelves(blocks: Block[], limit: number): void {
  let [x, y, deep] = [0, 0, 0];
  for (const block of blocks) {
    if (x && x + block.width > limit) [x, y, deep] = [0, y + deep + GAP_Y, 0];
    block.put(x, y);
    x += block.width + 2 * GAP_X;
    deep = Math.max(deep, block.height);
  }
}

// --- by circle -----------------------------------------------------------------------------------

/** Three rings around the one in the middle; those whose circle is not known stand aside in columns. */
function inRings(answer: MapAnswer): Arranged {
  const circleOf = new Map<string, unknown>();
  for (const { id, circle } of answer.people) circleOf.set(id, circle);
  for (const { ref, circle } of answer.unlisted) circleOf.set(ref, circle);
  const spots: Spots = {};
  const rings: Ring[] = [];
  const middle = middleOf(answer, circleOf);
  if (middle) spots[middle] = [-W / 2, -H / 2];
  let [rx, ry] = [0, 0];
  for (const circle of ["inner", "edge", "outer"]) {
    const members = refsOf(answer).filter((ref) => circleOf.get(ref) === circle);
    if (rx || middle || members.length !== 1) {
      // A card must clear the ring inside it with its whole width.
      [rx, ry] = rx ? [rx + W * 0.62, ry + H * 0.75] : [W * 0.7, H * 0.7];
      while (!fits(around(members, rx, ry), spots)) [rx, ry] = [rx + 12, ry + 8];
    }
    Object.assign(spots, around(members, rx, ry));
    [rx, ry] = [rx + W * 0.6, ry + H * 0.8];
    rings.push({ circle, x: 0, y: 0, rx, ry });
  }
  const rest = refsOf(answer).filter((ref) => !spots[ref]);
  const rows = Math.max(1, Math.floor((2 * ry) / ROW));
  rest.forEach((ref, at) => {
    const x = rx + 50 + Math.floor(at / rows) * PITCH[0];
    const y = -Math.min(rest.length, rows) * (ROW / 2) + (at % rows) * ROW;
    spots[ref] = [Math.round(x), Math.round(y)];
  });
  return { spots, rings };
}

/** Circles are drawn around somebody who is in none: the one at the top of the reporting lines. */
function middleOf(answer: MapAnswer, circleOf: Map<string, unknown>): string | undefined {
  const reports = answer.relations.filter(({ kind }) => kind === "reports");
  const tops = refsOf(answer).filter(
    (ref) => reports.some(({ to }) => to === ref) && !reports.some(({ from }) => from === ref),
  );
  const [top] = tops;
  return tops.length === 1 && circleOf.get(top!) === undefined ? top : undefined;
}

function fits(fresh: Spots, known: Spots): boolean {
  const placed = Object.values(fresh);
  return placed.every((spot, at) =>
    [...placed.slice(at + 1), ...Object.values(known)].every((other) => !overlap(spot, other, 14)),
  );
}

/** Cards at equal distances along an ellipse, the first at the top. */
function around(members: string[], rx: number, ry: number): Spots {
  const steps = 360;
  const points = Array.from({ length: steps + 1 }, (_, at): Spot => {
    const angle = (2 * Math.PI * at) / steps - Math.PI / 2;
    return [rx * Math.cos(angle), ry * Math.sin(angle)];
  });
  const lengths = [0];
  for (let at = 1; at <= steps; at += 1) {
    const [[x, y], [fromX, fromY]] = [points[at]!, points[at - 1]!];
    lengths.push(lengths[at - 1]! + Math.hypot(x - fromX, y - fromY));
  }
  const spots: Spots = {};
  members.forEach((ref, at) => {
    const wanted = (lengths[steps]! * at) / members.length;
    const [x, y] = points[lengths.findIndex((length) => length >= wanted)]!;
    spots[ref] = [Math.round(x - W / 2), Math.round(y - H / 2)];
  });
  return spots;
}

// --- a decision chain ----------------------------------------------------------------------------

/** Matters in a row, or a spine where it is narrow; people on both sides of what they touch. */
function alongSpine(view: MapView, answer: MapAnswer, narrow: boolean): Spots {
  const place = (at: number, side: number): Spot =>
    narrow ? [side * (W + 84), at * (H + 44)] : [at * (W + 48), side * (H + 64)];
  const spots: Spots = {};
  const order = new Map(view.matters.map(({ id }, at) => [id, at]));
  for (const [id, at] of order) spots[id] = place(at, 0);
  const loners: string[] = [];
  const taken = new Map<number, number>();
  for (const ref of refsOf(answer)) {
    const touched = answer.relations.filter(({ from }) => from === ref).map(({ to }) => to);
    if (!touched.length) {
      loners.push(ref);
      continue;
    }
    const sum = touched.reduce((total, id) => total + order.get(id)!, 0);
    const at = Math.round(sum / touched.length);
    const count = (taken.get(at) ?? 0) + 1;
    taken.set(at, count);
    // Above, below, above further away …
    spots[ref] = place(at, (count % 2 ? -1 : 1) * Math.ceil(count / 2));
  }
  const { x, y, height } = boundsOf(Object.values(spots));
  const columns = narrow ? 3 : Math.max(4, view.matters.length);
  for (const ref of loners) {
    spots[ref] = freeSpot(Object.values(spots), [x, y + height + GAP_Y], columns);
  }
  return spots;
}

// --- lines ---------------------------------------------------------------------------------------

export interface Route {
  path: string;
  /** Where the sign of the kind stands. */
  disc: Spot;
  /** Where the arrow points, and which way, in degrees. */
  tip: Spot;
  angle: number;
}

/** From the middle of one card towards the middle of another. */
const between = (from: Spot, to: Spot, share: number): Spot => {
  const [a, b] = [centre(from), centre(to)];
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
};

const within = ([x, y]: Spot, [left, top]: Spot, margin = 2): boolean =>
  x > left - margin && x < left + W + margin && y > top - margin && y < top + H + margin;

const centre = ([x, y]: Spot): Spot => [x + W / 2, y + H / 2];

/** How every line runs. Lines that share a pair are fanned out; discs keep off cards. */
export function routes(lines: MapLine[], spots: Spots, all = lines): Map<MapLine, Route> {
  const cards = Object.entries(spots);
  const discs: Spot[] = [];
  const found = new Map<MapLine, Route>();
  const pairs = new Map<string, MapLine[]>();
  const pairOf = ({ from, to }: MapLine) => (from < to ? `${from} ${to}` : `${to} ${from}`);
  const upright = (line: MapLine) =>
    line.kind === "reports" && spots[line.from]![1] >= spots[line.to]![1] + H + 14;
  for (const line of all) {
    if (!spots[line.from] || !spots[line.to]) continue;
    pairs.set(pairOf(line), [...(pairs.get(pairOf(line)) ?? []), line]);
  }
  for (const line of lines) {
    const [from, to] = [spots[line.from], spots[line.to]];
    if (!from || !to) continue;
    const pair = pairs.get(pairOf(line))!;
    const curved = pair.filter((each) => !upright(each));
    const spread = (curved.indexOf(line) - (curved.length - 1) / 2) * 46;
    // The straight line between them may be taken by the reporting line.
    const away = curved.length < pair.length ? 52 : 0;
    const beside = (bend: number) => bend + (bend < 0 ? -away : away);
    const bends =
      curved.length === 1 ? BENDS.map(beside) : FAN.map((share) => beside(spread) * share);
    const route = upright(line)
      ? orthogonal(from, to, hangs(line, spots, all))
      : curve(line, spots, cards, discs, bends);
    discs.push(route.disc);
    found.set(line, route);
  }
  return found;
}

/** Others of the same superior stand in the same column. */
function hangs(line: MapLine, spots: Spots, all: MapLine[]): boolean {
  return all.some(
    ({ kind, from, to }) =>
      kind === line.kind &&
      to === line.to &&
      from !== line.from &&
      spots[from] !== undefined &&
      Math.abs(spots[from][0] - spots[line.from]![0]) < 3,
  );
}

function orthogonal(from: Spot, to: Spot, hanging: boolean): Route {
  const [x] = centre(from);
  const [superiorX] = centre(to);
  const foot = to[1] + H;
  const tip: Spot = [superiorX, foot + 2];
  if (hanging) {
    const bus = from[0] - INDENT / 2;
    const side = from[1] + H / 2;
    const path = `M${from[0]} ${side}H${bus}V${foot + GAP_Y / 2}H${superiorX}V${foot + 8}`;
    return { path, disc: [bus, side], tip, angle: -90 };
  }
  const bus = foot + Math.min(GAP_Y / 2, (from[1] - foot) / 2);
  const path = `M${x} ${from[1]}V${bus}H${superiorX}V${foot + 8}`;
  return { path, disc: [x, (bus + from[1]) / 2 + (x === superiorX ? 0 : 2)], tip, angle: -90 };
}

function curve(
  line: MapLine,
  spots: Spots,
  cards: [string, Spot][],
  discs: Spot[],
  bends: number[],
): Route {
  const [a, b] = [centre(spots[line.from]!), centre(spots[line.to]!)];
  const others = cards.filter(([ref]) => ref !== line.from && ref !== line.to);
  const hidden = (spot: Spot, margin: number, behind = others) =>
    behind.some(([, card]) => within(spot, card, margin));
  // One side for both directions of a pair, or two lines would lie on each other.
  const sign = line.from < line.to ? 1 : -1;
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const normal = [(-(b[1] - a[1]) / length) * sign, ((b[0] - a[0]) / length) * sign] as const;
  const bent = bends
    .map((bend) => {
      const control: Spot = [
        (a[0] + b[0]) / 2 + normal[0] * bend * 2,
        (a[1] + b[1]) / 2 + normal[1] * bend * 2,
      ];
      const start = edge(a, control);
      const end = edge(b, control);
      const at = (t: number): Spot => [
        (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * control[0] + t ** 2 * end[0],
        (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * control[1] + t ** 2 * end[1],
      ];
      const crossed = SAMPLES.filter((t) => hidden(at(t), 2)).length;
      return { control, start, end, at, cost: crossed * 40 + Math.abs(bend) };
    })
    .reduce((best, each) => (each.cost < best.cost ? each : best));
  const { control, start, end, at } = bent;
  const clear = DISC_PLACES.map(at).find(
    (spot) =>
      !hidden(spot, 10, cards) &&
      discs.every(([x, y]) => Math.hypot(x - spot[0], y - spot[1]) > 20),
  );
  const angle = Math.atan2(end[1] - control[1], end[0] - control[0]);
  const round = ([x, y]: Spot) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  return {
    path: `M${round(start)}Q${round(control)} ${round(end)}`,
    disc: clear ?? at(0.5),
    tip: end,
    angle: (angle * 180) / Math.PI,
  };
}

const BENDS = [18, -18, 60, -60, 108, -108, 170, -170];
/** Lines of one pair keep their sides, and bend less or more where a card is in the way. */
const FAN = [1, 0.6, 1.6];
const SAMPLES = Array.from({ length: 19 }, (_, at) => 0.05 * (at + 1));
/** From the middle outwards. */
const DISC_PLACES = Array.from({ length: 23 }, (_, at) => 0.5 + (at % 2 ? 0.02 : -0.02) * at);

/** Where the way from the middle of a card to `toward` leaves the card. */
function edge([x, y]: Spot, toward: Spot): Spot {
  const [dx, dy] = [toward[0] - x, toward[1] - y];
  const share = Math.min(
    (W / 2 + 3) / Math.max(Math.abs(dx), 0.01),
    (H / 2 + 3) / Math.max(Math.abs(dy), 0.01),
    1,
  );
  return [x + dx * share, y + dy * share];
}
