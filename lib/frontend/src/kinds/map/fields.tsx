// The inputs for what is said of a person or a line: the same in the panel and in the tables.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { toggleLabel } from "../../answers";
import { citationLabel } from "../../citations";
import { Chips, Segmented, Select, SetPicker } from "../../controls";
import { useName } from "../../page";
import { CitationSlot } from "../../slot";
import type { MapAnswer, MapView } from "../../types";
import { labelOf } from "./draw";
import { type Action, LONGEST_NAME } from "./model";

export interface Tools {
  case: string;
  view: MapView;
  answer: MapAnswer;
  disabled: boolean;
  /** On paper there are words in place of inputs. */
  printing: boolean;
  /** Makes the move; false when it was refused, which has then been said. */
  act(action: Action): boolean;
  select(key: string): void;
  say(words: string): void;
  nameOf(ref: string): string;
  /** Puts somebody outside the list on the map. */
  add(name: string, placeholder: boolean): boolean;
}

export const FIELD_LABELS: Record<string, string> = {
  roles: "角色",
  stance: "对我方立场",
  influence: "影响力",
  circle: "圈层",
  faction: "派系",
  contact: "接触程度",
  certainty: "把握",
  ruling: "来源打架时凭什么",
  evidence: "证据",
};

export function personFields(view: MapView): string[] {
  if (!view.dimensions.length) return [];
  return [...view.dimensions, ...sureFields(view)];
}

export function lineFields(view: MapView): string[] {
  const [certainty, ...evidence] = sureFields(view);
  return [certainty!, ...(view.rulings.length ? ["ruling"] : []), ...evidence];
}

const sureFields = (view: MapView) => ["certainty", ...(view.asks_evidence ? ["evidence"] : [])];

/** The words for what was answered. */
export function wordsOf(view: MapView, field: string, value: any): string {
  if (field === "evidence") return (value ?? []).map(citationLabel).join("、");
  return [value ?? []]
    .flat()
    .map((id) => labelOf(view, field, id) || String(id))
    .join("、");
}

interface FieldProps {
  tools: Tools;
  field: string;
  /** Whose field it is. */
  owner: string;
  value: any;
  /** In a cell of a table there is less room. */
  compact?: boolean;
  set(value: any, typing?: string): void;
}

export function FieldInput({ tools, field, owner, value, compact, set }: FieldProps) {
  const { view, disabled, answer } = tools;
  if (tools.printing) return <span>{wordsOf(view, field, value)}</span>;
  const shared = { label: FIELD_LABELS[field]!, disabled };
  if (field === "evidence") {
    return (
      <CitationSlot
        {...shared}
        label={`${owner} · 证据`}
        case={tools.case}
        value={value ?? []}
        change={set}
      />
    );
  }
  if (field === "faction") {
    const known = new Set([...answer.people, ...answer.unlisted].map((each) => each.faction ?? ""));
    return (
      <TextField
        label={`${owner} · 派系`}
        value={value ?? ""}
        disabled={disabled}
        suggestions={[...known].filter(Boolean)}
        change={(typed) => set(typed, `${owner}.faction`)}
      />
    );
  }
  const options = (field === "ruling" ? view.rulings : view.options[field]) ?? [];
  if (field === "roles") {
    const chosen = value ?? [];
    return compact ? (
      <SetPicker {...shared} options={options} value={chosen} change={set} />
    ) : (
      <Chips
        {...shared}
        options={options.map(({ id, label }) => ({ id, label: label.replace(/的人$/, "") }))}
        value={chosen}
        toggle={(id) => set(toggleLabel(chosen, id))}
      />
    );
  }
  const One = compact || field === "ruling" ? Select : Segmented;
  return <One {...shared} options={options} value={value} change={set} />;
}

interface TextProps {
  label: string;
  value: string;
  disabled: boolean;
  suggestions?: string[];
  change(typed: string): void;
}

function TextField({ label, value, disabled, suggestions = [], change }: TextProps) {
  const input = useRef<HTMLInputElement>(null);
  const list = useName();
  // The answer holds the trimmed words: a space being typed must not be taken away.
  useLayoutEffect(() => {
    if (input.current && input.current.value.trim() !== value) input.current.value = value;
  }, [value]);
  return (
    <>
      <input
        ref={input}
        type="text"
        list={list}
        autoComplete="off"
        aria-label={label}
        maxLength={LONGEST_NAME}
        disabled={disabled}
        onInput={(event) => !event.isComposing && change(event.currentTarget.value.trim())}
        onChange={(event) => change(event.currentTarget.value.trim())}
      />
      <datalist id={list}>
        {suggestions.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </>
  );
}

const KINDS_OF_ADDED = [
  { placeholder: false, words: "名单外的人", asked: "名字" },
  { placeholder: true, words: "此处应有人", asked: "职务，如：分管副行长" },
];

/** The buttons for somebody whom the list does not have, and for a seat whose holder is unknown. */
export function AddPerson({ tools }: { tools: Tools }) {
  const [open, setOpen] = useState<(typeof KINDS_OF_ADDED)[number] | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const last = useRef(open);
  useLayoutEffect(() => {
    if (open) input.current?.focus();
    else if (last.current) opener.current?.focus();
    last.current = open;
  }, [open]);
  if (!tools.view.unlisted || tools.disabled) return null;
  const add = () => {
    if (open && tools.add(input.current?.value ?? "", open.placeholder)) setOpen(null);
  };
  if (!open) {
    return (
      <>
        {KINDS_OF_ADDED.map((kind) => (
          <button
            key={kind.words}
            ref={kind === last.current ? opener : undefined}
            class="chip add"
            onClick={() => setOpen(kind)}>
            ＋{kind.words}
          </button>
        ))}
      </>
    );
  }
  return (
    <span class="add-person">
      <input
        ref={input}
        type="text"
        maxLength={LONGEST_NAME}
        autoComplete="off"
        aria-label={`${open.words}：${open.asked}`}
        placeholder={open.asked}
        onKeyDown={(event) => {
          // Enter that ends an input method's word is not yet the name.
          if (event.isComposing || event.keyCode === 229) return;
          if (event.key === "Enter") add();
          else if (event.key === "Escape") setOpen(null);
          else return;
          // The focus goes back to the button: this key must neither press it nor reach the map.
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <button onClick={add}>加上</button>
      <button class="quiet" onClick={() => setOpen(null)}>
        取消
      </button>
    </span>
  );
}

/** The name of somebody added, to be mended. */
export function NameField({ tools, own, value }: { tools: Tools; own: string; value: string }) {
  const [typed, setTyped] = useState(value);
  useLayoutEffect(() => setTyped(value), [value]);
  return (
    <input
      type="text"
      aria-label="名字"
      maxLength={LONGEST_NAME}
      autoComplete="off"
      disabled={tools.disabled}
      value={typed}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={() => {
        if (!tools.act({ type: "card", ref: own, change: { name: typed } })) setTyped(value);
      }}
    />
  );
}
