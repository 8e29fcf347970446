// What the widgets of one page share: the dossiers, the drawer, the citation being made, the
// notice. It lives on globalThis so that two copies of the bundle on a page see the same.
import { useEffect, useMemo, useReducer, useState } from "preact/hooks";
import type { ContentsEntry, Dossier, Model } from "./types";

export type Tab = "documents" | "people" | "timeline" | "data";

/** What the drawer shows. */
export interface Place {
  case: string;
  tab: Tab;
  document?: string;
  paragraph?: string;
  file?: string;
}

/** The citation slot that the next clicked paragraph goes to. */
export interface Target {
  id: string;
  label: string;
  cited: string[];
  toggle(paragraph: string): void;
}

export interface Notice {
  seen: boolean;
  text: string;
  accept(): Promise<unknown>;
}

export type Ask = (message: { type: string; [field: string]: unknown }) => Promise<any>;

interface State {
  drawer: Place | null;
  target: Target | null;
  notice: Notice | null;
  contents: ContentsEntry[];
  dossiers: Record<string, Dossier>;
}

interface Page {
  visit: string;
  state: State;
  listeners: Set<() => void>;
  /** How many names were given out: Preact's useId repeats itself across widgets. */
  names: number;
  /** By case: how to ask a kernel for its files. */
  asks: Record<string, Ask>;
  /** Answers of the kernel that do not change while the page lives. */
  pending: Record<string, Promise<any>>;
}

declare global {
  var __kabook: Page | undefined;
}

export const page: Page = (globalThis.__kabook ??= {
  visit: globalThis.crypto?.randomUUID?.() ?? String(Date.now()),
  state: { drawer: null, target: null, notice: null, contents: [], dossiers: {} },
  listeners: new Set(),
  names: 0,
  asks: {},
  pending: {},
});

export function update(change: Partial<State>): void {
  page.state = { ...page.state, ...change };
  for (const listener of [...page.listeners]) listener();
}

/** The page's state; the component is drawn again when it changes. */
export function usePage(): State {
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  useEffect(() => {
    const listener = () => redraw();
    page.listeners.add(listener);
    return () => void page.listeners.delete(listener);
  }, []);
  return page.state;
}

/** An element of ours in the page. */
export function ownElement(className: string): HTMLElement {
  const element = document.createElement("div");
  element.className = `kabook ${className}`;
  // JupyterLab's command mode takes d, x, arrows and Enter from whatever has the focus; it looks
  // for this attribute on that very element.
  element.addEventListener("focusin", ({ target }) =>
    (target as Element).setAttribute("data-lm-suppress-shortcuts", "true"),
  );
  return element;
}

/** A name that nothing else on the page has. */
export function useName(): string {
  return useMemo(() => `kb-${(page.names += 1)}`, []);
}

/** A synced trait; the component is drawn again when the kernel changes it. */
export function useTrait<T>(model: Model, name: string): T {
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  useEffect(() => {
    const listener = () => redraw();
    model.on(`change:${name}`, listener);
    return () => model.off(`change:${name}`, listener);
  }, [model, name]);
  return model.get(name);
}

/**
 * What `load` brings after `wait` ms, anew when `keys` change; the last stays until the next comes.
 */
export function useLoaded<T>(load: () => Promise<T | null>, keys: unknown[], wait = 0) {
  const [state, setState] = useState<{ data: T | null; failed: boolean }>(() => NOTHING);
  useEffect(() => {
    let current = true;
    const bring = (data: T | null) => current && setState({ data, failed: false });
    const fail = () => current && setState((last) => ({ ...last, failed: true }));
    setState((last) => ({ ...last, failed: false }));
    const timer = setTimeout(() => load().then(bring, fail), wait);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, keys);
  return state;
}

const NOTHING = { data: null, failed: false };

function once<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const known = page.pending[key];
  if (known) return known;
  const promise = ask();
  page.pending[key] = promise;
  promise.catch(() => delete page.pending[key]);
  return promise;
}

function askOf(caseId: string): Ask {
  return page.asks[caseId] ?? (() => Promise.reject(new Error("没有连接")));
}

export function loadDossier(caseId: string): Promise<Dossier> {
  return once(`dossier ${caseId}`, async () => {
    const known = page.state.dossiers[caseId];
    const dossier: Dossier =
      known ?? (await askOf(caseId)({ type: "dossier", case: caseId })).dossier;
    update({ dossiers: { ...page.state.dossiers, [caseId]: dossier } });
    return dossier;
  });
}

export function loadData(caseId: string, file: string): Promise<any> {
  return once(`data ${caseId}/${file}`, () => askOf(caseId)({ type: "data", case: caseId, file }));
}
