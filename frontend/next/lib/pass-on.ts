import { CMS } from "./cms";
import { get } from "./get";

/** What the CMS has for the website to answer as its own: sitemap.xml, robots.txt. */
export async function passOn(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  try {
    const answer = await get(`${CMS}${pathname}${search}`, {
      cache: "no-store",
      signal: AbortSignal.timeout(30_000),
    });
    const headers = new Headers({ "Cache-Control": "public, max-age=0, s-maxage=60, stale-if-error=86400" });
    headers.set("Content-Type", answer.headers.get("Content-Type") ?? "text/plain");
    return new Response(answer.body, { status: answer.status, headers });
  } catch (error) {
    console.error("The CMS does not answer:", error);
    return new Response("The CMS does not answer\n", { status: 503, headers: { "Retry-After": "10" } });
  }
}
