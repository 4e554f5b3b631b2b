// Beside the canvas: who is chosen, what is shown as lists (for keys and screen readers as much as for eyes), filters,
// export.

import { overview } from "../api.js";
import { entityAddress, evidenceAddress, graphAddress, here } from "../addresses.js";
import { make } from "../dom.js";
import { clearing, dates, isFiltered, ticks } from "../filters.js";
import { badge, entityLink, kindOf, reservations } from "../pieces.js";
import { go } from "../router.js";
import { suggest } from "../suggest.js";
import { CERTAINTIES, groupOf, kindName, KINDS, plural } from "../words.js";
import { save, toGraphml, toSparql } from "./export.js";
import { FILTERS } from "./neighbours.js";

const LISTED = 300; // names and edges listed at most
const LONGEST = 6000; // characters of a query that an address takes; longer ones are saved as a file

export function makePanel(actions) {
  const card = make("section", { class: "card", "aria-live": "off" });
  const names = make("section", {});
  const filters = make("details", { class: "fold" });
  const status = make("p", { class: "small soft" });
  const element = make(
    "aside",
    { class: "graph-panel", "aria-label": "What the graph shows" },
    adding(),
    status,
    card,
    filters,
    names,
    exports(actions),
  );
  const panel = {
    element,
    choose(id) {
      card.replaceChildren(...chosenCard(actions, actions.shown(), id));
    },
    async show(shown, asked, chosen) {
      status.replaceChildren(
        `${plural(shown.nodes.length, "name")}, ${plural(shown.edges.length, "relation")}.`,
        ...hiddenNote(shown, asked),
      );
      panel.choose(chosen);
      const known = await overview();
      const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
      names.replaceChildren(list(actions, shown));
      fillFilters(filters, known, shown, asked);
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    },
  };
  return panel;
}

function adding() {
  const field = make("input", {
    type: "search",
    id: "graph-add",
    placeholder: "Add a name",
    "aria-label": "Add a name to the graph",
    autocomplete: "off",
  });
  const box = make("div", { class: "finder" }, field);
  suggest(field, (hit) => {
    const entities = new URLSearchParams(location.search).getAll("entity");
    if (!entities.includes(hit.id)) go(here({ entity: [...entities, hit.id] }));
  });
  return box;
}

function hiddenNote(shown, asked) {
  if (!shown.hidden) return [];
  const more = Math.min(500, asked.limit * 4);
  const button = make("button", {
    class: "textual",
    type: "button",
    text: "Show more",
    onclick: () => go(here({ limit: more })),
  });
  return [` ${plural(shown.hidden, "weaker link")} left out. `, asked.limit < 500 ? button : ""];
}

function chosenCard(actions, shown, id) {
  const node = shown.nodes.find((each) => each.id === id);
  if (!node)
    return [
      make("p", { class: "soft small", text: "Click a name to choose and expand it, a line to read its evidence." }),
    ];
  const edges = shown.edges.filter((edge) => edge.source === id || edge.target === id);
  const toggle = node.expanded
    ? make("button", { class: "button", type: "button", text: "Fold", onclick: () => actions.collapse(id) })
    : make("button", { class: "button", type: "button", text: "Expand", onclick: () => actions.expand(id) });
  return [
    make("h2", {}, make("span", { class: "entity", "data-group": groupOf(node.type), text: node.name })),
    make("p", {
      class: "soft small",
      text: `${kindName(node.type)} · ${plural(node.mentions, "mention")} in ${plural(node.articles, "article")}`,
    }),
    make(
      "p",
      { class: "actions" },
      make("a", { class: "button strong", href: entityAddress(id), text: "Open" }),
      " ",
      toggle,
      " ",
      make("a", { class: "button", href: graphAddress(id), text: "Start here" }),
    ),
    make(
      "ul",
      { class: "edges" },
      edges.slice(0, LISTED).map((edge) => edgeRow(shown, edge, id)),
    ),
  ];
}

function edgeRow(shown, edge, self) {
  const end = (id) => {
    const node = shown.nodes.find((each) => each.id === id);
    return id === self ? make("span", { text: node.name }) : entityLink(node);
  };
  const said = { ...edge, speaker: edge.speaker && { name: edge.speaker }, role: null, time: null };
  return make(
    "li",
    { class: `said ${kindOf(edge)}` },
    make(
      "div",
      { class: "line" },
      end(edge.source),
      make("span", { class: "relation-name", text: edge.name }),
      end(edge.target),
      make("span", { class: "badges" }, reservations(said)),
      make("a", { class: "evidence", href: evidenceAddress(edge.id), "data-evidence": edge.id, text: "Evidence" }),
    ),
  );
}

function list(actions, shown) {
  const sorted = [...shown.nodes].sort(
    (one, other) => Number(other.expanded) - Number(one.expanded) || other.mentions - one.mentions,
  );
  const row = (node) =>
    make(
      "li",
      {},
      make(
        "button",
        { class: "name-button", type: "button", onclick: () => actions.choose("node", node.id) },
        make("span", { class: "entity", "data-group": groupOf(node.type), text: node.name }),
      ),
      node.expanded
        ? badge("expanded")
        : make("button", {
            class: "textual small",
            type: "button",
            "aria-label": `Expand ${node.name}`,
            text: "Expand",
            onclick: () => actions.expand(node.id),
          }),
    );
  return make(
    "details",
    { class: "fold", open: true },
    make("summary", { text: "Names shown" }),
    make("ul", { class: "rows names-shown" }, sorted.slice(0, LISTED).map(row)),
    sorted.length > LISTED ? make("p", { class: "soft small", text: `and ${sorted.length - LISTED} more` }) : null,
  );
}

function fillFilters(element, known, shown, asked) {
  const query = new URLSearchParams(location.search);
  const count = (test) => shown.edges.filter(test).length || "";
  const worded = known.relations
    .map((relation) => ({ ...relation, count: count((edge) => edge.predicate === relation.name) }))
    .filter((each) => each.count || asked.filters.predicate.includes(each.name));
  const filtered = isFiltered(query, ...FILTERS);
  element.replaceChildren(
    make("summary", {}, "Filters", filtered ? badge("on") : ""),
    make(
      "div",
      { class: "filters" },
      ticks(
        "How it is said",
        "kind",
        KINDS.map(([name, label]) => ({ name, label, count: count((edge) => edge.kind === name) })),
        query,
        asked.filters.kind,
      ),
      ticks(
        "Certainty",
        "certainty",
        CERTAINTIES.map((name) => ({
          name,
          label: name === "underspecified" ? "left open" : name,
          count: count((edge) => edge.certainty === name),
        })),
        query,
      ),
      dates(known, query),
      ticks(
        "Source",
        "source",
        known.sources.map((source) => ({ ...source, count: count((edge) => edge.publisher === source.name) })),
        query,
      ),
      ticks("Kind of relation", "predicate", worded, query),
      filtered ? clearing(FILTERS) : null,
    ),
  );
}

function exports(actions) {
  const button = (text, action) => make("button", { class: "button", type: "button", text, onclick: action });
  return make(
    "section",
    {},
    make("h3", { text: "Export what is shown" }),
    make(
      "p",
      { class: "actions" },
      button("PNG", async () => save(await actions.png(), "graph.png")),
      button("GraphML", () =>
        save(new Blob([toGraphml(actions.shown())], { type: "application/graphml+xml" }), "graph.graphml"),
      ),
      button("SPARQL", () => {
        const query = toSparql(actions.shown());
        if (query.length < LONGEST) go(`/query?${new URLSearchParams({ query })}`);
        else save(new Blob([query], { type: "application/sparql-query" }), "graph.rq");
      }),
    ),
  );
}
