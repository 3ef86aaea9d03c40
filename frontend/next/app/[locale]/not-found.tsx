"use client";

import { useParams } from "next/navigation";
import { Message } from "@/components/message";
import { words } from "@/lib/words";

/** Where nothing is and the CMS could not be asked before, or a draft is not there. */
export default function NotFound() {
  const { locale } = useParams<{ locale: string }>();
  const text = words(locale);
  return (
    <main>
      <Message title={text.notFound} text={text.notFoundText}>
        <a href="/">{text.home}</a>
      </Message>
    </main>
  );
}
