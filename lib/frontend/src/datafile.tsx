// A CSV of the case as a table: filter, column sums, download.
import { useState } from "preact/hooks";
import { offer } from "./offer";
import { loadData, useLoaded } from "./page";
import type { DataFile, Dossier, Id } from "./types";

interface Props {
  dossier: Dossier;
  file: string | undefined;
  open(file: string): void;
}

export function DataFiles({ dossier, file, open }: Props) {
  const shown = file ?? dossier.data[0]?.file;
  return (
    <div class="data">
      <div class="chips">
        {dossier.data.map((each) => (
          <button
            key={each.file}
            class={each.file === shown ? "chip on" : "chip"}
            onClick={() => open(each.file)}>
            {each.file}
          </button>
        ))}
      </div>
      {shown && <Loading key={shown} case={dossier.case} file={shown} />}
    </div>
  );
}

function Loading({ case: caseId, file }: { case: string; file: string }) {
  const { data, failed } = useLoaded<DataFile>(() => loadData(caseId, file), [caseId]);
  if (data) return <DataTable file={file} data={data} />;
  return (
    <p class="note" role="status">
      {failed ? "数据没有取到：连接已断，请重新载入。" : "正在取数据…"}
    </p>
  );
}

const NOT_SUMMED = /编号|序号|日期|月份|年份|^[年月日]$|单号|工号|率|定额|单耗|[%％/／]/;

export function isNumeric(data: DataFile, column: number): boolean {
  const cells = data.rows.map((row) => row[column] ?? "").filter((cell) => cell !== "");
  return cells.length > 0 && cells.every((cell) => Number.isFinite(Number(cell)));
}

/** Sums of amounts, rounded to hide binary dust; null for rates, numbers that name, and words. */
export function columnSums(data: DataFile, rows: Id[][]): (number | null)[] {
  // A row each of its own unit: there is nothing to add up.
  const mixed = data.columns.includes("单位");
  return data.columns.map((name, column) => {
    if (mixed || !isNumeric(data, column) || NOT_SUMMED.test(name)) return null;
    const sum = rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
    return Math.round(sum * 1e6) / 1e6;
  });
}

function DataTable({ file, data }: { file: string; data: DataFile }) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const rows = wanted
    ? data.rows.filter((row) => row.some((cell) => String(cell).toLowerCase().includes(wanted)))
    : data.rows;
  const sums = columnSums(data, rows);
  const numeric = data.columns.map((_, column) => isNumeric(data, column));
  return (
    <>
      <p class="data-bar row">
        <input
          type="search"
          placeholder="筛选：只留含这个词的行"
          aria-label="筛选"
          maxLength={60}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <span class="words" role="status">
          {rows.length} / {data.rows.length} 行
        </span>
        <button
          class="chip"
          onClick={() => offer(new Blob([csvText(data)], { type: "text/csv" }), file)}>
          下载 CSV
        </button>
      </p>
      <div class="data-table" tabIndex={0} role="region" aria-label={file}>
        <table>
          <thead>
            <tr>
              {data.columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} class={numeric[column] ? "figures" : ""}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          {sums.some((sum) => sum !== null) && (
            <tfoot>
              <tr>
                {sums.map((sum, column) => (
                  <td key={column} class={sum === null ? "" : "figures"}>
                    {sum === null ? (column === 0 ? "合计" : "") : sum.toLocaleString("zh-CN")}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
    </>
  );
}

/** CSV with a byte order mark: without it Excel reads Chinese as GBK. */
export function csvText({ columns, rows }: DataFile): string {
  const quoted = (cell: Id) =>
    /[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell);
  const lines = [columns, ...rows].map((row) => row.map(quoted).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}
