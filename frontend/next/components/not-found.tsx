import { HeadTags, siteName } from "./head";
import { Link } from "./link";
import { Message } from "./message";
import { SearchForm } from "./search-form";
import { Frame } from "./shell";
import { headOf, shellOf } from "@/lib/cms";
import { LANGUAGES } from "@/lib/languages";
import { words } from "@/lib/words";

/** Where nothing is, or what was there is gone for good: with the menu, a search and the way home. */
export async function NotFound({ locale, isGone = false }: { locale: string; isGone?: boolean }) {
  const text = words(locale);
  const path = `/${locale}/${isGone ? 410 : 404}/`;
  const title = isGone ? text.gone : text.notFound;
  const [head, shell] = await Promise.all([headOf(path), shellOf(locale)]);
  const homes = LANGUAGES.map((code) => ({ locale: code, path: `/${code}/` }));
  return (
    <>
      <HeadTags head={{ ...head, tags: head.tags.filter(({ tag }) => tag !== "title") }} />
      <title>{title}</title>
      <Frame locale={locale} name={siteName(head)} shell={shell} path={path} translations={homes}>
        <Message title={title} text={isGone ? text.goneText : text.notFoundText}>
          <SearchForm locale={locale} text={text} />
          <p>
            <Link href={`/${locale}/`}>{text.home}</Link>
          </p>
        </Message>
      </Frame>
    </>
  );
}
