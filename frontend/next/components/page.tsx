/** A page of the CMS, published or not. */

import type { Hero as HeroItem, Page, PageFields, Partner } from "@cms/api";
import { edits, shows } from "@/lib/edit";
import { inLanguage, nameOf } from "@/lib/languages";
import { type Words, words } from "@/lib/words";
import { Body, Card } from "./body";
import { Facts, leadOf } from "./facts";
import { Link } from "./link";
import { Picture } from "./picture";

type Properties = {
  /** The language of the frame, which is another than the page's where that is not translated. */
  locale: string;
  page: Page;
  children: PageFields[];
  partners: Partner[];
};

export function PageOfCms({ locale, page, children, partners }: Properties) {
  const text = words(locale);
  const isHome = page.breadcrumbs.length <= 1;
  const lead = leadOf(page);
  // What the body leads to already is not listed again.
  const linked = JSON.stringify(page.body);
  const others = children.filter(({ path }) => path && !linked.includes(`"${path}"`));
  return (
    <>
      {page.locale !== locale && (
        <p className="notice" role="status">
          {text.fallback(nameOf(locale))}
        </p>
      )}
      {page.hero && <Hero hero={page.hero} locale={locale} />}
      <article {...inLanguage(page.locale, locale)} {...shows("pages", page.id)}>
        {!isHome && <Breadcrumbs page={page} text={text} />}
        {!page.hero && <h1 {...edits("title")}>{page.title}</h1>}
        {page.introduction && (
          <p className="introduction" {...edits("introduction")}>
            {page.introduction}
          </p>
        )}
        <Facts page={page} locale={locale} words={text} />
        {lead && (
          <figure className="lead" {...edits("lead_picture")}>
            <Picture image={lead} sizes="(min-width: 48rem) 43rem, 92vw" eager />
          </figure>
        )}
        <div {...edits("body")}>
          <Body blocks={page.body} words={text} />
        </div>
      </article>
      {!isHome && others.length > 0 && (
        <section aria-labelledby="section">
          <h2 id="section">{text.inThisSection}</h2>
          <ul className="cards" role="list">
            {others.map((child) => (
              <Card
                key={child.id}
                title={child.title ?? ""}
                text={child.introduction ?? ""}
                image={pictureOf(child)}
                href={child.path ?? ""}
                level={3}
                attributes={shows("pages", child.id ?? 0)}
              />
            ))}
          </ul>
        </section>
      )}
      {isHome && partners.length > 0 && <Partners partners={partners} locale={locale} text={text} />}
    </>
  );
}

/** Of what is asked for with `fields=`, the description says that any key may be missing; a picture is whole. */
const pictureOf = ({ seo }: PageFields) => (seo as Page["seo"])?.social?.picture ?? null;

export function Hero({ hero, locale, level = "h1" }: { hero: HeroItem; locale: string; level?: "h1" | "h2" }) {
  const Heading = level;
  return (
    <section className="hero" {...inLanguage(hero.locale, locale)} {...shows("heroes", hero.id)}>
      {hero.background_image && (
        <div {...edits("background_image")}>
          <Picture image={hero.background_image} shape="hero" eager alt="" />
        </div>
      )}
      <div className="words">
        <Heading {...edits("title")}>{hero.title}</Heading>
        {hero.description && <p {...edits("description")}>{hero.description}</p>}
        {hero.button_label && hero.button_route && (
          <Link className="button" href={hero.button_route} {...edits("button_label")}>
            {hero.button_label}
          </Link>
        )}
      </div>
    </section>
  );
}

function Breadcrumbs({ page, text }: { page: Page; text: Words }) {
  return (
    <nav className="breadcrumbs" aria-label={text.youAreHere}>
      <ol role="list">
        {page.breadcrumbs.map(({ id, title, path }, place) => (
          <li key={id}>
            {place < page.breadcrumbs.length - 1 ? (
              <Link href={path}>{title}</Link>
            ) : (
              <span aria-current="page">{title}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Partners({ partners, locale, text }: { partners: Partner[]; locale: string; text: Words }) {
  return (
    <section aria-labelledby="partners">
      <h2 id="partners">{text.partners}</h2>
      <ul className="partners" role="list">
        {partners.map((partner) => {
          const logo = partner.image ? (
            <Picture image={partner.image} sizes="10rem" alt={partner.name} />
          ) : (
            partner.name
          );
          return (
            <li key={partner.id} {...inLanguage(partner.locale, locale)} {...shows("partners", partner.id)}>
              {partner.url ? <Link href={partner.url}>{logo}</Link> : logo}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
