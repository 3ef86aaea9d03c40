import type { Editing } from "@cms/api";

/** See click_to_edit.js, which is frontend/js/click_to_edit.js as it is. */
export function clickToEdit(editing: Editing, cms: string): void;
