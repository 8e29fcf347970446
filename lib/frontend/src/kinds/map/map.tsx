// The power map: the drawing, the tray, the panel and the table form around one history.
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { Segmented } from "../../controls";
import { usePage } from "../../page";
import type { MapAnswer, MapView, Person } from "../../types";
import type { Input, InputProps } from "../kind";
import { Canvas, type Handle, type Pending } from "./canvas";
import { type Badge, penOf } from "./draw";
import { savePng, saveSvg } from "./export";
import { AddPerson, type Tools } from "./fields";
import {
  type Action,
  begin,
  cardsOf,
  type History,
  lineKey,
  listed,
  readMap,
  redo,
  Refusal,
  step,
  undo,
} from "./model";
import { badgeOf, cardChecks, type Ghosts, ghostsOf, lineChecks } from "./overlay";
import { CardPanel, GhostPanel, Guide, LinePanel } from "./panel";
import { TableForm } from "./tableform";

export const PowerMap: Input<MapView> = (props) => {
  const { view, answer, exercise, change } = props;
  // An answer that is not the one last given comes from outside: a draft restored.
  const own = useRef({ text: JSON.stringify(answer), round: 0 });
  const text = JSON.stringify(answer);
  if (text !== own.current.text) own.current = { text, round: own.current.round + 1 };
  const { round } = own.current;
  const read = useMemo(() => readMap(view, answer), [round]);
  const give = (next: MapAnswer) => {
    own.current = { ...own.current, text: JSON.stringify(next) };
    change(next);
  };
  if (read instanceof Refusal) {
    return (
      <div class="banner" role="alert">
        这张图的存档读不出来：{read.sentence}
        {!props.disabled && (
          <p>
            <button onClick={() => change(exercise.blank)}>从空白重画</button>
          </p>
        )}
      </div>
    );
  }
  return <Editor key={round} {...props} first={read} give={give} />;
};

type EditorProps = InputProps<MapView> & { first: MapAnswer; give(answer: MapAnswer): void };

const FORMS = [
  { id: "draw", label: "画图" },
  { id: "table", label: "填表" },
];
const NO_GHOSTS: Ghosts = { cards: [], lines: [] };

function Editor(props: EditorProps) {
  const { view, exercise, disabled, graded, first, give } = props;
  const root = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLElement>(null);
  const handle = useRef<Handle>(null);
  const width = useOwnWidth(root);
  const small = width < 560;
  // A chain is a row only where the canvas is wide enough for one.
  const narrow = view.matters.length ? width < 1080 : small;
  const store = useRef<History | null>(null);
  const history = (store.current ??= begin(view, first, narrow));
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const [form, setForm] = useState("draw");
  const [tool, setTool] = useState("");
  const [pending, setPending] = useState<Pending | null>(null);
  const [selected, select] = useState("");
  const [said, say] = useState("");
  const [big, setBig] = useBig(root);
  const [overlay, setOverlay] = useState(true);
  const printing = usePrinting();
  // Beside the case file there is less room, but a table must not turn into a list meanwhile: the
  // evidence being cited belongs to a row of it.
  const { drawer } = usePage();
  const folded = useRef(small);
  if (!drawer) folded.current = small;
  const { answer } = history.now;
  useLayoutEffect(() => {
    // The first measured width decides how an untouched map is laid out.
    if (!history.past.length) store.current = begin(view, first, narrow);
    redraw();
  }, [narrow]);

  const keep = (next: History) => {
    const before = JSON.stringify(store.current!.now.answer);
    store.current = next;
    if (JSON.stringify(next.now.answer) !== before) give(next.now.answer);
    redraw();
  };
  const act = (action: Action): boolean => {
    const next = step(view, store.current!, action);
    if (next instanceof Refusal) {
      say(next.sentence);
      return false;
    }
    say("");
    keep(next);
    const { relations } = next.now.answer;
    if (action.type === "remove" || action.type === "erase") select("");
    // A line drawn, turned or of another kind has another key: it stays chosen.
    const old = store.current!.past.at(-1)?.answer.relations.map(lineKey) ?? [];
    const fresh = relations.find((line) => !old.includes(lineKey(line)));
    if (fresh && action.type !== "card" && action.type !== "remove") select(lineKey(fresh));
    return true;
  };
  const back = (to: (history: History) => History) => {
    keep(to(store.current!));
    setPending(null);
    say("");
  };
  const put = (ids: string[], at?: [number, number]) => {
    act({ type: "put", ids, at, near: handle.current?.near() });
    if (ids.length === 1) select(ids[0]!);
  };
  const cards = useMemo(() => cardsOf(view, answer), [answer]);
  const names = new Map([...view.people, ...view.matters].map((each) => [each.id, nameIn(each)]));
  const ghosts = useMemo(
    () => (graded.showsKey && overlay ? ghostsOf(view, answer, graded.result?.model) : NO_GHOSTS),
    [answer, graded, overlay],
  );
  for (const { ref, name } of [...cards, ...ghosts.cards]) names.set(ref, name);
  const tools: Tools = {
    ...{ case: exercise.case, view, answer, printing, act, select, say },
    disabled: disabled || printing,
    nameOf: (ref) => names.get(ref) ?? ref,
    add(name, placeholder) {
      const known = listed(view, name);
      if (known) {
        put([known]);
        say(`${names.get(known)}在名单里，已放到图上。`);
        return true;
      }
      const added = act({ type: "add", name, placeholder, near: handle.current?.near() });
      if (added) select(`u${store.current!.now.answer.unlisted.length}`);
      return added;
    },
  };
  const marks = useMemo(() => {
    const found = new Map<string, Badge>();
    const mark = (key: string, badge: Badge | undefined) => badge && found.set(key, badge);
    for (const card of cards) mark(card.ref, badgeOf(cardChecks(view, graded, card)));
    for (const line of answer.relations) mark(lineKey(line), badgeOf(lineChecks(graded, line)));
    return found;
  }, [answer, graded]);

  const keys = (event: KeyboardEvent) => {
    // JupyterLab and the page have keys of their own.
    event.stopPropagation();
    const typing = (event.target as Element).matches("input[type=text], select");
    const command = (event.ctrlKey || event.metaKey) && !typing && !disabled;
    const letter = event.key.toLowerCase();
    if (command && (letter === "z" || letter === "y")) {
      event.preventDefault();
      back(letter === "y" || event.shiftKey ? redo : undo);
    }
    if (event.key !== "Escape") return;
    if (pending) return (setPending(null), say("没有画。"));
    if (tool) return setTool("");
    if (panel.current?.contains(event.target as Node) && selected) {
      return handle.current?.focus(selected);
    }
    if (selected) return select("");
    setBig(false);
  };

  const chosenCard = cards.find(({ ref }) => ref === selected);
  const chosenLine = answer.relations.find((line) => lineKey(line) === selected);
  const ghostCard = ghosts.cards.find(({ ref }) => ref === selected);
  const ghostLine = ghosts.lines.find((line) => lineKey(line) === selected);
  const chosen = chosenCard ?? chosenLine ?? ghostCard ?? ghostLine;
  const people = answer.people.length + answer.unlisted.length;
  const asked = view.people.length + answer.unlisted.length;
  const tray = view.people.filter(({ id }) => !answer.people.some((person) => person.id === id));
  const drawing = form === "draw" || printing;
  const size = small
    ? "small"
    : width < (big ? 640 : 820)
      ? "middle"
      : width < 1180
        ? "wide"
        : "broad";
  const lineName = (kind: string) => view.relations.find(({ id }) => id === kind)?.label;
  const hint = pending
    ? `${lineName(pending.kind)}：从 ${tools.nameOf(pending.from)} 连到谁？`
    : tool
      ? `${lineName(tool)}：依次点两个人，或从一个人拖到另一个人。`
      : "";
  return (
    <div
      ref={root}
      class={`power-map ${size}${big ? " big" : ""}`}
      popover={big ? "manual" : undefined}
      data-lm-suppress-shortcuts="true"
      onKeyDown={keys}
      onKeyUp={(event) => event.stopPropagation()}>
      <div class="map-bar">
        <Segmented
          label="画图还是填表"
          options={FORMS}
          value={form}
          change={(next) => setForm(String(next ?? form))}
        />
        {drawing && !disabled && (
          <div class="kinds" role="toolbar" aria-label="画什么线" onKeyDown={rove}>
            <button aria-pressed={tool === ""} onClick={() => (setTool(""), setPending(null))}>
              选
            </button>
            {view.relations.map(({ id, label, sign, directed }, at) => (
              <button
                key={id}
                aria-pressed={tool === id}
                aria-keyshortcuts={String(at + 1)}
                style={{ "--pen": penOf(view, id).colour }}
                title={`${label}${directed ? "（有方向）" : ""}　键 ${at + 1}`}
                onClick={() => (setTool(tool === id ? "" : id), setPending(null))}>
                <i class="sign" aria-hidden="true">
                  {sign}
                </i>
                {label}
              </button>
            ))}
          </div>
        )}
        {!disabled && (
          <div class="group">
            <button
              aria-label="撤销"
              title="撤销　Ctrl+Z"
              disabled={!history.past.length}
              onClick={() => back(undo)}>
              ↶
            </button>
            <button
              aria-label="重做"
              title="重做　Ctrl+Y"
              disabled={!history.future.length}
              onClick={() => back(redo)}>
              ↷
            </button>
          </div>
        )}
        <div class="group last">
          {drawing && !disabled && (
            <>
              <button onClick={() => act({ type: "arrange", mode: "reports", narrow })}>
                {view.matters.length ? "重排" : "按汇报线排"}
              </button>
              {view.dimensions.includes("circle") && (
                <button onClick={() => act({ type: "arrange", mode: "circle", narrow })}>
                  按圈层排
                </button>
              )}
            </>
          )}
          {graded.showsKey && graded.result?.model && (
            <button aria-pressed={overlay} onClick={() => setOverlay(!overlay)}>
              看答案叠图
            </button>
          )}
          <button aria-label="存成 SVG" onClick={() => saveSvg(exercise, history.now)}>
            SVG
          </button>
          <button
            aria-label="存成 PNG"
            onClick={() =>
              savePng(exercise, history.now).catch((error: Error) => say(error.message))
            }>
            PNG
          </button>
          <button aria-pressed={big} onClick={() => setBig(!big)}>
            {big ? "缩回" : "放大"}
          </button>
        </div>
      </div>
      {drawing && (
        <div class="map-body">
          {!disabled && (tray.length > 0 || view.unlisted) && (
            <Tray tools={tools} people={tray} put={put} handle={handle} />
          )}
          <Canvas
            {...{ tools, ghosts, tool, pending, selected, marks, small, printing, handle }}
            state={history.now}
            setPending={setPending}
            enterPanel={() =>
              requestAnimationFrame(() =>
                panel.current?.querySelector<HTMLElement>("input, button, select")?.focus(),
              )
            }
          />
          <p class="map-said" role="status">
            {said || hint || (
              <>
                人 {people}/{asked}，线 {answer.relations.length}
              </>
            )}
          </p>
          <aside
            ref={panel}
            class={chosen ? "map-panel open" : "map-panel"}
            aria-label="所选的情况">
            {chosenCard && (
              <CardPanel
                key={selected}
                tools={tools}
                card={chosenCard}
                checks={cardChecks(view, graded, chosenCard)}
              />
            )}
            {chosenLine && (
              <LinePanel tools={tools} line={chosenLine} checks={lineChecks(graded, chosenLine)} />
            )}
            {(ghostCard || ghostLine) && (
              <GhostPanel tools={tools} card={ghostCard} line={ghostLine} />
            )}
            {chosen && (
              <button class="close" aria-label="收起" onClick={() => select("")}>
                ×
              </button>
            )}
            {!chosen && <Guide tools={tools} keyboard={!small} />}
          </aside>
        </div>
      )}
      {(form === "table" || printing) && (
        <>
          <TableForm tools={tools} small={folded.current && !printing} />
          {form === "table" && (
            <p class="map-said" role="status">
              {said}
            </p>
          )}
        </>
      )}
    </div>
  );
}

const nameIn = (each: { name?: string; label?: string }) => each.name ?? each.label ?? "";

interface TrayProps {
  tools: Tools;
  people: Person[];
  handle: { current: Handle | null };
  put(ids: string[], at?: [number, number]): void;
}

/** Those who are not on the map yet: dragged there, or put on by a click. */
function Tray({ tools, people, handle, put }: TrayProps) {
  const [held, setHeld] = useState<{ id: string; x: number; y: number; far: boolean } | null>(null);
  const dragged = useRef(false);
  const end = (event: PointerEvent) => {
    const at = held?.far && handle.current?.spotAt(event.clientX, event.clientY);
    if (held && at) put([held.id], at);
    setHeld(null);
  };
  return (
    <div class="map-tray" role="group" aria-label="还没放到图上的人" onKeyDown={rove}>
      {people.map((person) => (
        <button
          key={person.id}
          aria-label={`${person.name} ${person.post}，放到图上`}
          onPointerDown={(event) => {
            dragged.current = false;
            event.currentTarget.setPointerCapture(event.pointerId);
            setHeld({ id: person.id, x: event.clientX, y: event.clientY, far: false });
          }}
          onPointerMove={(event) => {
            if (!held) return;
            const far = held.far || Math.hypot(event.clientX - held.x, event.clientY - held.y) > 6;
            if (far) dragged.current = true;
            if (far) setHeld({ id: held.id, x: event.clientX, y: event.clientY, far });
          }}
          onPointerUp={end}
          onPointerCancel={() => setHeld(null)}
          onClick={(event) => {
            if (dragged.current) return;
            // By keys one goes on with the next: this button is about to go.
            const next = event.currentTarget.nextElementSibling;
            if (event.detail === 0 && next instanceof HTMLElement) next.focus();
            put([person.id]);
          }}>
          <b>{person.name}</b>
          <small>{person.post}</small>
        </button>
      ))}
      {people.length > 1 && (
        <button class="quiet all" onClick={() => put(people.map(({ id }) => id))}>
          全部放上
        </button>
      )}
      <AddPerson tools={tools} />
      {held?.far && (
        <span class="in-hand" style={{ left: `${held.x}px`, top: `${held.y}px` }}>
          {tools.nameOf(held.id)}
        </span>
      )}
    </div>
  );
}

/** Arrow keys go from button to button. */
function rove(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!way || !(event.target instanceof HTMLButtonElement)) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  buttons.at((buttons.indexOf(event.target) + way) % buttons.length)?.focus();
  event.preventDefault();
}

function useOwnWidth(root: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(900);
  useLayoutEffect(() => {
    const element = root.current!;
    const measure = () => setWidth(element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return width;
}

/** As large as the window. The browser's top layer, because JupyterLab's cells clip what is fixed. */
function useBig(root: { current: HTMLElement | null }): [boolean, (big: boolean) => void] {
  const [wanted, setWanted] = useState(false);
  const { drawer } = usePage();
  // On a phone the case file needs the whole screen, and the top layer would hide it.
  const big = wanted && !(drawer && innerWidth < 900);
  useLayoutEffect(() => {
    if (big) root.current?.showPopover();
  }, [big]);
  return [big, setWanted];
}

function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const listen = (event: Event) => setPrinting(event.type === "beforeprint");
    addEventListener("beforeprint", listen);
    addEventListener("afterprint", listen);
    return () => {
      removeEventListener("beforeprint", listen);
      removeEventListener("afterprint", listen);
    };
  }, []);
  return printing;
}
