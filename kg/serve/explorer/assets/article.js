// An article: its text with names coloured by type, and beside each paragraph the claims made in it.

import { get, segment } from "./api.js";
import { evidenceAddress } from "./addresses.js";
import { make, outward, unseen } from "./dom.js";
import { point, pointing } from "./highlight.js";
import { badge, entityName, kindOf, meter, reported, sayerName } from "./pieces.js";
import { paragraphs, written } from "./text.js";
import { codePoints, day, groupOf, plural } from "./words.js";

const AT_ONCE = 4; // claims beside a paragraph before the rest is folded
const LONGEST = 150; // characters of what is claimed, in the margin

export async function load({ parameters: [id], query }) {
  const found = await get(`articles/${segment(id)}`);
  const letters = codePoints(found.text);
  const rows = paragraphs(letters).map((span) => row(found, letters, span));
  const content = make("div", { class: "page article-page" }, head(found), make("div", { class: "text" }, rows));
  const at = /^(\d+)-(\d+)$/.exec(query.get("at") ?? "");
  return {
    title: found.article.title,
    content,
    placed: Boolean(at),
    shown: () => {
      pointing(content);
      if (at) point(content, Number(at[1]), Number(at[2]), { scroll: true });
    },
  };
}

function head(found) {
  const { article } = found;
  const facts = [article.source, day(article.published), found.authors.join(", ")].filter(Boolean).join(" · ");
  const named = new Set(found.mentions.filter((mention) => mention.entity).map((mention) => mention.entity.id)).size;
  return make(
    "header",
    { class: "lead" },
    make(
      "div",
      {},
      make("p", { class: "eyebrow", text: facts || "No source, no date" }),
      make("h1", { tabindex: -1, text: article.title }),
      make("p", {
        class: "soft",
        text: `${plural(named, "name")}, ${plural(found.claims.length, "claim")}, ${plural(found.edges.length, "relation")}`,
      }),
      article.url ? make("p", { class: "small" }, outward(article.url)) : null,
    ),
    key(found),
  );
}

function key(found) {
  const groups = [
    ...new Set(found.mentions.filter((mention) => mention.entity).map((mention) => groupOf(mention.entity.type))),
  ].sort();
  return make(
    "ul",
    { class: "key small", "aria-label": "Colours" },
    groups.map((group) =>
      make("li", { class: "entity", "data-group": group, text: group === "organization" ? "organisation" : group }),
    ),
  );
}

function row(found, letters, [start, end]) {
  const inside = (said) => said.start >= start && said.start < end;
  const claims = found.claims.filter(inside);
  const edges = found.edges.filter((said) => inside(said) && said.edge.kind !== "open");
  return make(
    "div",
    { class: "paragraph" },
    make("p", { class: "prose" }, written(letters, [start, end], found.mentions)),
    margin(claims, edges),
  );
}

function margin(claims, edges) {
  if (!claims.length && !edges.length) return null;
  return make(
    "aside",
    { class: "margin", "aria-label": "Claims and relations of this paragraph" },
    make("ul", {}, claims.slice(0, AT_ONCE).map(note)),
    folded(claims.slice(AT_ONCE), "more claim"),
    folded(edges, "relation"),
  );
}

function folded(said, noun) {
  return said.length
    ? make("details", {}, make("summary", { text: plural(said.length, noun) }), make("ul", {}, said.map(note)))
    : null;
}

function note(said) {
  const spans = JSON.stringify((said.marks.length ? said.marks : [said]).map((mark) => [mark.start, mark.end]));
  const { edge, claim } = said;
  const attributes = {
    class: `note ${edge ? kindOf(edge) : claim.polarity === "negative" ? "denied" : "claim"}`,
    "data-spans": spans,
  };
  return make("li", attributes, edge ? edgeNote(edge) : claimNote(claim));
}

function edgeNote(edge) {
  return make(
    "a",
    { href: evidenceAddress(edge.id), "data-evidence": edge.id },
    entityName(edge.subject),
    " ",
    make("span", { class: "relation-name", text: edge.name }),
    " ",
    entityName(edge.object),
    " ",
    edge.speaker ? badge(`says ${edge.speaker.name}`, "claim") : null,
    edge.polarity === "negative" ? badge("denied", "denied") : null,
    edge.certainty === "certain" ? unseen("stated") : meter(edge.certainty),
  );
}

const shorter = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/\s\S*$/, "")} …` : text);

function claimNote(claim) {
  return make(
    "a",
    { href: evidenceAddress(claim.id), "data-evidence": claim.id },
    sayerName(claim),
    make("span", { class: "soft", text: ` ${reported(claim)} ` }),
    make("span", { class: "content", text: shorter(claim.content) }),
    " ",
    claim.polarity === "negative" ? badge("negated", "denied") : null,
    " ",
    meter(claim.certainty),
  );
}
