// Beside the drawing: what is said of the card or line chosen, and what was judged of it.
import { Line } from "../../markdown";
import { Places } from "../../place";
import type { Check, MapLine } from "../../types";
import { Mark } from "../../verdicts";
import { CIRCLE_SIGNS, CONTACT_SIGNS, labelOf, penOf, ROLE_SIGNS, STANCE_SIGNS } from "./draw";
import {
  FIELD_LABELS,
  FieldInput,
  lineFields,
  NameField,
  personFields,
  type Tools,
  wordsOf,
} from "./fields";
import { type Card, kindOf, lineKey } from "./model";

interface CardPanelProps {
  tools: Tools;
  card: Card;
  checks: Check[];
}

export function CardPanel({ tools, card, checks }: CardPanelProps) {
  const { view, answer, disabled, act } = tools;
  const { ref, name, post } = card;
  const values: Record<string, unknown> = { ...card.values };
  const own = answer.relations.filter(({ from, to }) => from === ref || to === ref);
  return (
    <>
      <h4>
        {card.unlisted ? <NameField tools={tools} own={ref} value={name} /> : name}
        {post && <small>{post}</small>}
      </h4>
      <Judged tools={tools} checks={checks} />
      {!card.matter &&
        personFields(view).map((field) => (
          <Labelled key={field} tools={tools} field={field} value={values[field]}>
            <FieldInput
              tools={tools}
              field={field}
              owner={name}
              value={values[field]}
              set={(value, typing) =>
                act({ type: "card", ref, change: { [field]: value }, typing })
              }
            />
          </Labelled>
        ))}
      {own.length > 0 && (
        <div class="field">
          <span class="field-label">{own.length} 条线</span>
          <ul class="own-lines">
            {own.map((line) => (
              <li key={lineKey(line)}>
                <button class="quiet" onClick={() => tools.select(lineKey(line))}>
                  <LineWords tools={tools} line={line} />
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {!card.matter && !disabled && (
        <button class="remove" onClick={() => act({ type: "remove", ref })}>
          从图上拿下
        </button>
      )}
    </>
  );
}

interface LabelledProps {
  tools: Tools;
  field: string;
  value: unknown;
  children: preact.ComponentChildren;
}

/** The buttons of a scale carry figures: the words of the chosen one stand beside the label. */
function Labelled({ tools, field, value, children }: LabelledProps) {
  const scale = field === "stance" || field === "influence";
  const words = scale ? labelOf(tools.view, field, value as string) : "";
  return (
    <div class="field">
      <span class="field-label">
        {FIELD_LABELS[field]}
        {words && <b>{words}</b>}
      </span>
      {children}
    </div>
  );
}

export function LineWords({ tools, line }: { tools: Tools; line: MapLine }) {
  const kind = kindOf(tools.view, line.kind)!;
  return (
    <>
      <i class="sign" style={{ "--pen": penOf(tools.view, line.kind).colour }}>
        {kind.sign}
      </i>
      {tools.nameOf(line.from)} {kind.directed ? "→" : "—"} {tools.nameOf(line.to)}
      {line.certainty === "inferred" && <small>推测</small>}
    </>
  );
}

export function LinePanel(props: { tools: Tools; line: MapLine; checks: Check[] }) {
  const { tools, line, checks } = props;
  const { view, disabled, act, nameOf } = tools;
  const key = lineKey(line);
  const values: Record<string, unknown> = { ...line };
  const relate = (change: Partial<MapLine>) => act({ type: "relate", key, change });
  return (
    <>
      <h4>
        <LineWords tools={tools} line={line} />
      </h4>
      <Judged tools={tools} checks={checks} />
      <div class="field">
        <span class="field-label">关系</span>
        <span class="pair-of">
          <KindSelect
            tools={tools}
            value={line.kind}
            label="关系"
            change={(kind) => relate({ kind })}
          />
          {kindOf(view, line.kind)?.directed && !view.matters.length && (
            <button
              disabled={disabled}
              aria-label={`掉个头：改成 ${nameOf(line.to)} → ${nameOf(line.from)}`}
              onClick={() => relate({ from: line.to, to: line.from })}>
              ⇄ 掉头
            </button>
          )}
        </span>
      </div>
      {lineFields(view).map((field) => (
        <Labelled key={field} tools={tools} field={field} value={values[field]}>
          <FieldInput
            tools={tools}
            field={field}
            owner={`${nameOf(line.from)}与${nameOf(line.to)}`}
            value={values[field]}
            set={(value) => relate({ [field]: value })}
          />
        </Labelled>
      ))}
      {!disabled && (
        <button class="remove" onClick={() => act({ type: "erase", key })}>
          擦掉这条线
        </button>
      )}
    </>
  );
}

interface KindProps {
  tools: Tools;
  value: string;
  label: string;
  change(kind: string): void;
}

export function KindSelect({ tools, value, label, change }: KindProps) {
  if (tools.printing) return <span>{kindOf(tools.view, value)?.label}</span>;
  return (
    <select
      aria-label={label}
      disabled={tools.disabled}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}>
      {tools.view.relations.map(({ id, label: words }) => (
        <option key={id} value={id}>
          {words}
        </option>
      ))}
    </select>
  );
}

/** A part of the model answer that the trainee's map has not. */
export function GhostPanel({ tools, card, line }: { tools: Tools; card?: Card; line?: MapLine }) {
  const values = Object.entries<any>({ ...card?.values, ...line });
  const shown = values.filter(([field]) => FIELD_LABELS[field] && field !== "evidence");
  const evidence: string[] = card?.values.evidence ?? line?.evidence ?? [];
  return (
    <>
      <h4>
        {card && card.name}
        {card && <small>{card.post}</small>}
        {line && <LineWords tools={tools} line={line} />}
      </h4>
      <p class="ghost-note">＋ 答案里有，你的图上没有。</p>
      <dl>
        {shown.map(([field, value]) => (
          <div key={field}>
            <dt>{FIELD_LABELS[field]}</dt>
            <dd>{wordsOf(tools.view, field, value)}</dd>
          </div>
        ))}
      </dl>
      <Places case={tools.case} places={evidence} words="依据" />
    </>
  );
}

function Judged({ tools, checks }: { tools: Tools; checks: Check[] }) {
  if (!checks.length) return null;
  return (
    <ul class="judged">
      {checks.map((check) => (
        <li key={check.id}>
          <Mark check={check} /> {check.label.split(" · ").at(-1)}
          {check.reason && (
            <p>
              <Line text={check.reason} />
            </p>
          )}
          {check.misconception && (
            <details>
              <summary>误区：{check.misconception.name}</summary>
              <p>{check.misconception.lesson}</p>
            </details>
          )}
          {check.key && check.verdict !== "right" && (
            <p>
              <b>答案</b> <Line text={check.key} />
            </p>
          )}
          <Places case={tools.case} places={check.where} words="去看" />
        </li>
      ))}
    </ul>
  );
}

const SIGNS = [
  ["roles", ROLE_SIGNS],
  ["stance", STANCE_SIGNS],
  ["circle", CIRCLE_SIGNS],
  ["contact", CONTACT_SIGNS],
] as const;

/** Nothing chosen: how to draw, and what the signs stand for. */
export function Guide({ tools, keyboard }: { tools: Tools; keyboard: boolean }) {
  const { view } = tools;
  const last = view.relations.length;
  return (
    <>
      {!tools.disabled && (
        <ul class="how">
          <li>把人拖到图上，或点一下名字。点图上的人，填他的情况。</li>
          <li>先点一种线，再依次点两个人（拖过去也行）。没标把握的算已证实。</li>
          {view.matters.length > 0 && <li>线从人连到事；画反了会自动掉过来。</li>}
          {keyboard && (
            <li>
              键盘：方向键换人，<kbd>1</kbd>–<kbd>{last}</kbd> 起线，方向键选人，回车画上；
              <kbd>L</kbd> 走到线上，<kbd>Shift</kbd>＋方向键挪，<kbd>Delete</kbd> 删。
            </li>
          )}
        </ul>
      )}
      <dl class="signs">
        {SIGNS.filter(([field]) => view.dimensions.includes(field)).map(([field, signs]) => (
          <div key={field}>
            <dt>{FIELD_LABELS[field]}</dt>
            <dd>
              {view.options[field]?.map(({ id, label }) => (
                <span key={id}>
                  <b>{signs[id] ?? "？"}</b>{" "}
                  {label.replace(/^[−+-]?\d+\s/, "").replace(/的人$/, "")}
                </span>
              ))}
            </dd>
          </div>
        ))}
        <div>
          <dt>虚线</dt>
          <dd>推测</dd>
        </div>
      </dl>
    </>
  );
}
