/**
 * What the CMS answers for an address: 200, a redirect, or that nothing is there.
 *
 * Kept for a second, as the CMS's own `s-maxage` says, so a much visited address costs one question a
 * second; and for as long as the CMS does not answer. Unknown addresses are not kept: there is no end
 * of them.
 */

import { get } from "./get";

const FRESH = 1_000; // milliseconds
const PATIENCE = 1_500;
const PAUSE = 5_000;
const MOST = 5_000;

export type Status = { status: number; location: string | null; locale: string };
type Known = { answer: Status; until: number };

const known = new Map<string, Known>();
let silentUntil = 0;

/** Null when the CMS does not say. */
export async function statusOf(cms: string, path: string): Promise<Status | null> {
  const before = known.get(path);
  const now = Date.now();
  if (before !== undefined && (before.until > now || silentUntil > now)) return before.answer;
  if (silentUntil > now) return null;
  try {
    const url = `${cms}/api/head/?${new URLSearchParams({ path, format: "json" })}`;
    const response = await get(url, {
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const isOfHead = (response.headers.get("Cache-Tag") ?? "").split(",").includes("head");
    if (!isOfHead || response.status === 400) return before?.answer ?? null;
    const answer = {
      status: response.status,
      location: response.headers.get("Location"),
      locale: response.headers.get("Content-Language") ?? "",
    };
    known.delete(path);
    if (answer.status < 400) known.set(path, { answer, until: now + FRESH });
    // The oldest goes.
    if (known.size > MOST) known.delete(known.keys().next().value as string);
    return answer;
  } catch {
    // It is away: pages that are there are served, and it is left in peace for a while.
    silentUntil = Date.now() + PAUSE;
    return before?.answer ?? null;
  }
}
