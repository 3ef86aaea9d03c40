/** What is around every page: the header with menu and languages, and the footer. */

import type { FooterLink, MenuItem, Translation } from "@cms/api";
import type { ReactNode } from "react";
import type { Shell } from "@/lib/cms";
import { edits, shows } from "@/lib/edit";
import { inLanguage, LANGUAGES, nameOf } from "@/lib/languages";
import { words } from "@/lib/words";
import { Link } from "./link";

type Properties = {
  locale: string;
  name: string;
  shell: Shell;
  /** The address of the page, and those of the page in other languages. */
  path: string;
  translations?: Pick<Translation, "locale" | "path">[];
  banner?: ReactNode;
  children: ReactNode;
};

export function Frame({ locale, name, shell, path, translations = [], banner, children }: Properties) {
  const text = words(locale);
  const others = LANGUAGES.filter((code) => code !== locale);
  return (
    <>
      <a className="skip" href="#main">
        {text.skip}
      </a>
      {banner}
      <header className="header">
        <Link className="brand" href={`/${locale}/`}>
          {name}
        </Link>
        <nav aria-label={text.menu}>
          <Menu items={shell.menu_items} locale={locale} path={path} />
        </nav>
        <div className="tools">
          <Link href={`/${locale}/search/`}>{text.search}</Link>
          <nav aria-label={text.languages}>
            {others.map((code) => (
              <Link
                key={code}
                href={translations.find((each) => each.locale === code)?.path ?? `/${code}/`}
                lang={code}
                hrefLang={code}
              >
                {nameOf(code)}
              </Link>
            ))}
          </nav>
        </div>
      </header>
      <main id="main">{children}</main>
      <footer className="footer">
        <nav aria-label={text.footer}>
          <ul role="list">
            {shell.footer_links.map((item) => (
              <li key={item.id}>
                <Named item={item} document="footer_links" locale={locale} newTab={text.newTab} />
              </li>
            ))}
          </ul>
        </nav>
        <p>{name}</p>
      </footer>
    </>
  );
}

function Menu({ items, locale, path }: { items: MenuItem[]; locale: string; path: string }) {
  return (
    <ul role="list">
      {items.map((item) => (
        <li key={item.id}>
          <Named item={item} document="menu_items" locale={locale} current={item.route === path} />
          {item.children.length > 0 && <Menu items={item.children} locale={locale} path={path} />}
        </li>
      ))}
    </ul>
  );
}

type NamedProperties = {
  item: Omit<MenuItem, "children"> | FooterLink;
  document: string;
  locale: string;
  current?: boolean;
  newTab?: string;
};

function Named({ item, document, locale, current = false, newTab }: NamedProperties) {
  const opens = item.is_external && newTab !== undefined;
  return (
    <Link
      href={item.route}
      {...inLanguage(item.locale, locale)}
      {...(current && { "aria-current": "page" })}
      {...(opens && { target: "_blank" })}
      {...shows(document, item.id)}
      {...edits("label")}
    >
      {item.label}
      {opens && <span className="hidden"> ({newTab})</span>}
    </Link>
  );
}
