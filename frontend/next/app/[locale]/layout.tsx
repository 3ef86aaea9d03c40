import type { ReactNode } from "react";
import { directionOf } from "@/lib/languages";
import "../website.css";

type Properties = { children: ReactNode; params: Promise<{ locale: string }> };

export default async function Layout({ children, params }: Properties) {
  const { locale } = await params;
  return (
    <html lang={locale} dir={directionOf(locale)}>
      <body>{children}</body>
    </html>
  );
}
