// Inputs that several kinds of exercise share.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { moved, toggleLabel } from "./answers";
import { Line } from "./markdown";
import { useName } from "./page";
import type { Id, Item, Option } from "./types";

/** "−2 暗中或公开阻挠" is drawn as −2 where room is short; the whole label is its title. */
export function shortLabel(label: string): string {
  return /^([−+-]?\d+)\s/.exec(label)?.[1] ?? label;
}

interface PickProps {
  label: string;
  options: Option[];
  value: Id | undefined;
  disabled?: boolean;
  change(value: Id | undefined): void;
}

/** Roughly the width of the buttons in a row: a Hanzi is 14 px, a figure about half of it. */
export function segmentedWidth(options: Option[]): number {
  const width = (label: string) =>
    [...label].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2fff ? 14 : 8.5), 19);
  return Math.ceil(options.reduce((sum, option) => sum + width(shortLabel(option.label)), 2));
}

/** One of a few: buttons in a row. Choosing the chosen one again, or Delete, clears it. */
export function Segmented({ label, options, value, disabled, change }: PickProps) {
  const group = useName();
  return (
    <div
      class="segmented"
      role="radiogroup"
      aria-label={label}
      style={{ "--row": `${segmentedWidth(options)}px` }}>
      {options.map((option) => {
        const chosen = option.id === value;
        return (
          <label key={option.id} class={chosen ? "on" : ""} title={option.label}>
            <input
              type="radio"
              name={group}
              checked={chosen}
              disabled={disabled}
              aria-label={option.label}
              onChange={() => change(option.id)}
              onClick={() => chosen && change(undefined)}
              onKeyDown={(event) => {
                if (event.key === "Delete" || event.key === "Backspace") change(undefined);
              }}
            />
            <span>{shortLabel(option.label)}</span>
          </label>
        );
      })}
    </div>
  );
}

export function Select({ label, options, value, disabled, change }: PickProps) {
  const at = options.findIndex((option) => option.id === value);
  return (
    <select
      aria-label={label}
      disabled={disabled}
      value={String(at)}
      onChange={(event) => change(options[Number(event.currentTarget.value)]?.id)}>
      <option value="-1">请选择</option>
      {options.map((option, index) => (
        <option key={option.id} value={String(index)}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface ChipsProps {
  label: string;
  options: Option[];
  value: Id[];
  disabled?: boolean;
  toggle(id: Id): void;
}

/** Several of a few, all in sight. */
export function Chips({ label, options, value, disabled, toggle }: ChipsProps) {
  return (
    <div class="chips" role="group" aria-label={label}>
      {options.map(({ id, label: words }) => {
        const on = value.includes(id);
        return (
          <label key={id} class={on ? "chip on" : "chip"}>
            <input type="checkbox" checked={on} disabled={disabled} onChange={() => toggle(id)} />
            {words}
          </label>
        );
      })}
    </div>
  );
}

interface SetProps {
  label: string;
  options: Option[];
  value: Id[];
  disabled?: boolean;
  change(value: Id[]): void;
}

/** Several of many: the chosen as chips, all of them in a popover. */
export function SetPicker({ label, options, value, disabled, change }: SetProps) {
  const popover = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const pick = (id: Id) => change(toggleLabel(value, id));
  const place = () => {
    const panel = popover.current;
    const box = opener.current?.getBoundingClientRect();
    if (!panel || !box) return;
    const left = Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8));
    const below = box.bottom + 6;
    const fits = below + panel.offsetHeight < innerHeight;
    const top = fits ? below : Math.max(8, box.top - panel.offsetHeight - 6);
    panel.style.setProperty("--left", `${left}px`);
    panel.style.setProperty("--top", `${top}px`);
  };
  const toggle = () => {
    popover.current?.togglePopover();
    place();
  };
  return (
    <div class="set row">
      {options
        .filter((option) => value.includes(option.id))
        .map((option) => (
          <button
            key={option.id}
            class="chip on"
            disabled={disabled}
            aria-label={`去掉 ${option.label}`}
            onClick={() => pick(option.id)}>
            {option.label} <i aria-hidden="true">×</i>
          </button>
        ))}
      <button
        ref={opener}
        class="chip add"
        disabled={disabled}
        aria-expanded={open}
        aria-label={`选${label}`}
        onClick={toggle}>
        ＋{label}
      </button>
      <div
        ref={popover}
        popover="auto"
        class="popover"
        role="group"
        aria-label={label}
        onToggle={(event) => setOpen(event.newState === "open")}>
        <Chips label={label} options={options} value={value} toggle={pick} />
        <button
          class="quiet"
          onClick={() => {
            popover.current?.hidePopover();
            opener.current?.focus();
          }}>
          完成
        </button>
      </div>
    </div>
  );
}

interface FigureProps {
  label: string;
  unit?: string;
  value: string | number | undefined;
  placeholder?: string;
  disabled?: boolean;
  change(value: string): void;
}

/** A figure as people type it: 3,200万, 12.5%. */
export function Figure({ label, unit, value, placeholder, disabled, change }: FigureProps) {
  return (
    <span class="figure">
      <input
        type="text"
        inputMode="text"
        autoComplete="off"
        maxLength={60}
        aria-label={unit ? `${label}（${unit}）` : label}
        placeholder={placeholder}
        disabled={disabled}
        value={value ?? ""}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {unit && <span class="unit words">{unit}</span>}
    </span>
  );
}

interface SortableProps {
  items: Item[];
  disabled?: boolean;
  change(items: Item[]): void;
  extra?(item: Item): ComponentChildren;
}

const STEPS = [
  ["↑", "上移", -1],
  ["↓", "下移", 1],
] as const;

/** A list put in order by dragging (mouse, pen, finger), by buttons or by arrow keys. */
export function Sortable({ items, disabled, change, extra }: SortableProps) {
  const list = useRef<HTMLOListElement>(null);
  const [held, setHeld] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const move = (from: number, to: number) => {
    if (to < 0 || to >= items.length || from === to) return;
    change(moved(items, from, to));
    setSaid(`已移到第 ${to + 1} 位`);
  };
  const drag = (event: PointerEvent) => {
    const from = items.findIndex((item) => item.id === held);
    if (from < 0 || !list.current) return;
    const rows = [...list.current.children].map((row) => row.getBoundingClientRect());
    // A neighbour gives way when the pointer has passed its middle.
    let to = from;
    while (to > 0 && event.clientY < middle(rows[to - 1])) to -= 1;
    while (to < rows.length - 1 && event.clientY > middle(rows[to + 1])) to += 1;
    move(from, to);
  };
  const keys = (event: KeyboardEvent, index: number) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(index, index + step);
  };
  return (
    <>
      <ol class="sortable" ref={list}>
        {items.map((item, index) => (
          <li key={item.id} class={held === item.id ? "box held" : "box"}>
            <button
              class="handle bare"
              disabled={disabled}
              aria-label={`第 ${index + 1} 位：${item.text}。用上下方向键移动`}
              onKeyDown={(event) => keys(event, index)}
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                setHeld(item.id);
              }}
              onPointerMove={drag}
              onPointerUp={() => setHeld(null)}
              onPointerCancel={() => setHeld(null)}>
              <span aria-hidden="true">⠿</span>
            </button>
            <b class="place">{index + 1}</b>
            <span class="text">
              <Line text={item.text} />
            </span>
            <span class="moves">
              {STEPS.map(([sign, words, step]) => (
                <button
                  key={sign}
                  disabled={disabled || !items[index + step]}
                  aria-label={words}
                  onClick={() => move(index, index + step)}>
                  {sign}
                </button>
              ))}
              {extra?.(item)}
            </span>
          </li>
        ))}
      </ol>
      <p class="unseen" aria-live="polite">
        {said}
      </p>
    </>
  );
}

function middle(box: DOMRect | undefined): number {
  return box ? box.top + box.height / 2 : 0;
}
