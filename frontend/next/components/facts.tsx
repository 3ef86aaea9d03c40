/** What events and articles say beside their text: when, where, what it costs; by whom. */

import type { Image, Page } from "@cms/api";
import type { ReactNode } from "react";
import { edits } from "@/lib/edit";
import { money, span } from "@/lib/moments";
import type { Words } from "@/lib/words";
import { Link } from "./link";

type Properties = { page: Page; locale: string; words: Words };

/** Nothing for a page that is neither an event nor an article. */
export function Facts(properties: Properties) {
  const { page } = properties;
  if (page.start) return <Event {...properties} start={page.start} />;
  if (page.author !== undefined) return <Byline {...properties} />;
  return null;
}

/** The lead picture, unless the body shows it as well. */
export function leadOf({ lead_picture: image, body }: Page): Image | null {
  const isInBody = image && JSON.stringify(body).includes(`"id":${image.id},"alt":`);
  return isInBody ? null : (image ?? null);
}

function Event({ page, start, locale, words: text }: Properties & { start: string }) {
  const { status = "scheduled", online_url: url, price = null } = page;
  return (
    <>
      {status !== "scheduled" && (
        <p className="status" {...edits("status")}>
          {text.statuses[status]}
        </p>
      )}
      <dl className="facts">
        <Fact name={text.when} field="start">
          <time dateTime={page.is_all_day ? start.slice(0, 10) : start}>
            {span(start, page.end ?? start, page.is_all_day === true, locale)}
          </time>
        </Fact>
        {page.place && (
          <Fact name={text.where} field="place">
            {page.place}
            {page.address && (
              <span className="address" {...edits("address")}>
                {page.address}
              </span>
            )}
          </Fact>
        )}
        {url && (
          <Fact name={text.online} field="online_url">
            <Link href={url}>{new URL(url).host}</Link>
          </Fact>
        )}
        {price !== null && (
          <Fact name={text.price} field="price">
            {Number(price) ? money(price, page.currency ?? "AED", locale) : text.free}
          </Fact>
        )}
        {page.organiser && (
          <Fact name={text.organiser} field="organiser">
            {page.organiser}
          </Fact>
        )}
      </dl>
    </>
  );
}

function Fact({ name, field, children }: { name: string; field: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd {...edits(field)}>{children}</dd>
    </>
  );
}

/** An article without a date of its own has that of the day on which it was published here first. */
function Byline({ page: { author, published: given, updated, meta }, locale, words: text }: Properties) {
  const published = given ?? meta.first_published_at;
  const parts = [
    author && <span {...edits("author")}>{text.by(author)}</span>,
    published && <OnDay name={text.published} day={published} field="published" locale={locale} />,
    updated && <OnDay name={text.updated} day={updated} field="updated" locale={locale} />,
  ].filter(Boolean);
  return (
    <p className="byline">
      {parts.map((part, place) => (
        <span key={place}>
          {place > 0 && " · "}
          {part}
        </span>
      ))}
    </p>
  );
}

function OnDay({ name, day, field, locale }: { name: string; day: string; field: string; locale: string }) {
  return (
    <span {...edits(field)}>
      {name} <time dateTime={day}>{span(day, day, true, locale)}</time>
    </span>
  );
}
