// Search: names and aliases that fit, in spite of typing errors; by type, date and source.

import { get, overview } from "./api.js";
import { make } from "./dom.js";
import { clearing, dates, folding, isFiltered, ticks } from "./filters.js";
import { entityLink, growing } from "./pieces.js";
import { nothing } from "./problems.js";
import { kindName, number, plural } from "./words.js";

const FILTERS = ["type", "from", "to", "source"];

export async function load({ query }) {
  const asked = {
    query: query.get("query") ?? "",
    type: query.getAll("type"),
    source: query.getAll("source"),
    from: query.get("from"),
    to: query.get("to"),
    limit: 50,
  };
  const [known, found] = await Promise.all([overview(), get("search", asked)]);
  const title = asked.query ? `“${asked.query}”` : "All names";
  const content = make(
    "div",
    { class: "page" },
    make(
      "header",
      { class: "lead" },
      make(
        "div",
        {},
        make("h1", { tabindex: -1, text: title }),
        make("p", { class: "soft", text: plural(found.total, "name") }),
      ),
    ),
    make("div", { class: "columns aside-first" }, side(known, query), make("div", {}, results(asked, found, query))),
  );
  return { title: asked.query ? `Search: ${asked.query}` : "Names", content };
}

function side(known, query) {
  return folding(
    isFiltered(query, ...FILTERS),
    ticks("Kind", "type", known.types, query),
    dates(known, query),
    ticks("Source", "source", known.sources, query),
    isFiltered(query, ...FILTERS) ? clearing(FILTERS) : null,
  );
}

function results(asked, found, query) {
  if (!found.total) {
    const advice = isFiltered(query, ...FILTERS)
      ? "Clear a filter, or try fewer letters."
      : "Try fewer letters, or another spelling.";
    return nothing("No such name", advice, make("a", { class: "button", href: "/search", text: "All names" }));
  }
  return growing("rows results", found, (cursor) => get("search", { ...asked, cursor }), row);
}

function row(hit) {
  const alias = hit.matched !== hit.name ? make("span", { class: "soft", text: ` also “${hit.matched}”` }) : null;
  return make(
    "li",
    {},
    make("span", {}, entityLink(hit), alias),
    make("span", {
      class: "soft",
      text: `${kindName(hit.type)} · ${number(hit.mentions)} in ${plural(hit.articles, "article")}`,
    }),
  );
}
