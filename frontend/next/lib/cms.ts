/**
 * Every request to the CMS is made here, and every answer that a page was made of is noted: its
 * `Cache-Tag` becomes tags of the page in Next's cache. What the CMS says has changed, by those tags
 * (app/api/webhook), is made anew by the next visit, and nothing else is.
 */

import { unstable_cache } from "next/cache";
import { cookies, draftMode } from "next/headers";
import { setTimeout as pause } from "node:timers/promises";
import { cache } from "react";
import type {
  FindPageAnswer,
  FooterLink,
  FoundPage,
  GetFooterLinksAnswer,
  GetHeadAnswer,
  GetMenuItemsAnswer,
  GetPartnersAnswer,
  GetPreviewAnswer,
  GetWebsiteDataWithDraftsAnswer,
  Head,
  ListPagesAnswer,
  MenuItem,
  PageFields,
  Partner,
  Preview,
} from "@cms/api";
import { get } from "./get";
import { isBehind } from "./newest";

export const CMS = (process.env.CMS_URL ?? "http://localhost:8000").replace(/\/$/, "");
/** As browsers reach it. */
export const PUBLIC_CMS = (process.env.CMS_PUBLIC_URL || CMS).replace(/\/$/, "");
export const DRAFTS_COOKIE = "cms-drafts";
const PATIENCE = 10_000; // milliseconds
/** Milliseconds until a server that is behind is asked again. */
const PAUSES = [50, 100, 200, 400, 800];
/** Seconds after which a page is made anew that was made of what was behind all the same. */
const SOON = 5;
/** The shapes of pictures that this website shows (components/picture.tsx). */
const SHAPES = "hero,card,thumbnail";

export class CmsError extends Error {
  constructor(
    readonly status: number,
    url: string,
  ) {
    super(`${url} answered ${status}`);
  }
}

/** What the header and the footer need. */
export type Shell = { menu_items: MenuItem[]; footer_links: FooterLink[]; partners: Partner[] };
/** Another place for what was asked for: of this website, or an address elsewhere. */
export type Moved = { location: string; permanent: boolean };

/** The secret of a share link, of whoever came with one; everybody else reads what is published. */
export async function draftsSecret(): Promise<string | undefined> {
  if (!(await draftMode()).isEnabled) return undefined;
  return (await cookies()).get(DRAFTS_COOKIE)?.value;
}

/**
 * The answer, whatever its status: 404, 410 and redirects too. Raises CmsError for what is an error. What is
 * published is asked again while it is older than the CMS's last message; `key` is that of a document.
 */
async function ask(path: string, parameters: Record<string, string>, secret?: string, key?: string) {
  let response = await askOnce(path, parameters, secret);
  if (secret !== undefined) return response;
  for (const wait of PAUSES) {
    if (!isBehind(response, key)) return response;
    await pause(wait);
    response = await askOnce(path, parameters);
  }
  if (isBehind(response, key)) await unstable_cache(async () => true, ["behind"], { revalidate: SOON })();
  return response;
}

async function askOnce(path: string, parameters: Record<string, string>, secret?: string) {
  const url = `${CMS}${path}?${new URLSearchParams(parameters)}`;
  const response = await get(url, {
    ...(secret === undefined
      ? {}
      : { cache: "no-store" as const, headers: { Authorization: `Bearer ${secret}` } }),
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.status >= 400 && ![404, 410].includes(response.status)) throw new CmsError(response.status, url);
  return response;
}

/** Notes that the page which is being made was made of what has these tags. */
async function madeOf(...tags: string[]): Promise<void> {
  if (tags.length > 0) await unstable_cache(async () => true, tags, { tags })();
}

const tagsOf = (response: Response): string[] =>
  (response.headers.get("Cache-Tag") ?? "").split(",").filter(Boolean);

/** The tags that app/api/webhook makes of a message, beside the CMS's own. */
export const documentTag = (key: string): string => `document:${key}`;
export const pathTag = (path: string): string => `path:${decodeURI(path)}`;

/** One document in one language. */
async function document<Answer>(name: string, locale: string): Promise<Answer> {
  const key = `${name.replaceAll("-", "_")}:${locale}`;
  const response = await ask(`/api/${name}/`, { locale }, undefined, key);
  if (!response.ok) throw new CmsError(response.status, name);
  await madeOf(documentTag(key));
  return (await response.json()) as Answer;
}

export const shellOf = cache(async (locale: string): Promise<Shell> => {
  const secret = await draftsSecret();
  if (secret !== undefined) {
    const response = await ask("/api/drafts/website-data/", { locale }, secret);
    const { data } = (await response.json()) as GetWebsiteDataWithDraftsAnswer;
    if ("menu_items" in data) return data;
    throw new CmsError(response.status, "drafts/website-data");
  }
  // One after the other would be three waits; of one document, website_data, every page would be made
  // anew with each change of the home page.
  const [menu, footer, partners] = await Promise.all([
    document<GetMenuItemsAnswer>("menu-items", locale),
    document<GetFooterLinksAnswer>("footer-links", locale),
    document<GetPartnersAnswer>("partners", locale),
  ]);
  return {
    menu_items: Array.isArray(menu.data) ? menu.data : [],
    footer_links: Array.isArray(footer.data) ? footer.data : [],
    partners: Array.isArray(partners.data) ? partners.data : [],
  };
});

const pages = (secret?: string) => (secret === undefined ? "/api/v2/pages" : "/api/drafts/v2/pages");

/** The page at a path of the website; null for none. */
export async function find(path: string): Promise<FoundPage | Moved | null> {
  const secret = await draftsSecret();
  const response = await ask(
    `${pages(secret)}/find/`,
    { html_path: path, image_shapes: SHAPES, rich_text_format: "json" },
    secret,
  );
  await madeOf(pathTag(path), ...tagsOf(response));
  if (!response.ok) return null;
  const found = (await response.json()) as FindPageAnswer;
  const { redirected, permanent, location, path: target } = found.find;
  if (redirected) return { location: location ?? target ?? "/", permanent: permanent === true };
  return isWhole(found) ? found : null;
}

const isWhole = (found: FindPageAnswer): found is FoundPage =>
  found.id !== undefined && found.body !== undefined && found.breadcrumbs !== undefined;

/** The pages right under a page, as many as one answer has. */
export async function childrenOf(id: number): Promise<PageFields[]> {
  const secret = await draftsSecret();
  const fields = "introduction,seo(social)";
  const parameters = { child_of: String(id), fields, limit: "100", image_shapes: SHAPES };
  const response = await ask(`${pages(secret)}/`, parameters, secret);
  await madeOf(...tagsOf(response));
  return ((await response.json()) as ListPagesAnswer).items;
}

/** What stands in the head of the page at a path. It changes with the page that `find` answers. */
export async function headOf(path: string): Promise<Head> {
  const response = await ask("/api/head/", { path, format: "json" });
  return ((await response.json()) as GetHeadAnswer).data;
}

/** Pages with these words, for each visit anew. */
export async function search(query: string, locale: string): Promise<ListPagesAnswer> {
  const response = await ask("/api/v2/pages/", { search: query, locale, limit: "20" });
  return (await response.json()) as ListPagesAnswer;
}

/** A draft that an editor is working on, and Wagtail's user bar for it. Null when its time is over. */
export async function previewOf(token: string): Promise<Preview | null> {
  const response = await get(`${CMS}/api/preview/?${new URLSearchParams({ token })}`, {
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.status === 403) return null;
  if (!response.ok) throw new CmsError(response.status, "preview");
  return ((await response.json()) as GetPreviewAnswer).data;
}

export async function userbarOf(token: string, panel: string): Promise<string> {
  const parameters = new URLSearchParams({ token, ...(panel && { panel }) });
  const response = await get(`${CMS}/api/preview/userbar/?${parameters}`, {
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
  // Without the editor's tools the draft is there all the same.
  if (!response.ok) return "";
  // Addresses in it that begin with "/" are the CMS's own.
  return (await response.text()).replaceAll(/(href|src)="\/(?!\/)/g, `$1="${PUBLIC_CMS}/`);
}
