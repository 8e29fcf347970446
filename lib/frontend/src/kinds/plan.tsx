// A plan of visits: a small calendar, and below it one row for each action.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { inOrder, planOf, sameAnswer } from "../answers";
import { Select } from "../controls";
import type { Action, Answer, Id, PlanView } from "../types";
import type { Input } from "./kind";

/** An action as shown; the key holds its inputs together while rows move. */
interface Row {
  key: number;
  action: Action;
}

let keys = 0;
const rowOf = (action: Action): Row => ({ key: (keys += 1), action });

/** Always one row to begin with. */
function rowsOf(answer: Answer): Row[] {
  const actions: Action[] = answer.actions ?? [];
  return (actions.length ? inOrder(actions) : [{}]).map(rowOf);
}

const answerOf = (rows: Row[]) => planOf(rows.map(({ action }) => action));
const isBlank = ({ action }: Row) => sameAnswer(action, {});

export const Plan: Input<PlanView> = ({ view, answer, disabled, change }) => {
  const [rows, setRows] = useState(() => rowsOf(answer));
  const list = useRef<HTMLOListElement>(null);
  const [focused, setFocused] = useState("");
  const full = rows.length >= view.most;
  // The answer may be replaced from outside: by another page's, or by the blank.
  useLayoutEffect(() => {
    if (!sameAnswer(answerOf(rows), answer)) setRows(rowsOf(answer));
  }, [answer]);
  useLayoutEffect(() => {
    if (focused) list.current?.parentElement?.querySelector<HTMLElement>(focused)?.focus();
    setFocused("");
  }, [focused]);
  const set = (next: Row[]) => {
    setRows(next);
    change(answerOf(next));
  };
  const edit = (key: number, part: Action) =>
    set(rows.map((row) => (row.key === key ? { key, action: { ...row.action, ...part } } : row)));
  /** A day takes the first row that is still blank, or a new one. */
  const add = (action: Action) => {
    const blank = action.date ? rows.find(isBlank) : undefined;
    const row = blank ? { ...blank, action } : rowOf(action);
    if (!blank && full) return;
    set(blank ? rows.map((each) => (each === blank ? row : each)) : [...rows, row]);
    setFocused(`[data-row="${row.key}"] ${action.date ? "select" : "input"}`);
  };
  const remove = (key: number) => {
    const at = rows.findIndex((row) => row.key === key);
    const left = rows.filter((row) => row.key !== key);
    const next = left[at] ?? left.at(-1);
    set(left.length ? left : [rowOf({})]);
    setFocused(next ? `[data-row="${next.key}"] .remove` : ".add");
  };
  // Not while one is at work in them: a row must not jump away from under the hand.
  const sort = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if ((currentTarget as Element).contains(relatedTarget as Node | null)) return;
    setRows((now) => {
      const ordered = inOrder(now.map(({ action }) => action));
      return ordered.map((action) => now.find((row) => row.action === action)!);
    });
  };
  const longest = [...view.people, ...view.reasons, ...view.gains, ...view.nexts].reduce(
    (most, { label }) => Math.max(most, label.length),
    0,
  );
  const room = Math.max(240, Math.min(420, 60 + 16 * longest));
  const pick = (row: Row, field: "person" | "reason" | "gain" | "next", label: string) => {
    const options = { person: view.people, reason: view.reasons, gain: view.gains };
    return (
      <label class="field">
        <span class="field-label">{label}</span>
        <Select
          label={label}
          options={field === "next" ? view.nexts : options[field]}
          value={row.action[field]}
          disabled={disabled}
          change={(id: Id | undefined) => edit(row.key, { [field]: id })}
        />
      </label>
    );
  };
  return (
    <div class="plan" style={{ "--room": `${room}px` }}>
      <Calendar
        view={view}
        actions={rows.map(({ action }) => action)}
        disabled={disabled || (full && !rows.some(isBlank))}
        add={(date) => add({ date })}
      />
      <ol ref={list} onFocusOut={sort}>
        {rows.map((row, index) => (
          <li class="pair box" key={row.key} data-row={row.key} aria-label={`第 ${index + 1} 步`}>
            <b class="place">{index + 1}</b>
            <div class="action">
              <label class="field date">
                <span class="field-label">日期</span>
                <input
                  type="date"
                  min={view.from}
                  max={view.to}
                  disabled={disabled}
                  value={row.action.date ?? ""}
                  onInput={(event) => edit(row.key, { date: event.currentTarget.value })}
                />
                <DayWords view={view} date={row.action.date} />
              </label>
              {pick(row, "person", "见谁")}
              {pick(row, "reason", view.labels.reason)}
              {pick(row, "gain", view.labels.gain)}
              {pick(row, "next", view.labels.next)}
            </div>
            {!disabled && (
              <button
                class="quiet remove"
                aria-label={`去掉第 ${index + 1} 步`}
                onClick={() => remove(row.key)}>
                去掉
              </button>
            )}
          </li>
        ))}
      </ol>
      <p class="next-stage row">
        {!disabled && (
          <button class="chip add" disabled={full} onClick={() => add({})}>
            ＋再加一步
          </button>
        )}
        <span class="reason words">
          现在 {rows.length} 步，要 {view.least} 到 {view.most} 步
        </span>
      </p>
    </div>
  );
};

const DAY = 24 * 3600 * 1000;
const WEEKDAYS = ["一", "二", "三", "四", "五", "六", "日"];

const iso = (time: number) => new Date(time).toISOString().slice(0, 10);
/** 0 is Monday. */
const weekday = (date: string) => (new Date(date).getUTCDay() + 6) % 7;
const monthOf = (date: string) => Number(date.slice(5, 7));
const dayName = (date: string) => `${monthOf(date)}月${Number(date.slice(8))}日`;

/** Every day from Monday of the first week to Sunday of the last, by week. */
function weeksOf({ from, to }: PlanView): string[][] {
  const weeks: string[][] = [];
  for (let monday = Date.parse(from) - weekday(from) * DAY; iso(monday) <= to; monday += 7 * DAY) {
    weeks.push(WEEKDAYS.map((_, day) => iso(monday + day * DAY)));
  }
  return weeks;
}

/** 周三, and what is the matter with that day. */
function DayWords({ view, date }: { view: PlanView; date: string | undefined }) {
  if (!date) return <small />;
  const closed = view.closed?.includes(date);
  const outside = date < view.from || date > view.to;
  return (
    <small class={closed || outside ? "off" : ""}>
      周{WEEKDAYS[weekday(date)]}
      {closed && " 休"}
      {outside && " 不在期限内"}
    </small>
  );
}

interface CalendarProps {
  view: PlanView;
  actions: Action[];
  disabled: boolean;
  add(date: string): void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** Weeks as rows; a day is a button that adds an action there, arrows go from day to day. */
function Calendar({ view, actions, disabled, add }: CalendarProps) {
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState(view.from);
  const keys = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = iso(Date.parse(at) + step * DAY);
    if (next < view.from || next > view.to) return;
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };
  const cell = (date: string) => {
    if (date < view.from || date > view.to) return <td key={date} />;
    const count = actions.filter((action) => action.date === date).length;
    const closed = view.closed?.includes(date);
    const words = [`${dayName(date)} 周${WEEKDAYS[weekday(date)]}`];
    if (closed) words.push("休");
    if (count) words.push(`${count} 步`);
    return (
      <td key={date}>
        <button
          class={closed ? "off" : ""}
          data-day={date}
          tabIndex={date === at ? 0 : -1}
          aria-label={words.join("，")}
          aria-disabled={disabled}
          onFocus={() => setAt(date)}
          onClick={() => !disabled && add(date)}>
          {date.endsWith("-01") && `${monthOf(date)}/`}
          {Number(date.slice(8))}
          <i aria-hidden="true">
            {closed && "休 "}
            {count > 3 ? `●×${count}` : "●".repeat(count)}
          </i>
        </button>
      </td>
    );
  };
  /** A month is named at the first week that begins in it; its first day says 10/1. */
  const monthShown = (week: string[]) => monthOf(week.find((date) => date >= view.from)!);
  return (
    <table class="calendar" ref={table} onKeyDown={keys} aria-label="点一天，就在那天加一步">
      <thead>
        <tr>
          <td />
          {WEEKDAYS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(view).map((week, index, weeks) => {
          const month = monthShown(week);
          const before = weeks[index - 1];
          return (
            <tr key={week[0]}>
              <th scope="row">{(!before || monthShown(before) !== month) && `${month}月`}</th>
              {week.map(cell)}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
