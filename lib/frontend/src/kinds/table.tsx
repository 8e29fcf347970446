import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { coverage, firstStageDone, hasSecondStage, isEmpty, withCell } from "../answers";
import { Figure, Segmented, Select, SetPicker, shortLabel } from "../controls";
import { openPlace } from "../dossier";
import { CitationSlot } from "../slot";
import type { Column, Row, TableView } from "../types";
import { Mark } from "../verdicts";
import { AddedRows } from "./added";
import type { Input, InputProps } from "./kind";

export const Table: Input<TableView> = (props) => {
  const { exercise, view, answer, graded } = props;
  const [revealed, setRevealed] = useState(hasSecondStage(view, answer));
  const wide = useWide();
  const columns = view.columns.filter((column) => revealed || column.stage !== 2);
  const shown = { ...props, columns, locked: revealed && graded.result === null };
  const twice = view.columns.some((column) => column.stage === 2);
  return (
    <div>
      {view.rows.length > 0 && (wide ? <Grid {...shown} /> : <Accordion {...shown} />)}
      {view.rows.length > 0 && <Legend columns={columns} />}
      {twice && !revealed && (
        <p class="next-stage">
          <button
            class="primary"
            disabled={!firstStageDone(view, answer)}
            onClick={() => {
              setRevealed(true);
              if (view.reveal) {
                openPlace({ case: exercise.case, tab: "documents", document: view.reveal });
              }
            }}>
            读完新文档，再判断一次
          </button>
          <span class="reason">
            {firstStageDone(view, answer)
              ? "打开以后，第一次的判断就定下来了。"
              : "先把第一次的判断填完。"}
          </span>
        </p>
      )}
      {view.added && <AddedRows {...props} added={view.added} />}
    </div>
  );
};

/** Room for a real table: a laptop's width. */
function useWide(): boolean {
  const query = "(min-width: 900px)";
  const [wide, setWide] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const listen = () => setWide(media.matches);
    media.addEventListener("change", listen);
    return () => media.removeEventListener("change", listen);
  }, []);
  return wide;
}

interface ShownProps extends InputProps<TableView> {
  columns: Column[];
  locked: boolean;
}

/** A table that needs no sideways scrolling is not boxed in: its header then sticks to the page. */
function useFit(columns: number) {
  const box = useRef<HTMLDivElement>(null);
  const [fits, setFits] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () =>
      setFits((element.firstElementChild?.scrollWidth ?? 0) <= element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [columns]);
  return { box, fits };
}

function Grid(props: ShownProps) {
  const { view, columns, exercise } = props;
  const { box, fits } = useFit(columns.length);
  return (
    <div
      class={fits ? "grid fits" : "grid"}
      ref={box}
      tabIndex={fits ? -1 : 0}
      role="region"
      aria-label={exercise.title}>
      <table>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column.id} scope="col" class={`column-${column.type}`}>
                {column.label}
                {column.unit && <small>（{column.unit}）</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <RowName label={row.label} />
              </th>
              {columns.map((column) => (
                <td key={column.id} class={`column-${column.type}`}>
                  <Cell {...props} row={row} column={column} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Accordion(props: ShownProps) {
  const { view, columns, answer } = props;
  return (
    <div class="accordion">
      {view.rows.map((row, index) => {
        const { answered, total } = coverage(
          { kind: "table", view: { columns, rows: [row] } },
          answer,
        );
        return (
          <details key={row.id} open={index === 0}>
            <summary>
              <RowName label={row.label} />
              <span class={answered === total ? "count full" : "count"}>
                {answered === total ? "已填" : `${answered}/${total}`}
              </span>
            </summary>
            {columns
              .filter((column) => !row.skip?.includes(column.id))
              .map((column) => (
                <div class="field" key={column.id}>
                  <span class="field-label">{column.label}</span>
                  <Cell {...props} row={row} column={column} />
                </div>
              ))}
          </details>
        );
      })}
    </div>
  );
}

function RowName({ label }: { label: string }) {
  const match = /^(\S{2,4}) (.+)$/.exec(label);
  if (!match) return <span class="row-name">{label}</span>;
  return (
    <span class="row-name">
      <b>{match[1]}</b> <small>{match[2]}</small>
    </span>
  );
}

function Cell(props: ShownProps & { row: Row; column: Column }) {
  const { exercise, answer, disabled, graded, change, row, column, locked } = props;
  if (row.skip?.includes(column.id)) return <span class="skip">不问</span>;
  const value = answer.rows?.[row.id]?.[column.id];
  const options = column.options ?? [];
  const shared = {
    label: column.label,
    options,
    disabled: disabled || (locked && column.stage === 1),
    change: (next: unknown) => change(withCell(answer, row.id, column.id, next)),
  };
  const fewWords = options.map((option) => shortLabel(option.label)).join("").length <= 18;
  const check = graded.check(
    `${row.id}.${column.id}`,
    value,
    graded.answer.rows?.[row.id]?.[column.id],
  );
  return (
    <div class="cell">
      {column.type === "set" && <SetPicker {...shared} value={value ?? []} />}
      {column.type === "number" && <Figure {...shared} unit={column.unit} value={value} />}
      {column.type === "evidence" && (
        <CitationSlot
          {...shared}
          label={`${row.label} · ${column.label}`}
          case={exercise.case}
          value={value ?? []}
        />
      )}
      {(column.type === "label" || column.type === "ordinal") &&
        (column.type === "ordinal" || (options.length <= 4 && fewWords) ? (
          <Segmented {...shared} value={value} />
        ) : (
          <Select {...shared} value={value} />
        ))}
      {(!isEmpty(value) || check?.verdict === "missing") && <Mark check={check} />}
    </div>
  );
}

/** What the short signs of a scale stand for. */
function Legend({ columns }: { columns: Column[] }) {
  const scales = columns.filter(
    (column) =>
      column.type === "ordinal" &&
      column.options?.some((option) => shortLabel(option.label) !== option.label),
  );
  return (
    <>
      {scales.map((column) => (
        <p key={column.id} class="legend">
          <b>{column.label}</b> {column.options?.map((option) => option.label).join(" · ")}
        </p>
      ))}
    </>
  );
}
