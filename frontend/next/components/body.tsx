/** A page's body, block by block. Attributes say where each is edited (lib/edit.ts). */

import type { Block, Image, PageLink, TableBlock } from "@cms/api";
import { createElement, type ReactNode } from "react";
import { edits } from "@/lib/edit";
import type { Words } from "@/lib/words";
import { Link } from "./link";
import { Picture } from "./picture";
import { RichText } from "./rich-text";

const WIDE = "(min-width: 72rem) 66rem, 92vw";
const THIRD = "(min-width: 72rem) 22rem, (min-width: 40rem) 45vw, 92vw";

export function Body({ blocks, words }: { blocks: Block[]; words: Words }) {
  // Headings inside of blocks follow the outline of the page.
  let level = 2;
  return blocks.map((block, place) => {
    if (block.type === "heading") level = Number(block.value.level.slice(1)) + 1;
    return (
      <div key={block.id ?? place} className={`block block-${block.type}`} {...edits(block.id)}>
        <OneBlock block={block} level={Math.min(level, 4)} words={words} />
      </div>
    );
  });
}

type Properties = { block: Block; level: number; words: Words };

/** Exhaustive: a block that is added to the CMS and not here does not compile. */
function OneBlock({ block, level, words }: Properties): ReactNode {
  switch (block.type) {
    case "heading":
      return createElement(
        block.value.level,
        { ...(block.value.id && { id: block.value.id }), ...edits("text") },
        block.value.text,
      );
    case "paragraph":
      return <RichText text={block.value} />;
    case "image":
      return (
        block.value.image && (
          <figure>
            <Picture image={block.value.image} sizes={WIDE} />
            <Caption text={block.value.caption} />
          </figure>
        )
      );
    case "gallery":
      return (
        <ul className="gallery" role="list" {...edits("images")}>
          {block.value.images.map(({ image, caption }, place) => (
            <li key={place} {...edits(place)}>
              <figure>
                {image && (
                  <a href={image.src}>
                    <Picture image={image} shape="thumbnail" sizes="(min-width: 40rem) 20rem, 45vw" />
                  </a>
                )}
                <Caption text={caption} />
              </figure>
            </li>
          ))}
        </ul>
      );
    case "quote":
      return (
        <figure>
          <blockquote {...edits("text")}>{block.value.text}</blockquote>
          <Caption text={block.value.attribution} field="attribution" />
        </figure>
      );
    case "call_to_action":
      return (
        <section className="call-to-action">
          {createElement(`h${level}`, edits("title"), block.value.title)}
          {block.value.text && <p {...edits("text")}>{block.value.text}</p>}
          {routeOf(block.value.link) && (
            <Link className="button" href={routeOf(block.value.link)} {...edits("button_label")}>
              {block.value.button_label}
            </Link>
          )}
        </section>
      );
    case "cards":
      return (
        <ul className="cards" role="list" {...edits("cards")}>
          {block.value.cards.map((card, place) => (
            <Card key={place} {...card} href={routeOf(card.link)} level={level} attributes={edits(place)} />
          ))}
        </ul>
      );
    case "video":
      // A link, so that nobody's server is told who reads this page.
      return (
        block.value.url && (
          <figure>
            <a href={block.value.url.url} target="_blank" rel="noopener" {...edits("url")}>
              {words.watch(block.value.url.title || block.value.url.url)}
            </a>
            <Caption text={block.value.caption} />
          </figure>
        )
      );
    case "faq":
      return (
        <div {...edits("questions")}>
          {block.value.questions.map(({ question, answer }, place) => (
            <details key={place} {...edits(place)}>
              <summary {...edits("question")}>{question}</summary>
              <div {...edits("answer")}>
                <RichText text={answer} />
              </div>
            </details>
          ))}
        </div>
      );
    case "table":
      return <Table table={block.value} />;
    default:
      block satisfies never;
      return null;
  }
}

/** A column of row headings is a header column; headings of columns are a header row. */
function Table({ table: { caption, columns, rows } }: { table: TableBlock["value"] }) {
  return (
    // A wide table moves by itself, also by keyboard.
    <div tabIndex={0} role="region" {...(caption && { "aria-label": caption })}>
      <table>
        {caption && <caption>{caption}</caption>}
        {columns.some(({ heading }) => heading) && (
          <thead>
            <tr>
              {columns.map(({ heading }, place) =>
                heading ? (
                  <th key={place} scope="col">
                    {heading}
                  </th>
                ) : (
                  <td key={place} />
                ),
              )}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>
              {row.map((value, column) =>
                columns[column]?.type === "row_heading" && typeof value === "string" ? (
                  <th key={column} scope="row">
                    {value}
                  </th>
                ) : (
                  <td key={column}>
                    {columns[column]?.type === "rich_text" ? <RichText text={value} /> : (value as string)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type CardProperties = {
  title: string;
  text: string;
  image: Image | null;
  href: string;
  level: number;
  /** What it shows, or where in a list it stands. */
  attributes: Record<string, string>;
};

export function Card({ title, text, image, href, level, attributes }: CardProperties) {
  return (
    <li className="card" {...attributes}>
      {image && (
        <div {...edits("image")}>
          <Picture image={image} shape="card" sizes={THIRD} />
        </div>
      )}
      {createElement(`h${level}`, edits("title"), href ? <Link href={href}>{title}</Link> : title)}
      {text && <p {...edits("text")}>{text}</p>}
    </li>
  );
}

function Caption({ text, field = "caption" }: { text: string; field?: string }) {
  return text && <figcaption {...edits(field)}>{text}</figcaption>;
}

/** Where a link leads: its page in the reader's language, else its route; "" for nowhere. */
const routeOf = (link: { page: PageLink | null; route: string }): string =>
  link.page?.path ?? link.route;
