// The search field of the masthead: suggestions, Enter for all that fits, "/" to get there.

import { entityAddress } from "./addresses.js";
import { go } from "./router.js";
import { suggest } from "./suggest.js";

export function startFinder(form) {
  const field = form.querySelector("input");
  suggest(
    field,
    (hit) => go(entityAddress(hit.id)),
    (text) => go(`/search?${new URLSearchParams({ query: text })}`),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
