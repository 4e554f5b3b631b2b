// Disputes: what some affirm and others deny, each voice with its words and its article.

import { get, segment } from "./api.js";
import { make } from "./dom.js";
import { here } from "./addresses.js";
import { entityLink, evidenceLink, growing, meter, sourceLine } from "./pieces.js";
import { nothing } from "./problems.js";
import { go } from "./router.js";
import { suggest } from "./suggest.js";
import { capital, plural, quoted } from "./words.js";

export async function load({ query }) {
  const about = query.get("about");
  const [found, card] = await Promise.all([
    get("disputes", { about, limit: 20 }),
    about ? get(`entities/${segment(about)}`) : null,
  ]);
  const content = make(
    "div",
    { class: "page" },
    make(
      "header",
      { class: "lead" },
      make(
        "div",
        {},
        make("h1", { tabindex: -1 }, card ? ["Disputes about ", card.name] : "Disputes"),
        make("p", { class: "soft", text: `${plural(found.total, "statement")} that some affirm and others deny` }),
      ),
      make(
        "div",
        { class: "actions" },
        choosing(),
        card ? make("a", { class: "button", href: "/disputes", text: "All disputes" }) : null,
      ),
    ),
    found.total
      ? growing("disputes", found, (cursor) => get("disputes", { about, limit: 20, cursor }), dispute)
      : none(card),
  );
  return { title: card ? `Disputes about ${card.name}` : "Disputes", content };
}

function none(card) {
  const what = card ? ` about ${card.name}` : "";
  return nothing(
    "No disputes",
    `No article${what} denies what another affirms. Single denials stand on the pages of those whom they are about.`,
    make("a", { class: "button", href: card ? "/disputes" : "/", text: card ? "All disputes" : "Start page" }),
  );
}

function choosing() {
  const field = make("input", {
    id: "dispute-about",
    type: "search",
    placeholder: "About whom or what?",
    "aria-label": "Disputes about whom or what",
    autocomplete: "off",
  });
  const box = make("div", { class: "finder" }, field);
  suggest(field, (hit) => go(here({ about: hit.id, evidence: null })));
  return box;
}

function dispute(item) {
  return make(
    "li",
    { class: "dispute" },
    make("h2", { text: statement(item.content) }),
    make("div", { class: "sides" }, side("Affirmed", "affirmed", item.affirmed), side("Denied", "denied", item.denied)),
  );
}

/** What is disputed, as a sentence of its own: "that X did" -> "X did". */
export const statement = (content) => capital(content.replace(/^that\s+/i, ""));

function side(title, kind, voices) {
  return make(
    "section",
    { class: `side ${kind}`, "aria-label": title },
    make("h3", {}, title, make("span", { class: "count", text: ` by ${voices.length}` })),
    make("ul", {}, voices.map(voice)),
  );
}

function voice(item) {
  const speaker = item.speaker
    ? entityLink(item.speaker)
    : make("span", {
        text: item.article.source ? `${item.article.source}, in its own voice` : "The article, in its own voice",
      });
  return make(
    "li",
    { class: "voice" },
    make(
      "div",
      { class: "line" },
      speaker,
      item.act ? make("span", { class: "soft", text: item.act.toLowerCase() }) : null,
      meter(item.certainty),
      evidenceLink(item.id, item.quote),
    ),
    make("p", { class: "quote main", text: quoted(item.quote) }),
    sourceLine(item.article),
  );
}
