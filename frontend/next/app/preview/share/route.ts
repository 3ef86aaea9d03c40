/**
 * `/preview/?drafts=…`: a share link. Its secret goes from the address into a cookie of this visitor's
 * alone, which no script reads; whoever sent it can revoke it in the CMS.
 */

import { cookies, draftMode } from "next/headers";
import { NextResponse, type NextRequest } from "next/server";
import { DRAFTS_COOKIE } from "@/lib/cms";

const LONGEST = 7 * 24 * 3600; // seconds: no share link lasts longer

export async function GET(request: NextRequest): Promise<NextResponse> {
  const secret = request.nextUrl.searchParams.get("drafts") ?? "";
  const headers = { Location: "/", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" };
  if (/^[\w-]{20,200}$/.test(secret)) {
    (await draftMode()).enable();
    (await cookies()).set(DRAFTS_COOKIE, secret, {
      httpOnly: true,
      secure: process.env.NODE_ENV === "production",
      sameSite: "lax",
      maxAge: LONGEST,
      path: "/",
    });
  }
  return new NextResponse(null, { status: 303, headers });
}
