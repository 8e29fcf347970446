import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { coverage, firstStageDone, hasSecondStage, isEmpty, withCell } from "../answers";
import { Figure, Segmented, segmentedWidth, Select, SetPicker, shortLabel } from "../controls";
import { openPlace } from "../dossier";
import { recall, remember } from "../memory";
import { keepInSight } from "../sight";
import { CitationSlot } from "../slot";
import type { Column, Row, TableView } from "../types";
import { Mark } from "../verdicts";
import { AddedRows } from "./added";
import type { Input, InputProps } from "./kind";

export const Table: Input<TableView> = (props) => {
  const { exercise, view, answer, trainee, attempts } = props;
  const box = useRef<HTMLDivElement>(null);
  const memory = `kabook:${trainee}:${exercise.id}:opened`;
  const [revealed, setRevealed] = useState(
    () => hasSecondStage(view, answer) || recall(memory) !== null,
  );
  const wide = useWide();
  const columns = view.columns.filter((column) => revealed || column.stage !== 2);
  const shown = { ...props, columns, locked: revealed && attempts === 0 };
  const twice = view.columns.some((column) => column.stage === 2);
  const reveal = () => {
    setRevealed(true);
    remember(memory, "1");
    // The button goes away: the table takes the focus that the drawer gives back.
    box.current?.focus({ preventScroll: true });
    if (view.reveal) openPlace({ case: exercise.case, tab: "documents", document: view.reveal });
    if (box.current) keepInSight(box.current);
  };
  return (
    <div class="staged" ref={box} tabIndex={-1}>
      {view.rows.length > 0 && (wide ? <Grid {...shown} /> : <Accordion {...shown} />)}
      {view.rows.length > 0 && <Legend columns={columns} />}
      {twice && !revealed && (
        <p class="next-stage row">
          <button class="primary" disabled={!firstStageDone(view, answer)} onClick={reveal}>
            读完新文档，再判断一次
          </button>
          <span class="reason words">
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
  const query = "(min-width: 900px), print";
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
function useFit({ rows }: TableView, columns: Column[]) {
  const box = useRef<HTMLDivElement>(null);
  const [fits, setFits] = useState(false);
  const [narrow, setNarrow] = useState(false);
  const longest = Math.max(...rows.map(({ label }) => label.length));
  const forNames = Math.min(240, 130 + 2 * longest);
  const wanted = columns.reduce((sum, column) => sum + roomFor(column), forNames);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      setNarrow(wanted > element.clientWidth);
      setFits((element.firstElementChild?.scrollWidth ?? 0) <= element.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [wanted, narrow]);
  return { box, fits, narrow };
}

/** Roughly the width that a column takes at its best. */
function roomFor(column: Column): number {
  if (isScale(column)) return segmentedWidth(column.options ?? []) + 24;
  return { set: 230, number: 170, evidence: 145, label: 170, ordinal: 0 }[column.type];
}

/** Drawn as buttons in a row. */
function isScale({ type, options = [] }: Column): boolean {
  const words = options.map((option) => shortLabel(option.label)).join("");
  return type === "ordinal" || (type === "label" && options.length <= 4 && words.length <= 18);
}

function Grid(props: ShownProps) {
  const { view, columns, exercise } = props;
  const { box, fits, narrow } = useFit(view, columns);
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
                <RowName row={row} />
              </th>
              {columns.map((column) => (
                <td key={column.id} class={`column-${column.type}`}>
                  <Cell {...props} row={row} column={column} narrow={narrow} />
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
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const open = () => box.current?.querySelectorAll("details").forEach((row) => (row.open = true));
    addEventListener("beforeprint", open);
    return () => removeEventListener("beforeprint", open);
  }, []);
  return (
    <div class="accordion" ref={box}>
      {view.rows.map((row, index) => {
        const { answered, total } = coverage(
          { kind: "table", view: { columns, rows: [row] } },
          answer,
        );
        return (
          <details key={row.id} open={index === 0}>
            <summary>
              <RowName row={row} />
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

/** A person's row: the name, and the post below it. Rows of sentences are called r1, r2. */
function RowName({ row: { id, label } }: { row: Row }) {
  const match = /^[a-z]{1,2}\d{0,3}$/.test(id) ? null : /^(\S{2,4}) (.+)$/.exec(label);
  if (!match) return <span class="row-name">{label}</span>;
  return (
    <span class="row-name">
      <b>{match[1]}</b> <small>{match[2]}</small>
    </span>
  );
}

function Cell(props: ShownProps & { row: Row; column: Column; narrow?: boolean }) {
  const { exercise, answer, disabled, graded, change, row, column, locked, narrow } = props;
  if (row.skip?.includes(column.id)) return <span class="skip">不问</span>;
  const value = answer.rows?.[row.id]?.[column.id];
  const options = column.options ?? [];
  const shared = {
    label: column.label,
    options,
    disabled: disabled || (locked && column.stage === 1),
    change: (next: unknown) => change(withCell(answer, row.id, column.id, next)),
  };
  const buttons = isScale(column) && !(narrow && segmentedWidth(options) > 130);
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
        (buttons ? <Segmented {...shared} value={value} /> : <Select {...shared} value={value} />)}
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
        <p key={column.id} class="legend words">
          <b>{column.label}</b> {column.options?.map((option) => option.label).join(" · ")}
        </p>
      ))}
    </>
  );
}
