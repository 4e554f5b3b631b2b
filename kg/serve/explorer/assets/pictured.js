// A table of results -> a graph: one column to another, with a third at the lines. Which ones, one can choose.

import { make } from "./dom.js";
import { go } from "./router.js";
import { Canvas } from "./graph/canvas.js";
import { settle } from "./graph/layout.js";
import { pageOf, plainText } from "./terms.js";
import { plural } from "./words.js";

const MOST = 5000; // rows that are drawn
const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
const LONG = 60; // characters above which a text is no name

export function pictured(table, isGraph, prefixes) {
  const host = make("div", { class: "host" });
  const choice = guess(table);
  const note = make("span", { class: "soft small", role: "status" });
  const select = (role, text, none) =>
    make(
      "label",
      {},
      `${text} `,
      make(
        "select",
        {
          onchange: (event) => {
            choice[role] = event.target.value;
            render();
          },
        },
        none ? make("option", { value: "", text: "(nothing)", selected: !choice[role] }) : null,
        table.columns.map((column) =>
          make("option", { value: column, text: column, selected: choice[role] === column }),
        ),
      ),
    );
  const selects = isGraph
    ? null
    : make(
        "div",
        { class: "chosen-columns small" },
        select("from", "from"),
        select("to", "to"),
        select("label", "lines say", true),
      );
  const element = make("div", { class: "pictured" }, selects, note, make("div", { class: "stage" }, host));
  let canvas = null;
  let pages = new Map();

  const render = async () => {
    const drawn = isGraph ? ofTriples(table.rows, prefixes) : ofRows(table.rows, choice, prefixes);
    const places = new Map();
    await settle(drawn.nodes, drawn.edges, places);
    pages = drawn.pages;
    for (const node of drawn.nodes) [node.x, node.y] = places.get(node.id);
    canvas ??= new Canvas(host, {
      onChoose: (kind, id) => canvas.choose(kind ? id : null),
      onOpen: open,
      describe: (kind, id) => [
        make("p", { text: kind === "node" ? id : drawn.edges.find((edge) => edge.id === id).name }),
      ],
    });
    canvas.show(
      drawn.nodes,
      drawn.edges,
      `Graph of the results: ${plural(drawn.nodes.length, "name")}, ${plural(drawn.edges.length, "link")}. Enter opens the chosen name.`,
    );
    canvas.fit();
    note.textContent = drawn.nodes.length
      ? `${plural(drawn.nodes.length, "name")}, ${plural(drawn.edges.length, "link")}`
      : "Choose two columns that hold names.";
  };
  const open = (id) => {
    if (pages.get(id)) go(pages.get(id));
  };
  return {
    element,
    shown: () => {
      if (!canvas) render();
    },
    end: () => canvas?.end(),
  };
}

/** The first two columns that hold names, and one that holds relations. */
function guess({ columns, rows }) {
  const sample = rows.slice(0, 50);
  const isName = (column) =>
    sample.some((row) => row[column]) &&
    sample.every(
      (row) =>
        !row[column] ||
        row[column].type !== "literal" ||
        (row[column].value.length <= LONG && !row[column].datatype && !/^\d/.test(row[column].value)),
    );
  const label = columns.find((column) => /^(relation|predicate|property|act|p|verb)$/i.test(column)) ?? "";
  const names = columns.filter(
    (column) => column !== label && !/^(polarity|certainty|asserted|type)$/i.test(column) && isName(column),
  );
  return { from: names[0] ?? columns[0], to: names[1] ?? columns[1] ?? columns[0], label };
}

function ofRows(rows, { from, to, label }, prefixes) {
  const links = rows
    .slice(0, MOST)
    .filter((row) => row[from])
    .map((row) => [row[from], row[to], plainText(row[label], prefixes)]);
  return graphOf(links, (term) => plainText(term, prefixes));
}

function ofTriples(rows, prefixes) {
  const names = new Map(
    rows.filter((row) => row.predicate.value === LABEL).map((row) => [row.subject.value, row.object.value]),
  );
  const links = rows
    .filter((row) => row.object.type !== "literal")
    .slice(0, MOST)
    .map((row) => [row.subject, row.object, plainText(row.predicate, prefixes)]);
  return graphOf(links, (term) => names.get(term.value) ?? plainText(term, prefixes));
}

function graphOf(links, nameOf) {
  const nodes = new Map();
  const pages = new Map();
  const add = (term) => {
    if (!nodes.has(term.value))
      nodes.set(term.value, {
        id: term.value,
        name: nameOf(term),
        group: term.type === "literal" ? "other" : "person",
        size: 7,
        expanded: false,
      });
    if (term.type === "uri") pages.set(term.value, pageOf(term.value));
    return term.value;
  };
  const edges = new Map();
  for (const [from, to, name] of links) {
    const source = add(from);
    const target = to && add(to);
    if (!target || source === target) continue;
    const id = JSON.stringify([source, name, target]);
    edges.set(id, { id, source, target, name, style: "asserted" });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], pages };
}
