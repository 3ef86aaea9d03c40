/** `/preview/?token=…`: the draft that an editor is working on, in the CMS's panel or a tab. */

import type { Page, Preview as Draft } from "@cms/api";
import { headers } from "next/headers";
import { EditInPlace } from "@/components/edit-in-place";
import { Message } from "@/components/message";
import { Hero, PageOfCms } from "@/components/page";
import { Frame } from "@/components/shell";
import { previewOf, PUBLIC_CMS, userbarOf } from "@/lib/cms";
import { directionOf, preferred } from "@/lib/languages";
import { words } from "@/lib/words";
import "../website.css";

type Properties = { searchParams: Promise<{ token?: string; panel?: string }> };

export default async function Preview({ searchParams }: Properties) {
  const { token = "", panel = "" } = await searchParams;
  const draft = await previewOf(token);
  if (draft === null) return <Ended />;
  const { locale, website_data: website, editing, highlight } = draft;
  const text = words(locale);
  const page = draft.page ?? homeOf(draft);
  return (
    <html lang={locale} dir={directionOf(locale)}>
      <head>
        <title>{page?.title ?? text.preview}</title>
        <meta name="robots" content="noindex, nofollow" />
      </head>
      <body>
        <Frame
          locale={locale}
          name={website.site.name}
          shell={website}
          path={draft.path}
          translations={page?.translations ?? []}
          banner={<p className="banner">{text.preview}</p>}
        >
          <UnusedHero draft={draft} page={page} />
          {page && (
            <PageOfCms locale={locale} page={page} partners={website.partners}>
              {[]}
            </PageOfCms>
          )}
        </Frame>
        <EditInPlace
          editing={editing}
          highlight={highlight}
          cms={PUBLIC_CMS}
          userbar={await userbarOf(token, panel)}
        />
      </body>
    </html>
  );
}

/** A snippet is shown where readers see it: on the home page. */
function homeOf({ website_data: { home_page: home }, locale }: Draft): Page | null {
  if (home === null) return null;
  return {
    ...home,
    dir: directionOf(locale),
    introduction: "",
    breadcrumbs: [],
    translations: [],
    table_of_contents: [],
    has_children: false,
    last_published_at: null,
    meta: {} as Page["meta"],
  };
}

/** A hero that no page shows yet. */
function UnusedHero({ draft, page }: { draft: Draft; page: Page | null }) {
  const { highlight, locale, website_data: website } = draft;
  if (highlight?.document !== "heroes" || page?.hero?.id === highlight.id) return null;
  const hero = website.heroes.find(({ id }) => id === highlight.id);
  return hero && <Hero hero={hero} locale={locale} level="h2" />;
}

async function Ended() {
  const locale = preferred((await headers()).get("Accept-Language"));
  const text = words(locale);
  return (
    <html lang={locale} dir={directionOf(locale)}>
      <body>
        <main>
          <title>{text.previewEnded}</title>
          <meta name="robots" content="noindex, nofollow" />
          <Message title={text.previewEnded} text={text.previewEndedText} />
        </main>
      </body>
    </html>
  );
}
