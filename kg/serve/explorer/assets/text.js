// The text of an article and its mentions -> paragraphs of text and links. Every text node knows where it begins
// (`starts`), so that stretches of the article can be found again on the page.

import { make } from "./dom.js";
import { entityAddress } from "./addresses.js";
import { groupOf } from "./words.js";

export const starts = new WeakMap();

/** The spans of the paragraphs: what stands between line breaks. */
export function paragraphs(letters) {
  const spans = [];
  let start = 0;
  for (let at = 0; at <= letters.length; at += 1) {
    if (at < letters.length && letters[at] !== "\n") continue;
    if (letters.slice(start, at).join("").trim()) spans.push([start, at]);
    start = at + 1;
  }
  return spans;
}

/** The nodes of one paragraph. Where mentions overlap, the shortest one is the link. */
export function written(letters, [start, end], mentions) {
  const inside = mentions.filter((mention) => mention.entity && mention.start < end && mention.end > start);
  const owners = new Array(end - start).fill(null);
  for (const mention of [...inside].sort((one, other) => other.end - other.start - (one.end - one.start))) {
    owners.fill(mention, Math.max(0, mention.start - start), Math.min(end, mention.end) - start);
  }
  const nodes = [];
  for (let from = 0; from < owners.length;) {
    let to = from;
    while (to < owners.length && owners[to] === owners[from]) to += 1;
    nodes.push(stretch(letters.slice(start + from, start + to).join(""), start + from, owners[from]));
    from = to;
  }
  return nodes;
}

function stretch(text, start, mention) {
  const node = document.createTextNode(text);
  starts.set(node, start);
  if (!mention || !text.trim()) return node;
  return make(
    "a",
    {
      class: `mention ${mention.kind}`,
      "data-group": groupOf(mention.entity.type),
      title: mention.entity.name,
      href: entityAddress(mention.entity.id),
    },
    node,
  );
}
