/** What proxy.ts answers where what was there is gone for good, with 410. */

import { notFound } from "next/navigation";
import { NotFound } from "@/components/not-found";
import { isLanguage } from "@/lib/languages";

export const generateStaticParams = () => [];
export const revalidate = 900;

export default async function Page({ params }: { params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!isLanguage(locale)) notFound();
  return <NotFound locale={locale} isGone />;
}
