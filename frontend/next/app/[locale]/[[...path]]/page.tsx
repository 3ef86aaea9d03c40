/** Any page of the CMS. Made at the first visit, and kept until the CMS says that it changed. */

import { notFound, permanentRedirect, redirect } from "next/navigation";
import { Banner, DraftsEnded } from "@/components/drafts";
import { HeadTags, siteName } from "@/components/head";
import { PageOfCms } from "@/components/page";
import { Frame } from "@/components/shell";
import { childrenOf, CmsError, draftsSecret, find, headOf, shellOf } from "@/lib/cms";
import { isLanguage } from "@/lib/languages";

// No page is made when the website is built: the CMS need not be there.
export const generateStaticParams = () => [];
// Seconds. Should a message of the CMS be lost, a page is made anew after that time.
export const revalidate = 900;

type Properties = { params: Promise<{ locale: string; path?: string[] }> };

export default async function Page({ params }: Properties) {
  const { locale, path: parts = [] } = await params;
  if (!isLanguage(locale)) notFound();
  const path = `/${[locale, ...parts].map((part) => `${part}/`).join("")}`;
  const secret = await draftsSecret();
  try {
    return await PageAt(locale, path, secret !== undefined);
  } catch (error) {
    const hasEnded = error instanceof CmsError && [401, 403].includes(error.status);
    if (secret !== undefined && hasEnded) return <DraftsEnded locale={locale} />;
    throw error;
  }
}

async function PageAt(locale: string, path: string, withDrafts: boolean) {
  const [found, head, shell] = await Promise.all([find(path), headOf(path), shellOf(locale)]);
  if (found === null) notFound();
  if ("location" in found) {
    if (found.permanent) permanentRedirect(found.location);
    redirect(found.location);
  }
  const children = found.has_children && found.breadcrumbs.length > 1 ? await childrenOf(found.id) : [];
  return (
    <>
      {withDrafts ? <meta name="robots" content="noindex" /> : <HeadTags head={head} />}
      {withDrafts && <title>{found.title}</title>}
      <Frame
        locale={locale}
        name={siteName(head)}
        shell={shell}
        path={path}
        translations={found.translations}
        banner={withDrafts && <Banner locale={locale} />}
      >
        <PageOfCms locale={locale} page={found} partners={shell.partners}>
          {children}
        </PageOfCms>
      </Frame>
    </>
  );
}
