/**
 * The CMS's public API: every request of this website is made here.
 *
 * Answers carry an ETag and the browser's own cache asks again with it, so nothing is stored here
 * but what was asked for a moment ago: a link that was hovered opens without a second request.
 */

import config from "/config.js";

export const cms = config.cmsUrl;
/** Where pictures come from: the CMS, and a bucket if config.js names one. */
export const media = [cms, ...(config.mediaUrl ? [config.mediaUrl] : [])];

/** The secret of a share link that was opened in this tab: what has drafts is read with them then. */
const DRAFTS = "drafts";
let drafts = kept();
export const readsDrafts = () => drafts !== null;

/** With a secret, or no more with null. A browser that keeps nothing forgets it with the page. */
export function readDrafts(secret) {
  drafts = secret;
  remembered.clear();
  try {
    if (secret === null) sessionStorage.removeItem(DRAFTS);
    else sessionStorage.setItem(DRAFTS, secret);
  } catch (error) {
    console.warn("Drafts are shown until this page is left:", error);
  }
}

function kept() {
  try {
    return sessionStorage.getItem(DRAFTS);
  } catch {
    return null; // a browser that keeps nothing has kept nothing
  }
}

/** Where an address is answered with drafts. */
const withDrafts = (path) => path.replace(/^\/api\/(?=website-data\/|v2\/pages\/)/, "/api/drafts/");

const PATIENCE = 15_000; // milliseconds
const REMEMBERED = 20_000;
const remembered = new Map();

export class ApiError extends Error {
  constructor(status, url) {
    super(`${url} answered ${status}`);
    this.status = status;
  }
}

function get(path, parameters) {
  const url = `${cms}${readsDrafts() ? withDrafts(path) : path}?${new URLSearchParams(parameters)}`;
  const known = remembered.get(url);
  if (known && known.until > Date.now()) return known.answer;
  const answer = ask(url);
  remembered.set(url, { answer, until: Date.now() + REMEMBERED });
  answer.catch(() => remembered.delete(url));
  return answer;
}

async function ask(url, read = "json") {
  const headers = url.startsWith(`${cms}/api/drafts/`) ? { Authorization: `Bearer ${drafts}` } : {};
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw new ApiError(response.status, url);
  return response[read]();
}

/** What is around every page, and the home page; null when there is no such language. */
export async function shell(locale) {
  try {
    return (await get("/api/website-data/", { locale })).data;
  } catch (error) {
    if (error.status === 400) return null;
    throw error;
  }
}

/** The shells of all languages: {en: …, ar: …}. */
export const shells = async () => (await get("/api/website-data/", {})).data;

/** The page at a path of the website, wherever it has moved to; null for none, {gone: true} for what does not come back. */
export async function find(path) {
  try {
    return await get("/api/v2/pages/find/", { html_path: path });
  } catch (error) {
    if (error.status === 410) return { gone: true };
    if (error.status === 404) return null;
    throw error;
  }
}

/** The pages under a page: [{id, title, path, introduction, seo}]; none of a draft that is not live. */
export async function children(id) {
  const fields = "path,introduction,seo(social)";
  const found = [];
  try {
    for (let total = 1; found.length < total; ) {
      const { items, meta } = await get("/api/v2/pages/", { child_of: id, fields, limit: 50, offset: found.length });
      if (!items.length) break;
      found.push(...items);
      total = meta.total_count;
    }
    return found;
  } catch (error) {
    if (error.status === 400) return [];
    throw error;
  }
}

/** The events under a page that are not over today: [{id, title, path, start, end, is_all_day, place, status}]. */
export async function comingEvents(id) {
  const today = new Date().toISOString().slice(0, 10);
  const fields = "path,start,end,is_all_day,place,status";
  try {
    return (await get("/api/v2/pages/", { child_of: id, type: "home.EventPage", ends_after: today, order: "start", fields, limit: 20 })).items;
  } catch (error) {
    if (error.status === 400) return []; // a draft that is not live has none
    throw error;
  }
}

/** {total, items: [{…, search: {title, snippet}}], instead: what was searched for in place of a misspelt query} */
export async function search(query, locale) {
  const { items, meta } = await get("/api/v2/pages/", { search: query, locale, fields: "path", limit: 20 });
  return { items, total: meta.total_count, instead: meta.search?.instead ?? [] };
}

/** A draft in the shape of the live JSON. Never cached. */
export async function preview(token) {
  return (await ask(`${cms}/api/preview/?${new URLSearchParams({ token })}`)).data;
}

/** Wagtail's userbar for a draft, as HTML. `panel` is "1" in the editor's side panel. */
export function userbar(token, panel) {
  return ask(`${cms}/api/preview/userbar/?${new URLSearchParams({ token, ...(panel && { panel }) })}`, "text");
}

/** Tells editors that somebody asked for an address that is nothing. Nobody waits for it. */
export const reportNotFound = (path) =>
  navigator.sendBeacon(`${cms}/api/not-found/`, JSON.stringify({ path }));
