/** A link to a route of the CMS: a path of this website, or an address elsewhere. */

import NextLink from "next/link";
import type { ComponentProps } from "react";

type Attributes = Omit<ComponentProps<typeof NextLink>, "href" | "prefetch"> & { href: string };

export function Link({ href, ...attributes }: Attributes) {
  const isPath = href.startsWith("/") && !/\.\w+$/.test(href);
  // Nothing is loaded ahead: readers get each page as it is when they ask for it.
  if (isPath) return <NextLink href={href} prefetch={false} {...attributes} />;
  return <a href={href} rel="noopener" {...attributes} />;
}
