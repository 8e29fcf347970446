import { optionLetter, optionOfLine } from "../answers";
import { Line } from "../markdown";
import { useName } from "../page";
import { CitationSlot } from "../slot";
import type { ChoiceView } from "../types";
import { Mark } from "../verdicts";
import type { Input } from "./kind";

export const Choice: Input<ChoiceView> = (props) => {
  const { exercise, view, answer, disabled, graded, change } = props;
  const chosen: string[] = answer.chosen ?? [];
  const group = useName();
  const several = view.choose === "several";
  const check = graded.check("chosen", chosen, graded.answer.chosen ?? []);
  const faulted = (check?.reason ?? "").split("\n").map((line) => optionOfLine(line, view.options));
  const choose = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id];
    change({ ...answer, chosen: several ? next : [id] });
  };
  return (
    <div>
      <div class="options" role={several ? "group" : "radiogroup"} aria-label="选项">
        {view.options.map((option, index) => {
          const on = chosen.includes(option.id);
          const isKey = graded.showsKey && check?.key?.includes(option.text);
          const fault = several && on && faulted.includes(index);
          const classes = `option box ${on ? "on" : ""} ${isKey ? "key" : ""} ${fault ? "fault" : ""}`;
          return (
            <label key={option.id} class={classes}>
              <input
                type={several ? "checkbox" : "radio"}
                name={group}
                checked={on}
                disabled={disabled}
                onChange={() => choose(option.id)}
              />
              <span class="letter">{optionLetter(index)}</span>
              <span class="text">
                <Line text={option.text} />
                {isKey && <span class="keyword">正确答案</span>}
                {on && !several && <Mark check={check} />}
                {fault && (
                  <span class="mark bad">
                    <b aria-hidden="true">✗</b> 不该选
                  </span>
                )}
              </span>
            </label>
          );
        })}
      </div>
      {several && chosen.length > 0 && <Mark check={check} />}
      {view.asks_evidence && (
        <div class="tray row">
          <span class="words">证据</span>
          <CitationSlot
            case={exercise.case}
            label="证据"
            value={answer.evidence ?? []}
            disabled={disabled}
            change={(evidence) => change({ ...answer, evidence })}
          />
          <Mark
            check={graded.check("evidence", answer.evidence ?? [], graded.answer.evidence ?? [])}
          />
        </div>
      )}
    </div>
  );
};
