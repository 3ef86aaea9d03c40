"use client";

import { useParams } from "next/navigation";
import { Message } from "@/components/message";
import { words } from "@/lib/words";

/** The CMS did not answer, and this page was not kept. */
export default function Failed() {
  const { locale } = useParams<{ locale: string }>();
  const text = words(locale);
  return (
    <main>
      <Message title={text.error} text={text.errorText}>
        <button className="button" onClick={() => location.reload()}>
          {text.retry}
        </button>
      </Message>
    </main>
  );
}
