// The list of articles, the latest first; by words of the title, date and source.

import { get, overview } from "./api.js";
import { articleAddress, here } from "./addresses.js";
import { make } from "./dom.js";
import { clearing, dates, folding, isFiltered, ticks } from "./filters.js";
import { growing } from "./pieces.js";
import { nothing } from "./problems.js";
import { go } from "./router.js";
import { day, plural } from "./words.js";

const FILTERS = ["query", "from", "to", "source"];

export async function load({ query }) {
  const asked = {
    query: query.get("query"),
    source: query.getAll("source"),
    from: query.get("from"),
    to: query.get("to"),
    limit: 50,
  };
  const [known, found] = await Promise.all([overview(), get("articles", asked)]);
  const list = found.total
    ? growing("rows articles", found, (cursor) => get("articles", { ...asked, cursor }), row)
    : nothing("No such article", "Clear a filter to see more.");
  const content = make(
    "div",
    { class: "page" },
    make(
      "header",
      { class: "lead" },
      make(
        "div",
        {},
        make("h1", { tabindex: -1, text: "Articles" }),
        make("p", { class: "soft", text: plural(found.total, "article") }),
      ),
    ),
    make("div", { class: "columns aside-first" }, side(known, query), make("div", {}, list)),
  );
  return { title: "Articles", content };
}

function side(known, query) {
  const field = make("input", {
    type: "search",
    id: "title-words",
    value: query.get("query") ?? "",
    placeholder: "Words of the title",
  });
  const form = make(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        go(here({ query: field.value.trim() }));
      },
    },
    make("label", { class: "label", for: "title-words", text: "Title" }),
    field,
  );
  return folding(
    isFiltered(query, ...FILTERS),
    form,
    dates(known, query),
    ticks("Source", "source", known.sources, query),
    isFiltered(query, ...FILTERS) ? clearing(FILTERS) : null,
  );
}

function row(article) {
  return make(
    "li",
    {},
    make("a", { class: "headline-link", href: articleAddress(article.id), text: article.title }),
    make("span", { class: "soft", text: day(article.published) || "no date" }),
    article.source && make("span", { class: "soft wide", text: article.source }),
  );
}
