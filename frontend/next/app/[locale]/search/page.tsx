/** `/en/search/?q=`: a screen of the website's own, made for each visit. */

import { notFound } from "next/navigation";
import { HeadTags, siteName } from "@/components/head";
import { Link } from "@/components/link";
import { SearchForm } from "@/components/search-form";
import { Frame } from "@/components/shell";
import { headOf, search, shellOf } from "@/lib/cms";
import { isLanguage, LANGUAGES } from "@/lib/languages";
import { words } from "@/lib/words";

type Properties = {
  params: Promise<{ locale: string }>;
  searchParams: Promise<{ q?: string | string[] }>;
};

export default async function Search({ params, searchParams }: Properties) {
  const [{ locale }, { q }] = await Promise.all([params, searchParams]);
  if (!isLanguage(locale)) notFound();
  const text = words(locale);
  const path = `/${locale}/search/`;
  const query = (typeof q === "string" ? q : "").trim().slice(0, 200);
  const [head, shell, found] = await Promise.all([
    headOf(path),
    shellOf(locale),
    query ? search(query, locale) : null,
  ]);
  const behind = query && `?${new URLSearchParams({ q: query })}`;
  const same = LANGUAGES.map((code) => ({ locale: code, path: `/${code}/search/${behind}` }));
  const instead = found?.meta.search?.instead ?? [];
  return (
    <>
      <HeadTags head={head} />
      <Frame locale={locale} name={siteName(head)} shell={shell} path={path} translations={same}>
        <h1>{text.search}</h1>
        <SearchForm locale={locale} text={text} query={query} />
        {found && (
          <p role="status">
            {found.items.length > 0 ? text.results(found.meta.total_count) : text.noResults(query)}
          </p>
        )}
        {instead.length > 0 && (
          <p>
            {text.instead} <mark>{instead.join(" ")}</mark>
          </p>
        )}
        <ol className="results" role="list">
          {found?.items.map((item) => (
            <li key={item.id}>
              <h2>
                <Link href={item.path ?? "/"}>{item.title}</Link>
              </h2>
              {/* Safe HTML of the CMS: text with <mark> in it. */}
              <p dangerouslySetInnerHTML={{ __html: item.search?.snippet ?? "" }} />
            </li>
          ))}
        </ol>
      </Frame>
    </>
  );
}
