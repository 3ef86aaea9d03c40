/** Back to what is published. */

import { cookies, draftMode } from "next/headers";
import { NextResponse } from "next/server";
import { DRAFTS_COOKIE } from "@/lib/cms";

export async function GET(): Promise<NextResponse> {
  (await draftMode()).disable();
  (await cookies()).delete(DRAFTS_COOKIE);
  return new NextResponse(null, { status: 303, headers: { Location: "/", "Cache-Control": "no-store" } });
}
