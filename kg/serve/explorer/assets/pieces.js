// Entities, edges and claims -> the pieces of page that all pages are made of.

import { articleAddress, entityAddress, evidenceAddress } from "./addresses.js";
import { make, unseen } from "./dom.js";
import { CERTAINTIES, day, groupOf, plural, quoted } from "./words.js";

/** The name of an entity with a link to it; words that stand for none are words. */
export function entityLink(ref) {
  if (!ref.id) return make("span", { class: "entity wording", text: ref.name });
  return make("a", {
    class: "entity",
    "data-group": groupOf(ref.type),
    title: ref.type,
    href: entityAddress(ref.id),
    text: ref.name,
  });
}

export const entityName = (ref) => make("span", { class: "entity", "data-group": groupOf(ref.type), text: ref.name });

export function badge(text, kind = "") {
  return make("span", { class: `badge ${kind}`, title: text, text });
}

/** How sure it is said to be: up to three dots, and the word for it. */
export function meter(certainty) {
  const full = 3 - CERTAINTIES.indexOf(certainty);
  const dots = [1, 2, 3].map((dot) => make("i", { class: dot <= full ? "on" : "", "aria-hidden": "true" }));
  const word = certainty === "underspecified" ? "left open" : certainty;
  return make(
    "span",
    { class: "meter", title: `Certainty: ${word}` },
    dots,
    make("b", {}, unseen("certainty: "), word),
  );
}

const DOUBTS = { probable: "probable", possible: "possible", underspecified: "left open" };

/** All that reserves an edge: who says so, that it is denied, unsure, expected or over. */
export function reservations(edge) {
  const unconfirmed = edge.kind === "claim" && !edge.speaker && "unconfirmed";
  return [
    edge.speaker && badge(`says ${edge.speaker.name}`, "claim"),
    unconfirmed && badge(unconfirmed, "claim"),
    edge.polarity === "negative" && badge("denied", "denied"),
    edge.kind === "inferred" && badge("inferred", "inferred"),
    DOUBTS[edge.certainty] && badge(DOUBTS[edge.certainty]),
    edge.future && badge("future"),
    edge.former && badge("former"),
    edge.role && badge(edge.role),
    edge.time && badge(day(edge.time)),
  ].filter(Boolean);
}

export const kindOf = (edge) => (edge.polarity === "negative" ? "denied" : edge.kind);

export function sourceLine(article, count = 1, span = null) {
  if (!article) return null;
  const parts = [article.source, day(article.published)].filter(Boolean).join(", ");
  const others = count > 1 ? ` and ${plural(count - 1, "other article")}` : "";
  return make(
    "div",
    { class: "source" },
    make("a", { href: articleAddress(article.id, span), text: article.title }),
    parts && ` · ${parts}`,
    others,
  );
}

export function evidenceLink(id, about) {
  return make(
    "a",
    { class: "evidence", href: evidenceAddress(id), "data-evidence": id },
    "Evidence",
    unseen(`: ${about}`),
  );
}

/** One edge as a sentence, its reservations, its quote and its source. `self` is the entity whose page it is. */
export function edgeItem(edge, self = null) {
  const end = (ref) => (ref.id && ref.id === self ? make("span", { text: ref.name }) : entityLink(ref));
  const sentence = `${edge.subject.name} ${edge.label} ${edge.object.name}`;
  return make(
    "li",
    { class: `said ${kindOf(edge)}` },
    make(
      "div",
      { class: "line" },
      end(edge.subject),
      make("span", { class: "relation-name", text: edge.name }),
      end(edge.object),
      make("span", { class: "badges" }, reservations(edge)),
      evidenceLink(edge.id, sentence),
    ),
    make("p", { class: "quote clamped", text: edge.kind === "inferred" ? `Rule: ${edge.quote}` : quoted(edge.quote) }),
    sourceLine(edge.article, edge.articles),
  );
}

/** The reporting words where there are few, else the kind of act: "said", "accused". */
export const reported = (claim) => (claim.cue && claim.cue.length <= 32 ? claim.cue : claim.act.toLowerCase());

/** Who says it, in a word: the speaker's name, the text's own words for it, or that nobody is named. */
export const sayer = (claim) => claim.speaker?.name ?? (claim.source ? quoted(claim.source) : "Nobody named");

const unnamed = (claim) => make("span", { class: "soft", text: sayer(claim) });

/** Who says it: a link to the speaker, or words. */
export const sayerLink = (claim) => (claim.speaker ? entityLink(claim.speaker) : unnamed(claim));

/** The same without a link. */
export const sayerName = (claim) => (claim.speaker ? entityName(claim.speaker) : unnamed(claim));

/** What the article itself makes of what somebody claims, where it takes a stand. */
function articlesStand(stand) {
  if (!stand) return null;
  const denied = stand.polarity === "negative";
  const so = stand.certainty === "certain" ? "as a fact" : `as ${stand.certainty}`;
  return badge(denied ? "not so, says the article" : `told ${so} by the article`, denied ? "denied" : "asserted");
}

/** One claim: who says, how, what; how sure, negated or not; where. */
export function claimItem(claim, self = null) {
  const own = claim.speaker && claim.speaker.id === self;
  const about = claim.about.filter((ref) => ref.id !== self && ref.id !== claim.speaker?.id);
  return make(
    "li",
    { class: `said ${claim.polarity === "negative" ? "denied" : "claim"}` },
    make(
      "div",
      { class: "line" },
      own ? make("span", { text: claim.speaker.name }) : sayerLink(claim),
      make("span", { class: "soft", text: reported(claim) }),
      make("span", { class: "badges" }, claimBadges(claim)),
      evidenceLink(claim.id, `${sayer(claim)} ${reported(claim)}: ${claim.content}`),
    ),
    make("p", { class: "quote main", text: claim.quotation === "direct" ? quoted(claim.content) : claim.content }),
    about.length
      ? make(
          "div",
          { class: "small soft" },
          "about ",
          about.flatMap((ref, index) => [index ? ", " : "", entityLink(ref)]),
        )
      : null,
    sourceLine(claim.article, 1, [claim.start, claim.end]),
  );
}

export function claimBadges(claim) {
  return [
    badge(claim.act.toLowerCase()),
    claim.polarity === "negative" && badge("negated", "denied"),
    meter(claim.certainty),
    claim.future && badge("future"),
    articlesStand(claim.narrator),
    claim.claimants > 1 && badge(`${claim.claimants} sources say so`),
    claim.contradicts.length > 0 && badge("contradicted", "denied"),
  ].filter(Boolean);
}

let blocks = 0;

export function block(title, count, ...content) {
  const id = `block-${(blocks += 1)}`;
  return make(
    "section",
    { class: "block", "aria-labelledby": id },
    make(
      "header",
      {},
      make("h2", { id, text: title }),
      count !== null && make("span", { class: "count", text: count }),
    ),
    content,
  );
}

/** A list that grows by pages: `fetchPage(cursor)` gives { items, next }, `row` makes a row. */
export function growing(listClass, first, fetchPage, row) {
  const list = make("ul", { class: listClass }, first.items.map(row));
  let cursor = first.next;
  const button = make("button", { class: "button more", type: "button", text: "Show more", hidden: !cursor });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const page = await fetchPage(cursor);
      const rows = page.items.map(row);
      list.append(...rows);
      cursor = page.next;
      rows[0]?.querySelector("a")?.focus();
      button.textContent = "Show more";
    } catch (error) {
      button.textContent = `${error.message} Try again`;
    }
    button.disabled = false;
    button.hidden = !cursor;
  });
  return [list, button];
}
