// Documents of a case, each drawn as its kind looks in life.
import type { ComponentChildren } from "preact";
import { citationLabel } from "./citations";
import { Prose } from "./markdown";
import { usePage } from "./page";
import type { CaseDocument, Paragraph } from "./types";

const KINDS: Record<string, string> = {
  通知: "circular",
  公告: "announcement",
  制度: "policy",
  纪要: "minutes",
  邮件: "mail",
  微信: "wechat",
  记录: "record",
  表: "form",
  网页: "web",
  草案: "draft",
};

export function Sheet({ document }: { document: CaseDocument }) {
  const kind = KINDS[document.kind] ?? "record";
  const Body = kind === "mail" ? Mail : kind === "wechat" ? WeChat : Plain;
  return (
    <article class={`sheet ${kind}`} key={document.id}>
      <Letterhead document={document} kind={kind} />
      <Body document={document} />
      {kind === "circular" && document.from && (
        <footer class="signature">
          <Seal name={document.from} />
          <span>{document.from}</span>
          <span>{chineseDate(document.date)}</span>
        </footer>
      )}
    </article>
  );
}

export function chineseDate(date: string): string {
  const [year, month, day] = date.split("-").map(Number);
  return day ? `${year}年${month}月${day}日` : date;
}

function Letterhead({ document, kind }: { document: CaseDocument; kind: string }) {
  const { title, number_text: number, from, to, date, attendees } = document;
  if (kind === "circular") {
    return (
      <header class="letterhead">
        <p class="redhead">{from}</p>
        {number && <p class="docno">{number}</p>}
        <h3>{title}</h3>
      </header>
    );
  }
  return (
    <header class="letterhead">
      {kind === "draft" && <span class="stamp">草案</span>}
      {kind === "web" && (
        <p class="address" aria-hidden="true">
          <i />
          <i />
          <i />
          <span>{title}</span>
        </p>
      )}
      <h3>{title}</h3>
      <dl>
        {number && <Fact name="文号" value={number} />}
        {from && <Fact name={kind === "web" ? "存档" : "来自"} value={from} />}
        {to && <Fact name="发给" value={to} />}
        <Fact name="日期" value={chineseDate(date)} />
        {attendees?.length ? <Fact name="到会" value={attendees.join("、")} /> : null}
      </dl>
    </header>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** A ring with a star and the issuer around it: enough to say "stamped". */
function Seal({ name }: { name: string }) {
  const id = `seal-${[...name].map((sign) => sign.charCodeAt(0).toString(36)).join("")}`;
  return (
    <svg class="seal" viewBox="0 0 120 120" aria-hidden="true">
      <circle cx="60" cy="60" r="56" fill="none" stroke="currentColor" stroke-width="3" />
      <path id={id} d="M 22 78 A 42 42 0 1 1 98 78" fill="none" />
      <text font-size="12" fill="currentColor" textLength="158" lengthAdjust="spacing">
        <textPath href={`#${id}`}>{name}</textPath>
      </text>
      <path
        d="M60 40 l5.9 14.2 15.3 1.2 -11.7 10 3.6 15 -13.1 -8 -13.1 8 3.6 -15 -11.7 -10 15.3 -1.2z"
        fill="currentColor"
      />
    </svg>
  );
}

interface ParagraphProps {
  paragraph: Paragraph;
  class?: string;
  children?: ComponentChildren;
}

/** A numbered paragraph; while a citation is being made it is a button. */
function Numbered({ paragraph, class: name = "", children }: ParagraphProps) {
  const { target } = usePage();
  const id = paragraph.id ?? "";
  const cited = target?.cited.includes(id);
  const toggle = () => target?.toggle(id);
  const button = target && {
    role: "button" as const,
    tabIndex: 0,
    "aria-pressed": cited,
    onClick: toggle,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      toggle();
    },
  };
  return (
    <div
      class={`para ${name} ${target ? "citable" : ""} ${cited ? "chosen" : ""}`}
      data-paragraph={id}
      {...button}>
      <span class="margin">{citationLabel(id)}</span>
      {children ?? <Prose text={paragraph.text} />}
    </div>
  );
}

const CLAUSE = /^(第[一二三四五六七八九十百零\d]+条|\d+(?:\.\d+)+|（[一二三四五六七八九十]+）)\s*/;

function Plain({ document }: { document: CaseDocument }) {
  return (
    <>
      {document.paragraphs.map((paragraph, index) => {
        if (paragraph.heading) return <Heading key={index} paragraph={paragraph} />;
        const clause = CLAUSE.exec(paragraph.text);
        const address = index === 0 && /：$/.test(paragraph.text) ? "address-line" : "";
        return (
          <Numbered key={paragraph.id} paragraph={paragraph} class={clause ? "clause" : address}>
            {clause && (
              <>
                <b class="clause-number">{clause[1]}</b>
                <Prose text={paragraph.text.slice(clause[0].length)} />
              </>
            )}
          </Numbered>
        );
      })}
    </>
  );
}

function headingText(paragraph: Paragraph): string {
  return paragraph.text.replace(/^#+\s*/, "");
}

function Heading({ paragraph }: { paragraph: Paragraph }) {
  return <h4>{headingText(paragraph)}</h4>;
}

interface Section {
  heading: string;
  paragraphs: Paragraph[];
}

function sections(document: CaseDocument): Section[] {
  const found: Section[] = [];
  for (const paragraph of document.paragraphs) {
    if (paragraph.heading) found.push({ heading: headingText(paragraph), paragraphs: [] });
    else if (found.length) found.at(-1)!.paragraphs.push(paragraph);
    else found.push({ heading: "", paragraphs: [paragraph] });
  }
  return found;
}

const MAIL_HEADING = /^(\d{4}-\d{2}-\d{2}\s+\d{1,2}:\d{2})\s+(.+?)\s*→\s*(.+?)(?:\s+抄送\s*(.+))?$/;

function Mail({ document }: { document: CaseDocument }) {
  return (
    <>
      {sections(document).map((section, index) => {
        const head = MAIL_HEADING.exec(section.heading);
        return (
          <section class="message" key={index}>
            {head ? (
              <dl>
                <Fact name="发件人" value={head[2]!} />
                <Fact name="收件人" value={head[3]!} />
                {head[4] && <Fact name="抄送" value={head[4]} />}
                <Fact name="时间" value={head[1]!} />
              </dl>
            ) : (
              section.heading && <h4>{section.heading}</h4>
            )}
            {section.paragraphs.map((paragraph) => (
              <Numbered key={paragraph.id} paragraph={paragraph} />
            ))}
          </section>
        );
      })}
    </>
  );
}

const BUBBLE = /^([^\s：:，。]{1,12})\s+(\d{1,2}:\d{2})[：:]\s*([\s\S]*)$/;

function WeChat({ document }: { document: CaseDocument }) {
  return (
    <>
      {sections(document).map((section, index) => (
        <section key={index} class="thread">
          {section.heading && <p class="day">{section.heading}</p>}
          {section.paragraphs.map((paragraph) => {
            const bubble = BUBBLE.exec(paragraph.text);
            if (!bubble) {
              return <Numbered key={paragraph.id} paragraph={paragraph} class="aside" />;
            }
            const [, name = "", time, text = ""] = bubble;
            return (
              <Numbered
                key={paragraph.id}
                paragraph={paragraph}
                class={name === "我" ? "bubble own" : "bubble"}>
                <span class="avatar" aria-hidden="true">
                  {name[0]}
                </span>
                <div class="said">
                  <small>
                    {name} {time}
                  </small>
                  <Prose text={text} />
                </div>
              </Numbered>
            );
          })}
        </section>
      ))}
    </>
  );
}
