// Rows the trainee adds to a table: two paragraphs that do not fit together, and a ruling.
import { Segmented, Select } from "../controls";
import { CitationSlot } from "../slot";
import type { Pair, TableView } from "../types";
import type { InputProps } from "./kind";

type Props = InputProps<TableView> & { added: NonNullable<TableView["added"]> };

export function AddedRows({ exercise, answer, disabled, change, added }: Props) {
  const pairs: Pair[] = answer.added?.length ? answer.added : [{ a: "", b: "", ruling: "" }];
  const set = (index: number, part: Partial<Pair>) =>
    change({
      ...answer,
      added: pairs.map((pair, at) => (at === index ? { ...pair, ...part } : pair)),
    });
  const Ruling = added.rulings.length <= 4 ? Segmented : Select;
  return (
    <fieldset class="added">
      <legend>{added.label}</legend>
      {pairs.map((pair, index) => (
        <div class="pair box" key={index}>
          <b class="place">{index + 1}</b>
          <div class="sides">
            {(["a", "b"] as const).map((side) => (
              <div class="side" key={side}>
                <span class="words">{side === "a" ? "这一段" : "和这一段"}</span>
                <CitationSlot
                  case={exercise.case}
                  label={`第 ${index + 1} 对${side === "a" ? "第一段" : "第二段"}`}
                  value={pair[side] ? [pair[side]] : []}
                  limit={1}
                  disabled={disabled}
                  change={(cited) => set(index, { [side]: cited[0] ?? "" })}
                />
              </div>
            ))}
            <div class="side">
              <span class="words">信哪一段</span>
              <Ruling
                label="裁决"
                options={added.rulings}
                value={pair.ruling || undefined}
                disabled={disabled}
                change={(ruling) => set(index, { ruling: String(ruling ?? "") })}
              />
            </div>
          </div>
          {pairs.length > 1 && !disabled && (
            <button
              class="quiet"
              aria-label={`去掉第 ${index + 1} 对`}
              onClick={() => change({ ...answer, added: pairs.filter((_, at) => at !== index) })}>
              去掉
            </button>
          )}
        </div>
      ))}
      {pairs.length < added.limit && !disabled && (
        <button
          class="chip add"
          onClick={() => change({ ...answer, added: [...pairs, { a: "", b: "", ruling: "" }] })}>
          ＋再添一对
        </button>
      )}
    </fieldset>
  );
}
