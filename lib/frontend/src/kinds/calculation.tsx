import { toggleLabel } from "../answers";
import { Chips, Figure } from "../controls";
import type { CalculationView, Check } from "../types";
import { Mark } from "../verdicts";
import type { Input } from "./kind";

export const Calculation: Input<CalculationView> = (props) => {
  const { view, answer, disabled, graded, change } = props;
  const { values = {}, rate = {}, low, high } = answer;
  const then = graded.answer;
  const set = (part: object) => change({ ...answer, ...part });
  const setRate = (part: object) => set({ rate: { ...rate, ...part } });
  const figure = (
    label: string,
    value: string,
    type: (typed: string) => void,
    unit?: string,
    placeholder = label,
  ) => <Figure {...{ label, value, unit, placeholder, disabled }} change={type} />;
  return (
    <ol class="steps">
      {view.steps.map(({ id, label, unit }) => (
        <Step key={id} label={label} check={graded.check(id, values[id], then.values?.[id])}>
          {figure(
            label,
            values[id],
            (typed) => set({ values: { ...values, [id]: typed } }),
            unit,
            "",
          )}
        </Step>
      ))}
      {view.interval && (
        <Step
          label={view.interval.label}
          check={graded.check("interval", [low, high], [then.low, then.high])}>
          {figure("下限", low, (typed) => set({ low: typed }))}至
          {figure("上限", high, (typed) => set({ high: typed }), view.interval.unit)}
        </Step>
      )}
      {view.rate && (
        <Step label={view.rate.label} check={graded.check("rate", answer.rate, then.rate)}>
          {figure("分子", rate.numerator, (numerator) => setRate({ numerator }))}÷
          {figure("分母", rate.denominator, (denominator) => setRate({ denominator }))}
        </Step>
      )}
      {view.rate && view.rate.options.length > 0 && (
        <li class="excluded">
          <span>哪些不算进去</span>
          <Chips
            label="不算进去的"
            options={view.rate.options}
            value={rate.excluded ?? []}
            disabled={disabled}
            toggle={(id) => setRate({ excluded: toggleLabel(rate.excluded ?? [], id) })}
          />
        </li>
      )}
    </ol>
  );
};

function Step(props: { label: string; check: Check | undefined; children: any }) {
  return (
    <li role="group" aria-label={props.label}>
      <span class="step-label">{props.label}</span>
      <span class="figures-of-step">{props.children}</span>
      <Mark check={props.check} />
    </li>
  );
}
