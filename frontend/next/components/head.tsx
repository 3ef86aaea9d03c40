/** The tags of the head as the CMS has them. React puts them into the head, wherever they stand. */

import type { Head } from "@cms/api";
import { createElement, Fragment } from "react";

const NAMES: Record<string, string> = { hreflang: "hrefLang", "http-equiv": "httpEquiv" };

export function HeadTags({ head }: { head: Head }) {
  return (
    <>
      {head.tags.map(({ tag, attributes, content }, place) => {
        const named = Object.entries(attributes).map(([name, value]) => [NAMES[name] ?? name, value]);
        return (
          <Fragment key={place}>{createElement(tag, Object.fromEntries(named), content)}</Fragment>
        );
      })}
    </>
  );
}

/** The website's name: of every page's head, and the title of what is no page. */
export function siteName({ tags }: Head): string {
  const name = tags.find(({ attributes }) => attributes.property === "og:site_name");
  return name?.attributes.content ?? tags.find(({ tag }) => tag === "title")?.content ?? "";
}
