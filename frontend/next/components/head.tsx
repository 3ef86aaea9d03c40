/**
 * The tags of the head as the CMS has them. React puts them into the head, wherever they stand; the
 * structured data it leaves where it is, which search engines read as well. The CMS has taken out of
 * that what could end the element, and React would write its quotes as `&quot;`.
 */

import type { Head } from "@cms/api";
import { createElement, Fragment } from "react";

const NAMES: Record<string, string> = { hreflang: "hrefLang", "http-equiv": "httpEquiv" };

export function HeadTags({ head }: { head: Head }) {
  return (
    <>
      {head.tags.map(({ tag, attributes, content }, place) => {
        const named = Object.entries(attributes).map(([name, value]) => [NAMES[name] ?? name, value]);
        const element =
          tag === "script"
            ? createElement(tag, { ...Object.fromEntries(named), dangerouslySetInnerHTML: { __html: content ?? "" } })
            : createElement(tag, Object.fromEntries(named), content);
        return <Fragment key={place}>{element}</Fragment>;
      })}
    </>
  );
}

/** The website's name: of every page's head, and the title of what is no page. */
export function siteName({ tags }: Head): string {
  const name = tags.find(({ attributes }) => attributes.property === "og:site_name");
  return name?.attributes.content ?? tags.find(({ tag }) => tag === "title")?.content ?? "";
}
