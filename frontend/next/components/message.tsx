/** A screen that says what is the matter, in place of a page. */

import type { ReactNode } from "react";

type Properties = { title: string; text: string; children?: ReactNode };

export function Message({ title, text, children }: Properties) {
  return (
    <article>
      <h1>{title}</h1>
      <p className="introduction">{text}</p>
      {children}
    </article>
  );
}
