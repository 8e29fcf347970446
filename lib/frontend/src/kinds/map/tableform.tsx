// The same map as two tables: for screen readers, for phones, and below the printed drawing.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import {
  AddPerson,
  FIELD_LABELS,
  FieldInput,
  lineFields,
  personFields,
  type Tools,
} from "./fields";
import { cardsOf, lineKey } from "./model";
import { KindSelect } from "./panel";

interface Props {
  tools: Tools;
  small: boolean;
}

interface TableRow {
  key: string;
  head: ComponentChildren;
  sum: string;
  cells: { label: string; input: ComponentChildren; name?: string }[];
}

/** A table where there is room for one, else a list that folds. */
function Rows({ name, columns, rows, small }: RowsProps) {
  if (small) {
    return (
      <div class="accordion" role="group" aria-label={name}>
        {rows.map(({ key, head, sum, cells }) => (
          <details key={key}>
            <summary>
              <span class="row-name">{head}</span>
              <span class="count">{sum}</span>
            </summary>
            {cells.map(({ label, input }) => (
              <div class="field" key={label}>
                <span class="field-label">{label}</span>
                {input}
              </div>
            ))}
          </details>
        ))}
      </div>
    );
  }
  return (
    <div class="grid" role="region" aria-label={name} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <td />
            {columns.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, head, cells }) => (
            <tr key={key}>
              <th scope="row" class="row-name">
                {head}
              </th>
              {cells.map(({ label, input, name: field }) => (
                <td key={label} class={field}>
                  {input}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowsProps {
  name: string;
  columns: string[];
  rows: TableRow[];
  small: boolean;
}

export function TableForm({ tools, small }: Props) {
  return (
    <div class="table-form">
      <h4>人</h4>
      <People tools={tools} small={small} />
      <p class="chips">
        <AddPerson tools={tools} />
      </p>
      <h4>关系</h4>
      <Relations tools={tools} small={small} />
      {!tools.disabled && <NewLine tools={tools} />}
    </div>
  );
}

function People({ tools, small }: Props) {
  const { view, answer, disabled, act } = tools;
  const fields = personFields(view);
  const cards = cardsOf(view, answer).filter(({ matter }) => !matter);
  const tray = view.people.map(({ id, name, post }) => ({
    ...{ ref: id, name, post, values: {}, unlisted: false },
    ...cards.find((card) => card.ref === id),
    on: cards.some((card) => card.ref === id),
  }));
  const added = cards.filter(({ unlisted }) => unlisted).map((card) => ({ ...card, on: true }));
  const rows = [...tray, ...added].map(({ ref, name, post, values, unlisted, on }): TableRow => {
    const filled: Record<string, unknown> = { ...values };
    const put = () => act(on ? { type: "remove", ref } : { type: "put", ids: [ref] });
    return {
      key: ref,
      head: (
        <>
          <b>{name}</b> <small>{post}</small>
        </>
      ),
      sum: on ? `在图上 ${Object.keys(filled).length}/${fields.length}` : "",
      cells: [
        {
          label: "在图上",
          input: (
            <label class="on-map">
              <input
                type="checkbox"
                checked={on}
                disabled={disabled}
                aria-label={`${name} 在图上`}
                onChange={put}
              />
              {unlisted ? "名单外" : ""}
            </label>
          ),
        },
        ...fields.map((field) => ({
          label: FIELD_LABELS[field]!,
          name: `of-${field}`,
          input: on && (
            <FieldInput
              tools={tools}
              field={field}
              owner={name}
              value={filled[field]}
              compact={!small}
              set={(value, typing) =>
                act({ type: "card", ref, change: { [field]: value }, typing })
              }
            />
          ),
        })),
      ],
    };
  });
  const columns = ["在图上", ...fields.map((field) => FIELD_LABELS[field]!)];
  return <Rows name="人" columns={columns} rows={rows} small={small} />;
}

function Relations({ tools, small }: Props) {
  const { view, answer, disabled, act, nameOf } = tools;
  const fields = lineFields(view);
  const rows = answer.relations.map((line): TableRow => {
    const key = lineKey(line);
    const relate = (change: object) => act({ type: "relate", key, change });
    const directed = view.relations.find(({ id }) => id === line.kind)?.directed;
    const values: Record<string, unknown> = { ...line };
    return {
      key,
      head: `${nameOf(line.from)} ${directed ? "→" : "—"} ${nameOf(line.to)}`,
      sum: view.relations.find(({ id }) => id === line.kind)?.label ?? "",
      cells: [
        {
          label: "关系",
          input: (
            <span class="pair-of">
              <KindSelect
                tools={tools}
                value={line.kind}
                label={`${nameOf(line.from)}到${nameOf(line.to)}的关系`}
                change={(kind) => relate({ kind })}
              />
              {directed && !view.matters.length && !disabled && (
                <button
                  aria-label={`掉头：改成 ${nameOf(line.to)} → ${nameOf(line.from)}`}
                  onClick={() => relate({ from: line.to, to: line.from })}>
                  ⇄
                </button>
              )}
            </span>
          ),
        },
        ...fields.map((field) => ({
          label: FIELD_LABELS[field]!,
          name: `of-${field}`,
          input: (
            <FieldInput
              tools={tools}
              field={field}
              owner={`${nameOf(line.from)}与${nameOf(line.to)}`}
              value={values[field]}
              compact={!small}
              set={(value) => relate({ [field]: value })}
            />
          ),
        })),
        {
          label: "去掉",
          input: !disabled && (
            <button
              class="quiet"
              aria-label={`去掉 ${nameOf(line.from)} 到 ${nameOf(line.to)} 的线`}
              onClick={() => act({ type: "erase", key })}>
              去掉
            </button>
          ),
        },
      ],
    };
  });
  if (!rows.length) return <p class="note">还没有线。</p>;
  const columns = ["关系", ...fields.map((field) => FIELD_LABELS[field]!), disabled ? "" : "去掉"];
  return <Rows name="关系" columns={columns} rows={rows} small={small} />;
}

function NewLine({ tools }: { tools: Tools }) {
  const { view, answer, act, say } = tools;
  const [ends, setEnds] = useState({ from: "", to: "" });
  const [kind, setKind] = useState(view.relations[0]!.id);
  const cards = cardsOf(view, answer);
  const draw = () => {
    if (!ends.from || !ends.to) return say("先选两头各是谁。");
    if (act({ type: "line", kind, ...ends })) setEnds({ from: "", to: "" });
  };
  const end = (side: "from" | "to", label: string) => (
    <select
      aria-label={label}
      value={ends[side]}
      onChange={(event) => setEnds({ ...ends, [side]: event.currentTarget.value })}>
      <option value="">{label}</option>
      {cards.map(({ ref, name }) => (
        <option key={ref} value={ref}>
          {name}
        </option>
      ))}
    </select>
  );
  return (
    <p class="new-line">
      {end("from", "从谁")}
      <KindSelect tools={tools} value={kind} label="新线的关系" change={setKind} />
      {end("to", "到谁")}
      <button onClick={draw}>加上这条线</button>
    </p>
  );
}
