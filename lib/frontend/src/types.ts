// What the kernel sends (the protocol) and what an answer looks like, by kind.

export interface Model {
  get(name: string): any;
  on(event: string, handler: (...values: any[]) => void): void;
  off(event: string, handler?: (...values: any[]) => void): void;
  send(content: unknown): void;
}

export type Message = { type: string; [field: string]: unknown };

export type Id = string | number;
export type Option = { id: Id; label: string };
export type Item = { id: string; text: string };

/** The answer of any kind, as JSON: design section 7. */
export type Answer = Record<string, any>;

export interface Exercise {
  id: string;
  kind: string;
  title: string;
  prompt: string;
  hints: number;
  documents: string[];
  data: string[];
  case: string;
  case_title: string;
  part: string;
  view: any;
  blank: Answer;
}

export interface Check {
  id: string;
  label: string;
  verdict: string;
  earned: number;
  points: number;
  reason: string;
  where: string[];
  misconception: { code: string; name: string; lesson: string } | null;
  key?: string;
  evidence?: string[];
}

export interface Result {
  level?: "first" | "key";
  status?: "graded" | "unreadable";
  score: number | null;
  passed: number;
  checked: number;
  cap: { rule: string; limit: number; reason: string; quote: string } | null;
  message: string | null;
  checks: Check[];
  insights: string[];
  explanation?: string;
  answer?: Answer;
}

export interface Status {
  attempts: number;
  first: number | null;
  best: number | null;
  latest: number | null;
  hints_shown: string[];
  may_reveal: boolean;
  mode: "practice" | "assessment";
  trainee: string;
}

export type ChoiceView = { choose: "one" | "several"; options: Item[]; asks_evidence: boolean };
export type RankingView = { items: Item[] };
export type CardsView = { pick: number; cards: Item[] };

export interface CalculationView {
  steps: { id: string; label: string; unit: string }[];
  interval?: { label: string; unit: string };
  rate?: { label: string; options: Option[] };
}

export interface Column {
  id: string;
  label: string;
  type: "label" | "set" | "ordinal" | "number" | "evidence";
  options?: Option[];
  unit?: string;
  stage?: 1 | 2;
}

export type Row = { id: string; label: string; skip?: string[] };
export type Pair = { a: string; b: string; ruling: string };

export interface TableView {
  columns: Column[];
  rows: Row[];
  added?: { label: string; rulings: Option[]; limit: number };
  reveal?: string;
}

export type Paragraph = { id?: string; text: string; heading?: boolean };

export interface CaseDocument {
  id: string;
  number: string;
  title: string;
  kind: string;
  date: string;
  from?: string;
  to?: string;
  stage: string;
  number_text?: string;
  attendees?: string[];
  paragraphs: Paragraph[];
}

export interface Person {
  id: string;
  name: string;
  post: string;
  department: string;
  reports_to: string | null;
}

export interface Dossier {
  case: string;
  title: string;
  short: string;
  situation: string;
  product?: { company: string; name: string; summary: string };
  competitors: { name: string; summary: string }[];
  timeline: { stage: string; from: string; note: string }[];
  people: Person[];
  documents: CaseDocument[];
  data: { file: string; columns: string[] }[];
}

export type DataFile = { columns: string[]; rows: Id[][] };

export interface ContentsEntry {
  id: string;
  title: string;
  kind: "role" | "chapter" | "section";
  exercises: { id: string; title: string; attempts: number; best: number | null }[];
}
