/** For whoever came with a share link. */

import { words } from "@/lib/words";
import { Message } from "./message";

/** Above every page: that it is not published, and the way out. */
export function Banner({ locale }: { locale: string }) {
  const text = words(locale);
  return (
    <p className="banner">
      {text.drafts} <a href="/preview/leave/">{text.leaveDrafts}</a>
    </p>
  );
}

export function DraftsEnded({ locale }: { locale: string }) {
  const text = words(locale);
  return (
    <main>
      <meta name="robots" content="noindex" />
      <title>{text.draftsEnded}</title>
      <Message title={text.draftsEnded} text={text.draftsEndedText}>
        <a className="button" href="/preview/leave/">
          {text.leaveDrafts}
        </a>
      </Message>
    </main>
  );
}
