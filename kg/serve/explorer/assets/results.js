// What a query answered -> a table, and a graph of it.

import { make } from "./dom.js";
import { save } from "./graph/export.js";
import { pictured } from "./pictured.js";
import { nothing } from "./problems.js";
import { download } from "./sparql.js";
import { plainText, termNode } from "./terms.js";
import { plural } from "./words.js";

const SHOWN = 1000; // rows of a table that are drawn

/** { element, shown?, end? } */
export function results(answer, prefixes, query) {
  if (answer.error?.name === "AbortError") return { element: make("p", { class: "soft", text: "Stopped." }) };
  if (answer.error)
    return {
      element: make(
        "div",
        { class: "nothing", role: "alert" },
        make("h2", { text: answer.error.title ?? "The query failed" }),
        make("pre", { class: "message", text: answer.error.message }),
      ),
    };
  if ("truth" in answer)
    return { element: make("p", { class: "truth", role: "status", text: answer.truth ? "Yes" : "No" }) };
  const table = answer.triples
    ? {
        columns: ["subject", "predicate", "object"],
        rows: answer.triples.map(([subject, predicate, object]) => ({ subject, predicate, object })),
      }
    : answer;
  if (!table.rows.length)
    return {
      element: nothing(
        "No results",
        "Nothing in the graph answers this. Check the spelling of names, or loosen a condition.",
      ),
    };
  return views(table, answer, prefixes, query);
}

function views(table, answer, prefixes, query) {
  const picture = pictured(table, Boolean(answer.triples), prefixes);
  const panels = {
    Table: make(
      "div",
      { class: "scrolling", tabindex: 0, role: "region", "aria-label": "Table of results" },
      drawTable(table, prefixes),
    ),
    Graph: picture.element,
  };
  const tabs = Object.keys(panels).map((name) =>
    make("button", {
      class: "plain",
      type: "button",
      id: `show-${name.toLowerCase()}`,
      "aria-pressed": "false",
      text: name,
      onclick: () => show(name),
    }),
  );
  const show = (name) => {
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.textContent === name));
    for (const [each, panel] of Object.entries(panels)) panel.hidden = each !== name;
    if (name === "Graph") picture.shown();
  };
  show("Table");
  const many = table.rows.length > SHOWN ? `; the first ${SHOWN} are shown` : "";
  const element = make(
    "div",
    {},
    make(
      "div",
      { class: "bar" },
      make("span", { class: "switch", role: "group", "aria-label": "Form of the results" }, tabs),
      make("span", {
        class: "soft small",
        role: "status",
        text: `${plural(table.rows.length, "row")} in ${answer.seconds.toFixed(2)} s${many}`,
      }),
      saving(query, Boolean(answer.triples)),
    ),
    Object.values(panels),
  );
  return { element, end: picture.end };
}

function saving(query, isGraph) {
  const forms = isGraph
    ? [["Turtle", "text/turtle", "ttl"]]
    : [
        ["CSV", "text/csv", "csv"],
        ["JSON", "application/sparql-results+json", "srj"],
      ];
  const button = ([name, type, ending]) =>
    make("button", {
      class: "plain",
      type: "button",
      text: name,
      "aria-label": `Save as ${name}`,
      onclick: async () => save(await download(query, type), `results.${ending}`),
    });
  return make("span", { class: "saving" }, forms.map(button));
}

function drawTable({ columns, rows }, prefixes) {
  const cell = (row, column) =>
    make(
      "td",
      { title: plainText(row[column], prefixes).length > 120 ? plainText(row[column], prefixes) : null },
      termNode(row[column], prefixes),
    );
  return make(
    "table",
    {},
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        columns.map((column) => make("th", { scope: "col", text: column })),
      ),
    ),
    make(
      "tbody",
      {},
      rows.slice(0, SHOWN).map((row) =>
        make(
          "tr",
          {},
          columns.map((column) => cell(row, column)),
        ),
      ),
    ),
  );
}
