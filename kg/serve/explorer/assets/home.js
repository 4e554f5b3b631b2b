// The start page: what is in the graph, and the best ways in.

import { get, overview } from "./api.js";
import { articleAddress } from "./addresses.js";
import { make } from "./dom.js";
import { statement } from "./disputes.js";
import { block, entityLink } from "./pieces.js";
import { nothing } from "./problems.js";
import { day, groupOf, number, period, plural } from "./words.js";

export async function load() {
  const [known, names, articles, disputes] = await Promise.all([
    overview(),
    get("search", { limit: 24 }),
    get("articles", { limit: 8 }),
    get("disputes", { limit: 4 }),
  ]);
  if (!known.articles) return { title: "", content: empty() };
  return { title: "", content: make("div", { class: "page" }, head(known), body(known, names, articles, disputes)) };
}

function empty() {
  return make(
    "div",
    { class: "page" },
    make("h1", { class: "hidden", tabindex: -1, text: "News graph" }),
    nothing("This graph is empty", "Build one with kg build ARTICLES --store STORE, and serve that store."),
  );
}

function head(known) {
  const counts = [plural(known.entities, "name"), plural(known.claims, "claim"), plural(known.articles, "article")];
  return make(
    "header",
    { class: "lead" },
    make(
      "div",
      {},
      make("h1", { tabindex: -1, text: "Who is who, and who said what" }),
      make("p", {
        class: "soft",
        text: [counts.join(", "), period(known.first, known.last)].filter(Boolean).join(" · "),
      }),
    ),
  );
}

function body(known, names, articles, disputes) {
  return make(
    "div",
    { class: "columns" },
    make(
      "div",
      {},
      block(
        "Most mentioned",
        null,
        make("ol", { class: "names" }, names.items.map(nameRow)),
        make("p", { class: "more" }, make("a", { href: "/search", text: `All ${number(names.total)} names` })),
      ),
      make(
        "div",
        { class: "halves" },
        block("Disputes", null, disputeRows(disputes)),
        block("Relations", null, relationRows(known)),
      ),
    ),
    make(
      "div",
      {},
      block(
        "Latest articles",
        null,
        make("ul", { class: "rows" }, articles.items.map(articleRow)),
        make(
          "p",
          { class: "more" },
          make("a", { href: "/articles", text: `All ${plural(articles.total, "article")}` }),
        ),
      ),
      block("Kinds of names", null, make("ul", { class: "rows" }, known.types.map(typeRow))),
      block(
        "Sources",
        null,
        known.sources.length
          ? make("ul", { class: "rows" }, known.sources.slice(0, 10).map(sourceRow))
          : make("p", { class: "soft", text: "The articles name no source." }),
      ),
    ),
  );
}

export function nameRow(hit) {
  return make("li", {}, entityLink(hit), make("span", { class: "soft small", text: plural(hit.mentions, "mention") }));
}

function articleRow(article) {
  const place = [article.source, day(article.published)].filter(Boolean).join(", ");
  return make(
    "li",
    {},
    make("a", { class: "wide headline-link", href: articleAddress(article.id), text: article.title }),
    place && make("span", { class: "soft wide", text: place }),
  );
}

function typeRow(type) {
  return make(
    "li",
    {},
    make("a", {
      class: "entity",
      "data-group": groupOf(type.name),
      href: `/search?type=${encodeURIComponent(type.name)}`,
      text: type.label,
    }),
    make("span", { class: "soft", text: number(type.count) }),
  );
}

function sourceRow(source) {
  return make(
    "li",
    {},
    make("a", { href: `/articles?${new URLSearchParams({ source: source.name })}`, text: source.label }),
    make("span", { class: "soft", text: number(source.count) }),
  );
}

/** The relations that there are most of, each with the query that lists them. */
function relationRows(known) {
  const query = (relation) =>
    `SELECT ?from ?to ?node\nWHERE {\n  ?node rdf:predicate kg:${relation.name} ;\n    rdf:subject/rdfs:label ?from ;\n    rdf:object/rdfs:label ?to .\n}\n`;
  const row = (relation) =>
    make(
      "li",
      {},
      make("a", { href: `/query?${new URLSearchParams({ query: query(relation) })}`, text: relation.label }),
      make("span", { class: "soft", text: number(relation.count) }),
    );
  if (!known.relations.length) return make("p", { class: "soft", text: "Nothing is said of how they are related." });
  return make("ul", { class: "rows" }, known.relations.slice(0, 10).map(row));
}

function disputeRows(disputes) {
  if (!disputes.total) return make("p", { class: "soft", text: "No article denies what another affirms." });
  const row = (dispute) =>
    make(
      "li",
      {},
      make("a", { href: "/disputes", text: statement(dispute.content) }),
      make("span", { class: "soft", text: `${dispute.affirmed.length} affirm, ${dispute.denied.length} deny` }),
    );
  return make("ul", { class: "rows" }, disputes.items.map(row));
}
