import type { ReactNode } from "react";

/** The page itself says its language: that of the draft, which a layout cannot know. */
export default function Layout({ children }: { children: ReactNode }) {
  return children;
}
