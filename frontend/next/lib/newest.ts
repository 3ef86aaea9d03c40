/**
 * The newest version that the CMS's messages told of. An answer of an older one comes from a server of
 * the CMS that is a moment behind (docs/api.md, What changed), and would be kept for long.
 */

import type { Message } from "./message";

type Newest = { version: number; documents: Map<string, number> };
// The webhook and the pages are bundles of their own, in one process.
const process = globalThis as typeof globalThis & { cmsNewest?: Newest };
const newest: Newest = (process.cmsNewest ??= { version: 0, documents: new Map() });

export function told({ version, since, everything, documents }: Message["data"]): void {
  // A message may come twice. But after a backup was restored, versions are lower.
  newest.version = everything ? version : Math.max(newest.version, version);
  if (everything) newest.documents.clear();
  // A document has the version of its own last change: one of those that the message is about.
  for (const key of documents) newest.documents.set(key, Math.max(newest.documents.get(key) ?? 0, since + 1));
}

/** Whether the answer is older than what was told. `document` is the key of one, such as "menu_items:en". */
export function isBehind(response: Response, document?: string): boolean {
  const version = response.headers.get("X-Content-Version");
  const least = document === undefined ? newest.version : (newest.documents.get(document) ?? 0);
  return version !== null && Number(version) < least;
}
