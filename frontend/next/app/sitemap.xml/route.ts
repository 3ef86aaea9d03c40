import { passOn } from "@/lib/pass-on";

export const dynamic = "force-dynamic";

export const GET = passOn;
