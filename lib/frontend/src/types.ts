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
  /** Losses that come from one thing. */
  causes?: { text: string; lost: number; where: string[] }[];
  explanation?: string;
  answer?: Answer;
  /** The model answer, level key only. */
  model?: Answer;
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

/** One action of a plan; only what has been answered. */
export type Action = { date?: string; person?: Id; reason?: Id; gain?: Id; next?: Id };

export interface PlanView {
  from: string;
  to: string;
  least: number;
  most: number;
  people: Option[];
  reasons: Option[];
  gains: Option[];
  nexts: Option[];
  labels: { reason: string; gain: string; next: string };
  closed?: string[];
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

export type RelationKind = { id: string; label: string; sign: string; directed: boolean };

export interface MapView {
  people: Person[];
  /** Cards that are not people; with any, every line runs from a person to one of them. */
  matters: { id: string; label: string }[];
  dimensions: string[];
  relations: RelationKind[];
  options: Record<string, Option[]>;
  rulings: Option[];
  asks_evidence: boolean;
  unlisted: boolean;
}

/** What is said of somebody on a map; only what was answered is there. */
export interface CardValues {
  roles?: Id[];
  stance?: Id;
  influence?: Id;
  circle?: Id;
  faction?: string;
  contact?: Id;
  certainty?: Id;
  evidence?: string[];
}

export interface MapLine {
  kind: string;
  from: string;
  to: string;
  certainty?: Id;
  ruling?: Id;
  evidence?: string[];
}

export type Spot = [x: number, y: number];

export interface MapAnswer {
  people: (CardValues & { id: string })[];
  unlisted: (CardValues & { ref: string; name: string; placeholder: boolean })[];
  relations: MapLine[];
  layout?: Record<string, Spot>;
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
