// Stretches of an article -> highlights on the page, with the CSS Custom Highlight API: the text itself stays untouched.

import { starts } from "./text.js";
import { codePoints } from "./words.js";

const able = typeof Highlight === "function" && Boolean(CSS.highlights);

/** Notes in the margin show their words while the pointer or the focus is on them. */
export function pointing(page) {
  const show = (event) => {
    const note = event.target.closest?.("[data-spans]");
    set("said", note ? JSON.parse(note.dataset.spans).flatMap((span) => ranges(page, ...span)) : []);
  };
  page.addEventListener("pointerover", show);
  page.addEventListener("focusin", show);
}

/** Marks a stretch for as long as the page is there; `scroll` brings it into view. */
export function point(page, start, end, { scroll }) {
  const found = ranges(page, start, end);
  set("pointed", found);
  if (scroll && found.length) found[0].startContainer.parentElement.scrollIntoView({ block: "center" });
}

function set(name, found) {
  if (able) CSS.highlights.set(name, new Highlight(...found));
}

function ranges(page, start, end) {
  const walker = document.createTreeWalker(page.querySelector(".text"), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!starts.has(node)) continue;
    const letters = codePoints(node.data);
    const first = starts.get(node);
    const [from, to] = [Math.max(0, start - first), Math.min(letters.length, end - first)];
    if (from >= to) continue;
    const range = document.createRange();
    range.setStart(node, letters.slice(0, from).join("").length);
    range.setEnd(node, letters.slice(0, to).join("").length);
    found.push(range);
  }
  return found;
}
