/**
 * Before any page: the status of its address, as the CMS has it (`GET /api/head/`). What has moved is a
 * redirect with the CMS's own status, what is gone or was never there a 404 or 410 and makes no page.
 */

import { type NextRequest, NextResponse } from "next/server";
import { isLanguage, LANGUAGES, preferred } from "@/lib/languages";
import { statusOf } from "@/lib/statuses";

const CMS = (process.env.CMS_URL ?? "http://localhost:8000").replace(/\/$/, "");
const EDITORS = new URL(process.env.CMS_PUBLIC_URL || CMS).origin;
/** Next's own cookie: who has it sees drafts, of which the CMS's public answers know nothing. */
const DRAFT_MODE = "__prerender_bypass";

// Not files, and nothing of Next's own.
export const config = { matcher: ["/((?!_next/|api/|.*\\.[a-z0-9]+$).*)"] };

export default async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  if (pathname.startsWith("/preview/")) return ofPreview(NextResponse.next());
  if (request.cookies.has(DRAFT_MODE) && pathname !== "/") return protect(NextResponse.next());
  const known = await statusOf(CMS, `${pathname}${search}`);
  if (known === null) {
    return protect(pathname === "/" ? redirect(request, `/${language(request)}/`, 302) : NextResponse.next());
  }
  if (known.location !== null) {
    const location = inTheirLanguage(request, known.location, known.status);
    return protect(redirect(request, location, known.status));
  }
  if (known.status >= 400) {
    if (known.status === 404) reportNotFound(`${pathname}${search}`);
    const code = isLanguage(known.locale) ? known.locale : LANGUAGES[0];
    const page = request.nextUrl.clone();
    page.pathname = `/${code}/${known.status === 410 ? 410 : 404}/`;
    page.search = "";
    return protect(NextResponse.rewrite(page, { status: known.status }));
  }
  return protect(NextResponse.next());
}

const language = (request: NextRequest) => preferred(request.headers.get("Accept-Language"));

/** An address without a language leads to the reader's, where the CMS names the website's first. */
function inTheirLanguage(request: NextRequest, location: string, status: number): string {
  const target = new URL(location, request.url);
  const [, code = "", ...rest] = target.pathname.split("/");
  const isTheSame = `/${rest.join("/")}`.replace(/\/$/, "") === request.nextUrl.pathname.replace(/\/$/, "");
  if (status !== 302 || !isTheSame || !isLanguage(code)) return location;
  return `/${language(request)}/${rest.join("/")}${target.search}`;
}

/** On the host that the reader asked, unless it names another. */
function redirect(request: NextRequest, location: string, status: number): NextResponse {
  const host = request.headers.get("Host") ?? request.nextUrl.host;
  const base = `${request.headers.get("X-Forwarded-Proto") ?? request.nextUrl.protocol.replace(":", "")}://${host}`;
  const headers: Record<string, string> = { Location: new URL(location, base).href };
  if (status === 302) headers.Vary = "Accept-Language";
  return new NextResponse(null, { status, headers });
}

/** Editors see what is asked for in vain. Nobody waits for it. */
function reportNotFound(path: string): void {
  fetch(`${CMS}/api/not-found/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ path }),
    signal: AbortSignal.timeout(5_000),
  }).catch((error: unknown) => console.warn("An address was not reported:", error));
}

function protect(response: NextResponse, framedBy = "'none'"): NextResponse {
  response.headers.set("Content-Security-Policy", `frame-ancestors ${framedBy}; object-src 'none'; base-uri 'none'`);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Referrer-Policy", "strict-origin-when-cross-origin");
  return response;
}

/** Its address opens a draft: no cache keeps it, nobody is told of it, and the editor may frame it. */
function ofPreview(response: NextResponse): NextResponse {
  protect(response, `'self' ${EDITORS}`);
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("X-Robots-Tag", "noindex, nofollow");
  response.headers.set("Cache-Control", "private, no-store");
  return response;
}
