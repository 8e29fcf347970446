// The canvas: looking, moving cards, drawing lines, by mouse, finger and keys.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { MapLine, Spot } from "../../types";
import { type Camera, fitted, inSight, neighbour, type Size, wayOf, zoomed } from "./camera";
import {
  type Badge,
  CardShape,
  DiscShape,
  LineShape,
  penOf,
  Rings,
  spoken,
  spokenLine,
  stripes,
} from "./draw";
import type { Tools } from "./fields";
import { boundsOf, freeSpot, H, overlap, PITCH, routes, type Spots, W } from "./layout";
import { type Card, type Near, cardsOf, kindOf, lineKey, type MapState } from "./model";
import type { Ghosts } from "./overlay";

/** What the parts around the canvas ask of it. */
export interface Handle {
  /** The place on the map below a point of the screen; nothing outside the canvas. */
  spotAt(clientX: number, clientY: number): Spot | undefined;
  /** Where somebody who was not dragged there is put. */
  near(): Near;
  focus(key: string): void;
}

export interface Pending {
  kind: string;
  from: string;
}

interface Props {
  tools: Tools;
  state: MapState;
  ghosts: Ghosts;
  /** The kind of line being drawn; "" while cards are chosen and moved. */
  tool: string;
  pending: Pending | null;
  selected: string;
  marks: Map<string, Badge>;
  small: boolean;
  /** On paper all of it is seen. */
  printing: boolean;
  handle: RefObject<Handle | null>;
  setPending(pending: Pending | null): void;
  enterPanel(): void;
}

interface Gesture {
  id: number;
  key: string;
  x: number;
  y: number;
  camera: Camera;
  far: boolean;
  finger: boolean;
}

const NUDGE = 20;
const FAR = 5;

export function Canvas(props: Props) {
  const { tools, state, ghosts, tool, pending, selected, marks, small, printing } = props;
  const { view, answer, disabled, act, select, say, nameOf } = tools;
  const svg = useRef<SVGSVGElement>(null);
  const gesture = useRef<Gesture | null>(null);
  const pinch = useRef<{ apart: number; camera: Camera } | null>(null);
  const [size, setSize] = useState<Size>({ width: 600, height: 480 });
  const [chosenCamera, setCamera] = useState<Camera | null>(null);
  const [drag, setDrag] = useState<{ ref: string; spot: Spot } | null>(null);
  const [rubber, setRubber] = useState<Spot | null>(null);
  const [focused, setFocused] = useState("");

  const cards = useMemo(() => cardsOf(view, answer), [answer]);
  const spots = useMemo(() => withGhosts(state.spots, ghosts.cards), [state.spots, ghosts]);
  const lines = useMemo(() => [...answer.relations, ...ghosts.lines], [answer.relations, ghosts]);
  const colours = useMemo(() => stripes(answer), [answer]);
  const settled = useMemo(() => routes(lines, spots), [lines, spots]);
  const held = drag ? { ...spots, [drag.ref]: drag.spot } : spots;
  // Only the lines of the card in hand run anew while it moves.
  const moving = drag
    ? routes(
        lines.filter(({ from, to }) => from === drag.ref || to === drag.ref),
        held,
        lines,
      )
    : null;
  const bounds = boundsOf(Object.values(spots), state.rings, settled.values());
  const auto = fitted(bounds, size, small ? 0.5 : 0.1);
  const camera = chosenCamera ?? auto;
  const paper = { width: bounds.width + 40, height: bounds.height + 60 };

  const toMap = (clientX: number, clientY: number): Spot => {
    const box = svg.current!.getBoundingClientRect();
    return [
      camera.x + (clientX - box.left) / camera.scale,
      camera.y + (clientY - box.top) / camera.scale,
    ];
  };
  const focus = (key: string) => {
    setFocused(key);
    // The item may be drawn by this very change.
    requestAnimationFrame(() => itemOf(svg.current, key)?.focus({ preventScroll: true }));
  };
  props.handle.current = {
    spotAt(clientX, clientY) {
      const box = svg.current?.getBoundingClientRect();
      if (!box || clientX < box.left || clientX > box.right) return undefined;
      if (clientY < box.top || clientY > box.bottom) return undefined;
      const [x, y] = toMap(clientX, clientY);
      setCamera(camera);
      return [Math.round(x - W / 2), Math.round(y - H / 2)];
    },
    near() {
      // While all of it is in sight, the rows begin where the map does.
      const { x, y, scale } = chosenCamera ?? { ...bounds, scale: 1 };
      const air = chosenCamera ? 30 / scale : 0;
      return {
        at: [Math.round(x + air), Math.round(y + air)],
        columns: Math.max(2, Math.floor((size.width / scale - 40) / PITCH[0])),
      };
    },
    focus,
  };

  useLayoutEffect(() => {
    const box = svg.current!.parentElement!;
    const measure = () => setSize({ width: box.clientWidth, height: box.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    measure();
    return () => observer.disconnect();
  }, []);
  // What was dropped stays under the hand. Look at all of it again when cards were laid out anew,
  // or one was added out of sight.
  const before = useRef(state.spots);
  useEffect(() => {
    const known = before.current;
    const changed = Object.entries(state.spots).filter(
      ([ref, at]) => String(known[ref]) !== String(at),
    );
    before.current = state.spots;
    const away = changed.some(([, at]) => chosenCamera && !inSight(at, chosenCamera, size));
    if (changed.length > 1 || away) setCamera(null);
  }, [state.spots]);

  const draw = (kind: string, from: string, to: string) => {
    props.setPending(null);
    if (!act({ type: "line", kind, from, to })) return false;
    say(`已画：${spokenLine(view, { kind, from, to }, nameOf)}`);
    return true;
  };
  const isCard = (key: string) => cards.some(({ ref }) => ref === key);

  const tap = (key: string) => {
    if (!disabled && isCard(key)) {
      if (pending && pending.from !== key) return void draw(pending.kind, pending.from, key);
      if (tool && !pending) {
        props.setPending({ kind: tool, from: key });
        return say(`${kindOf(view, tool)?.label}：从 ${nameOf(key)} 连到谁？`);
      }
    }
    props.setPending(null);
    select(key);
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0 || pinch.current) return;
    const key = keyOf(event.target);
    const finger = event.pointerType === "touch";
    gesture.current = {
      ...{ id: event.pointerId, key, x: event.clientX, y: event.clientY },
      ...{ camera, far: false, finger },
    };
    svg.current!.setPointerCapture(event.pointerId);
    if (finger) return;
    // The browser would give the focus to what captured the pointer, and select text.
    event.preventDefault();
    (itemOf(svg.current, key) ?? svg.current!).focus({ preventScroll: true });
  };
  const move = (event: PointerEvent) => {
    const now = gesture.current;
    if (!now || now.id !== event.pointerId) return;
    const [dx, dy] = [event.clientX - now.x, event.clientY - now.y];
    if (!now.far && Math.hypot(dx, dy) < FAR) return;
    now.far = true;
    if (isCard(now.key) && !disabled) {
      if (tool) return setRubber(toMap(event.clientX, event.clientY));
      const [x, y] = spots[now.key]!;
      const { scale } = now.camera;
      setDrag({ ref: now.key, spot: [Math.round(x + dx / scale), Math.round(y + dy / scale)] });
    } else if (!now.finger) {
      const { x, y, scale } = now.camera;
      setCamera({ x: x - dx / scale, y: y - dy / scale, scale });
    }
  };
  const up = (event: PointerEvent) => {
    const now = gesture.current;
    if (!now || now.id !== event.pointerId) return;
    const target = keyOf(document.elementFromPoint(event.clientX, event.clientY));
    leave();
    if (!now.far) {
      if (now.key) focus(now.key);
      tap(now.key);
    } else if (drag) {
      setCamera(camera);
      act({ type: "move", ref: drag.ref, to: drag.spot });
    } else if (rubber && isCard(target) && target !== now.key) {
      draw(tool, now.key, target);
    }
  };
  const leave = () => {
    gesture.current = null;
    setDrag(null);
    setRubber(null);
  };
  const zoom = (factor: number, at: Spot = [size.width / 2, size.height / 2]) =>
    setCamera(zoomed(camera, factor, at));
  useFingersAndWheel(svg, pinch, camera, zoom, setCamera, leave);

  const keys = (event: KeyboardEvent) => {
    const key = keyOf(event.target);
    const used = itemKeys(event, key) || viewKeys(event.key);
    if (used) event.preventDefault();
  };
  const viewKeys = (key: string): boolean => {
    if (key === "+" || key === "=") zoom(1.25);
    else if (key === "-") zoom(0.8);
    else if (key === "0") setCamera(fitted(bounds, size));
    else return false;
    return true;
  };
  const itemKeys = (event: KeyboardEvent, key: string): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const line = lines.find((each) => lineKey(each) === key);
    const way = wayOf(event.key);
    if (way && line) return go(way[0] + way[1] < 0 ? line.from : line.to);
    if (way && event.shiftKey) return nudge(key, way);
    if (way) return go(neighbour(spots, key, way));
    if (event.key === "Tab" && pending) {
      const order = cards
        .map(({ ref }) => ref)
        .filter((ref) => ref === key || ref !== pending.from);
      const next = order.indexOf(key) + (event.shiftKey ? -1 : 1);
      return go(order.at(next % order.length));
    }
    if (event.key === "Enter" || event.key === " ") return enter(key);
    if (event.key.toLowerCase() === "l") return nextLine(key);
    if (disabled) return false;
    const kind = view.relations[Number(event.key) - 1];
    if (kind && isCard(key)) {
      props.setPending({ kind: kind.id, from: key });
      say(`${kind.label}：从 ${nameOf(key)} 出发。方向键或 Tab 选人，回车画上，Esc 取消。`);
      return true;
    }
    if (event.key !== "Delete" && event.key !== "Backspace") return false;
    if (line) act({ type: "erase", key });
    else act({ type: "remove", ref: key });
    focus(line ? line.from : (cards.find(({ ref }) => ref !== key)?.ref ?? ""));
    return true;
  };
  const go = (key: string | undefined): boolean => {
    if (!key) return true;
    focus(key);
    if (pending && isCard(key)) {
      say(`${spokenLine(view, { ...pending, to: key }, nameOf)}？回车画上。`);
    }
    return true;
  };
  const nudge = (ref: string, [dx, dy]: Spot): boolean => {
    const spot = state.spots[ref];
    if (!spot || disabled) return true;
    setCamera(camera);
    const { [ref]: _, ...others } = state.spots;
    let to = spot;
    // Over a card that is in the way, to the place behind it.
    do to = [to[0] + dx * NUDGE, to[1] + dy * NUDGE];
    while (Object.values(others).some((other) => overlap(to, other)));
    act({ type: "move", ref, to, typing: `move ${ref}` });
    return true;
  };
  const enter = (key: string): boolean => {
    if (pending && isCard(key) && !disabled) {
      draw(pending.kind, pending.from, key);
      return true;
    }
    select(key);
    props.enterPanel();
    return true;
  };
  const nextLine = (key: string): boolean => {
    const at = lines.findIndex((line) => lineKey(line) === key);
    const from = at < 0 ? key : lines[at]!.from;
    const own = lines.filter((line) => line.from === from || line.to === from);
    const next = own[(own.indexOf(lines[at]!) + 1) % own.length];
    return go(next && lineKey(next));
  };
  const look = (event: FocusEvent) => {
    const key = keyOf(event.target);
    if (!key) return;
    setFocused(key);
    // By keys, going somewhere is choosing it; by mouse the click has chosen.
    if (!pending && (event.target as Element).matches(":focus-visible")) select(key);
  };

  // Tab leads to what is chosen: on its way to the panel it must not choose something else.
  const isHere = (key: string) => isCard(key) || lines.some((line) => lineKey(line) === key);
  const stop = [selected, focused].find(isHere) ?? cards[0]?.ref;
  const item = (key: string, label: string) => ({
    "data-key": key,
    role: "button" as const,
    // Preact leaves attributes of SVG as they are written.
    tabindex: key === stop ? 0 : -1,
    "aria-label": label,
    "aria-pressed": key === selected,
  });
  const lit = (key: string) => key === selected || pending?.from === key || undefined;
  const drawn = lines.map((line, at) => ({
    line,
    key: lineKey(line),
    props: {
      view,
      line,
      route: (moving?.get(line) ?? settled.get(line))!,
      badge: marks.get(lineKey(line)),
      chosen: selected === lineKey(line),
      faded: state.rings.length > 0 && line.kind === "reports",
      ghost: at >= answer.relations.length,
    },
  }));
  const shown = drawn.filter((each) => each.props.route);
  return (
    <div class="canvas" style={printing ? { aspectRatio: `${paper.width}/${paper.height}` } : {}}>
      <svg
        ref={svg}
        role="application"
        tabindex={-1}
        aria-label="权力地图。方向键在人之间走"
        class={tool ? "drawing" : ""}
        viewBox={
          printing
            ? `${bounds.x - 20} ${bounds.y - 30} ${paper.width} ${paper.height}`
            : `${camera.x} ${camera.y} ${size.width / camera.scale} ${size.height / camera.scale}`
        }
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={leave}
        onKeyDown={keys}
        onFocusIn={look}
        onClick={(event) => {
          // A click without a pointer comes from a screen reader.
          if (event.detail === 0) tap(keyOf(event.target));
        }}>
        <Rings rings={state.rings} view={view} />
        {shown.map(({ line, key, props: line_ }) => (
          <g key={key} class="line" {...item(key, spokenLine(view, line, nameOf))}>
            <path d={line_.route.path} class="reach" />
            <LineShape {...line_} />
          </g>
        ))}
        {[...cards, ...ghosts.cards].map((card, at) => (
          <g
            key={card.ref}
            class={drag?.ref === card.ref ? "node held" : "node"}
            transform={`translate(${held[card.ref]!.join(" ")})`}
            {...item(card.ref, spokenCard(tools, card, marks.get(card.ref)))}>
            <CardShape
              card={card}
              number={at + 1}
              stripe={colours.get(card.values.faction ?? "")}
              badge={at < cards.length ? marks.get(card.ref) : GHOST}
              chosen={lit(card.ref)}
              ghost={at >= cards.length}
            />
          </g>
        ))}
        {shown.map(({ key, props: line_ }) => (
          <g key={key} class="line" data-key={key}>
            <DiscShape {...line_} />
          </g>
        ))}
        {rubber && gesture.current && (
          <path
            d={`M${held[gesture.current.key]!.map((at, side) => at + [W, H][side]! / 2).join(" ")}L${rubber.join(" ")}`}
            {...{
              stroke: penOf(view, tool).colour,
              "stroke-width": 2.5,
              "stroke-dasharray": "6 4",
              "pointer-events": "none",
            }}
          />
        )}
      </svg>
      <div class="zoom" role="group" aria-label="缩放">
        <button onClick={() => setCamera(fitted(bounds, size))}>适应</button>
        <button aria-label="放大画面" onClick={() => zoom(1.25)}>
          ＋
        </button>
        <button aria-label="缩小画面" onClick={() => zoom(0.8)}>
          －
        </button>
      </div>
    </div>
  );
}

const GHOST: Badge = { sign: "＋", tone: "ghost", word: "答案里有" };

function spokenCard({ view, answer, nameOf }: Tools, card: Card, mark: Badge | undefined): string {
  const own = answer.relations.filter(({ from, to }) => from === card.ref || to === card.ref);
  const lines = own.map((line: MapLine) => spokenLine(view, line, nameOf)).join("；");
  return [spoken(view, card), mark?.word, lines].filter(Boolean).join("。");
}

function keyOf(target: EventTarget | null): string {
  return (target as Element | null)?.closest?.("[data-key]")?.getAttribute("data-key") ?? "";
}

function itemOf(svg: SVGSVGElement | null, key: string): SVGElement | null | undefined {
  return svg?.querySelector<SVGElement>(`[data-key="${CSS.escape(key)}"][tabindex]`);
}

/** Ghosts stand below the rest, as near to the left as there is room. */
function withGhosts(spots: Spots, ghosts: Card[]): Spots {
  const all = { ...spots };
  const { x, y, height } = boundsOf(Object.values(spots));
  for (const { ref } of ghosts) all[ref] = freeSpot(Object.values(all), [x, y + height + 56], 6);
  return all;
}

/** What only listeners that may prevent the default can do: pinching, and zooming by the wheel. */
function useFingersAndWheel(
  svg: RefObject<SVGSVGElement | null>,
  pinch: RefObject<{ apart: number; camera: Camera } | null>,
  camera: Camera,
  zoom: (factor: number, at: Spot) => void,
  setCamera: (camera: Camera) => void,
  leave: () => void,
): void {
  const latest = useRef({ camera, zoom, leave });
  latest.current = { camera, zoom, leave };
  useEffect(() => {
    const element = svg.current!;
    let middle: Spot = [0, 0];
    const measure = ({ touches }: TouchEvent) => {
      const box = element.getBoundingClientRect();
      const [a, b] = [touches[0]!, touches[1]!];
      const at: Spot = [
        (a.clientX + b.clientX) / 2 - box.left,
        (a.clientY + b.clientY) / 2 - box.top,
      ];
      return { apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) || 1, at };
    };
    const start = (event: TouchEvent) => {
      // A finger on a card moves the card, on empty canvas the page.
      const onCard = (event.target as Element).closest(".node");
      if (event.touches.length === 2 || onCard) event.preventDefault();
      if (event.touches.length !== 2) return;
      latest.current.leave();
      const { apart, at } = measure(event);
      middle = at;
      pinch.current = { apart, camera: latest.current.camera };
    };
    const move = (event: TouchEvent) => {
      if (event.touches.length !== 2 || !pinch.current) return;
      event.preventDefault();
      const { apart, at } = measure(event);
      const { camera: first, apart: before } = pinch.current;
      const shifted = {
        ...first,
        x: first.x - (at[0] - middle[0]) / first.scale,
        y: first.y - (at[1] - middle[1]) / first.scale,
      };
      setCamera(zoomed(shifted, apart / before, at));
    };
    const end = (event: TouchEvent) => {
      if (event.touches.length < 2) pinch.current = null;
      // Choosing something moves the page; the click made up from this touch would hit what came
      // under the finger. Everything here is done on pointerup, so no click is needed.
      if (event.cancelable) event.preventDefault();
    };
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at: Spot = [event.clientX - box.left, event.clientY - box.top];
      latest.current.zoom(Math.exp(-event.deltaY / 300), at);
    };
    const listeners = { touchstart: start, touchmove: move, touchend: end, wheel };
    for (const [name, listener] of Object.entries(listeners)) {
      element.addEventListener(name, listener as EventListener, { passive: false });
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        element.removeEventListener(name, listener as EventListener);
      }
    };
  }, []);
}
