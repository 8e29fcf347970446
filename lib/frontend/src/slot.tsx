// Where a judgement cites paragraphs: 「＋引用段落」 opens the dossier, a click there fills it.
import { useEffect } from "preact/hooks";
import { citationLabel, documentOf, toggleCitation } from "./citations";
import { openPlace } from "./dossier";
import { update, useName, usePage } from "./page";
import { PlaceChip } from "./place";

interface Props {
  case: string;
  label: string;
  value: string[];
  limit?: number;
  disabled?: boolean;
  change(value: string[]): void;
}

export function CitationSlot({ case: caseId, label, value, limit, disabled, change }: Props) {
  const id = useName();
  const { target } = usePage();
  const active = target?.id === id;
  const aim = () =>
    update({
      target: {
        id,
        label,
        cited: value,
        toggle: (paragraph) => change(toggleCitation(value, paragraph, limit)),
      },
    });
  // While this slot is aimed at, the dossier must see what it holds now.
  useEffect(() => {
    if (active) aim();
  }, [active, JSON.stringify(value)]);
  useEffect(() => () => void (globalThis.__kabook?.state.target?.id === id && stop()), []);
  const show = (paragraph: string) => {
    const document = documentOf(paragraph) || undefined;
    openPlace({ case: caseId, tab: "documents", document, paragraph });
  };
  return (
    <div class={active ? "slot row on" : "slot row"}>
      {value.map((paragraph) => (
        <span key={paragraph} class="cited">
          <PlaceChip class="bare" case={caseId} place={paragraph} />
          {!disabled && (
            <button
              class="bare"
              aria-label={`去掉 ${citationLabel(paragraph)}`}
              onClick={() => change(value.filter((each) => each !== paragraph))}>
              ×
            </button>
          )}
        </span>
      ))}
      {!disabled && (
        <button
          class="chip add"
          aria-pressed={active}
          aria-label={`${label}：引用段落`}
          onClick={() => {
            if (active) return stop();
            aim();
            show(value.at(-1) ?? "");
          }}>
          {active ? "完成" : "＋引用段落"}
        </button>
      )}
    </div>
  );
}

export function stop(): void {
  update({ target: null });
}
