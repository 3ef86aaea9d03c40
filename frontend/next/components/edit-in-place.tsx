"use client";

import type { Editing, Highlight } from "@cms/api";
import { useEffect } from "react";
import { clickToEdit } from "@/lib/click_to_edit.js";

type Properties = { editing: Editing; highlight: Highlight | null; cms: string; userbar: string };

/** In previews: what is clicked is shown in its editor, and what is being edited is outlined. */
export function EditInPlace({ editing, highlight, cms, userbar }: Properties) {
  useEffect(() => {
    clickToEdit(editing, new URL(cms).origin);
    // Its scripts run when it is put in like this, and not as innerHTML.
    document.body.append(document.createRange().createContextualFragment(userbar));
    if (highlight === null) return;
    const shown = document.querySelectorAll(
      `[data-document="${highlight.document}"][data-id="${highlight.id}"]`,
    );
    for (const element of shown) element.classList.add("highlighted");
    shown[0]?.scrollIntoView({ block: "center" });
    // Once: the preview is a page of its own, and made anew with each change.
  }, []);
  return null;
}
