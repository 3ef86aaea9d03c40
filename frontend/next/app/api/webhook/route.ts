/**
 * The CMS says what was published (docs/api.md, Webhooks), and exactly those pages are made anew by their next
 * visit. Nobody else can say so: a message is signed, by Standard Webhooks.
 */

import { revalidatePath, revalidateTag } from "next/cache";
import { documentTag, pathTag } from "@/lib/cms";
import { verified } from "@/lib/message";
import { told } from "@/lib/newest";

export async function POST(request: Request): Promise<Response> {
  // Two while the CMS replaces one by the other.
  const secrets = (process.env.WEBHOOK_SECRET ?? "").split(/\s+/).filter(Boolean);
  if (secrets.length === 0) return new Response("Set WEBHOOK_SECRET\n", { status: 503 });
  const message = verified(await request.text(), Object.fromEntries(request.headers), secrets);
  if (message === null) return new Response("The signature is wrong\n", { status: 401 });
  // A test of the connection says nothing of content.
  if (message.type === "webhook.test") return new Response(null, { status: 204 });
  const { everything, documents, paths, previous_paths: gone, tags } = message.data;
  told(message.data);
  if (everything) {
    revalidatePath("/", "layout");
  } else {
    const touched = [...tags, ...documents.map(documentTag), ...[...paths, ...gone].map(pathTag)];
    // At once: the next reader waits for the new page, in place of getting the old one once more.
    for (const tag of touched) revalidateTag(tag, { expire: 0 });
  }
  return new Response(null, { status: 204 });
}
