// The graph page: starts at one or several entities, grows by clicks. Its address says what is expanded and which
// filters hold, so that every state can be linked to and the back button takes back one expansion.

import { get } from "../api.js";
import { evidenceAddress, graphAddress, here } from "../addresses.js";
import { announce, make } from "../dom.js";
import { nameRow } from "../home.js";
import { reservations } from "../pieces.js";
import { problemPage } from "../problems.js";
import { go } from "../router.js";
import { suggest } from "../suggest.js";
import { groupOf, kindName, plural } from "../words.js";
import { Canvas } from "./canvas.js";
import { settle } from "./layout.js";
import { Neighbours, readQuery } from "./neighbours.js";
import { makePanel } from "./panel.js";

const TOGETHER = 8; // names that "most mentioned together" starts with

export async function load({ query }) {
  const asked = readQuery(query);
  if (!asked.entities.length) return { title: "Graph", content: await beginning(), update: () => false };
  const state = { neighbours: new Neighbours(), places: new Map(), asked, shown: null, chosen: null, turn: 0 };
  await gather(state);
  return build(state);
}

/** A place to start from. */
async function beginning() {
  const names = await get("search", { limit: 24 });
  const field = make("input", {
    type: "search",
    id: "graph-start",
    placeholder: "Start at whom or what?",
    "aria-label": "Start at whom or what",
    autocomplete: "off",
  });
  const box = make("div", { class: "finder" }, field);
  suggest(field, (hit) => go(graphAddress(hit.id)));
  const row = (hit) => {
    const item = nameRow(hit);
    item.querySelector("a").href = graphAddress(hit.id);
    return item;
  };
  const together = graphAddress(...names.items.slice(0, TOGETHER).map((hit) => hit.id));
  return make(
    "div",
    { class: "page" },
    make(
      "header",
      { class: "lead" },
      make(
        "div",
        {},
        make("h1", { tabindex: -1, text: "Graph" }),
        make("p", { class: "soft", text: "Start at a name and click your way on." }),
      ),
      make("div", { class: "actions" }, box),
    ),
    names.total
      ? make("ol", { class: "names" }, names.items.map(row))
      : make("p", { class: "soft", text: "This graph is empty." }),
    names.total > 1
      ? make(
          "p",
          { class: "more" },
          make("a", {
            class: "button",
            href: together,
            text: `The ${Math.min(TOGETHER, names.total)} most mentioned together`,
          }),
        )
      : null,
  );
}

/** Fetches what `state.asked` needs and finds a place for all of it. */
async function gather(state) {
  const found = await state.neighbours.show(state.asked);
  await settle(found.nodes, found.edges, state.places);
  state.shown = found;
}

function build(state) {
  const host = make("div", { class: "host" });
  const title = () =>
    state.shown.nodes
      .filter((node) => node.expanded)
      .map((node) => node.name)
      .slice(0, 3)
      .join(", ");
  const heading = make("h1", { class: "hidden", tabindex: -1, text: `Graph of ${title()}` });
  const panel = makePanel({
    choose: (kind, id) => choose(state, kind, id),
    expand,
    collapse,
    png: () => state.canvas.png(),
    shown: () => state.shown,
  });
  const content = make(
    "div",
    { class: "page full graph-page" },
    heading,
    make(
      "div",
      { class: "stage" },
      host,
      controls(() => state.canvas),
      key(),
    ),
    panel.element,
  );
  const page = {
    title: `Graph: ${title()}`,
    content,
    full: true,
    shown: () => {
      state.canvas = new Canvas(host, {
        onChoose: (kind, id) => clicked(state, kind, id),
        onOpen: (id) => (state.shown.nodes.some((node) => node.id === id) ? expand(id) : go(evidenceAddress(id))),
        describe: (kind, id) => describe(state.shown, kind, id),
      });
      state.canvas.onMoved = (node) => state.places.set(node.id, [node.x, node.y]);
      state.canvas.onFocus = (node) => {
        choose(state, "node", node.id);
        announce(`${node.name}, ${kindName(node.type)}`);
      };
      state.panel = panel;
      render(state);
      state.canvas.fit();
      const linked = new URLSearchParams(location.search).get("evidence");
      if (state.shown.edges.some((edge) => edge.id === linked)) state.canvas.choose(linked);
    },
    update: ({ query }) => {
      refresh(state, readQuery(query), heading, title, page);
      return Boolean(query.get("entity"));
    },
    left: () => state.canvas?.end(),
  };
  return page;
}

async function refresh(state, asked, heading, title, page) {
  if (!asked.entities.length) return;
  const turn = (state.turn += 1);
  const before = new Set(state.shown.nodes.map((node) => node.id));
  const grown = asked.entities.find((id) => !state.asked.entities.includes(id));
  state.asked = asked;
  try {
    await gather(state);
  } catch (error) {
    state.canvas.host.closest("main").replaceChildren(problemPage(error, () => location.reload()).content);
    return;
  }
  if (turn !== state.turn) return;
  page.title = heading.textContent = `Graph: ${title()}`;
  document.title = `${page.title} · News graph`;
  if (grown) state.chosen = grown;
  render(state);
  const added = state.shown.nodes.filter((node) => !before.has(node.id));
  if (added.some((node) => outside(state.canvas.view, node, state.places))) state.canvas.fit();
  announce(counts(state.shown));
}

function outside(view, node, places) {
  const [x, y] = places.get(node.id);
  return Math.abs(x - view.x) * view.scale > view.width / 2 || Math.abs(y - view.y) * view.scale > view.height / 2;
}

const counts = (shown) => `${plural(shown.nodes.length, "name")}, ${plural(shown.edges.length, "relation")}`;
const styleOf = (edge) => (edge.polarity === "negative" ? "denied" : edge.kind);

function render(state) {
  const { shown, places, canvas, panel } = state;
  const nodes = shown.nodes.map((node) => {
    const [x, y] = places.get(node.id);
    return {
      id: node.id,
      name: node.name,
      type: node.type,
      group: groupOf(node.type),
      size: Math.min(17, 5 + 2 * Math.sqrt(node.mentions)),
      expanded: node.expanded,
      x,
      y,
    };
  });
  const edges = shown.edges.map((edge) => ({
    id: edge.id,
    source: edge.source,
    target: edge.target,
    name: edge.name,
    style: styleOf(edge),
  }));
  canvas.show(
    nodes,
    edges,
    `Graph of ${counts(shown)}. Arrow keys go from name to name, Enter expands, plus and minus zoom, 0 shows all. The list beside it holds the same.`,
  );
  panel.show(shown, state.asked, state.chosen);
  if (state.chosen) canvas.choose(state.chosen);
}

function choose(state, kind, id) {
  state.chosen = kind === "node" ? id : null;
  state.canvas.choose(id);
  if (kind === "node") state.canvas.reveal(state.canvas.scene.nodes.find((node) => node.id === id));
  if (kind !== "edge") state.panel.choose(state.chosen);
}

/** A click on a name chooses and expands it, one on a line opens its evidence. */
function clicked(state, kind, id) {
  choose(state, kind, id);
  if (kind === "edge") go(evidenceAddress(id));
  else if (kind === "node" && !state.asked.entities.includes(id)) expand(id);
}

function expand(id) {
  const entities = new URLSearchParams(location.search).getAll("entity");
  if (!entities.includes(id)) go(here({ entity: [...entities, id], evidence: null }));
}

function collapse(id) {
  const entities = new URLSearchParams(location.search).getAll("entity").filter((entity) => entity !== id);
  if (entities.length) go(here({ entity: entities, evidence: null }));
}

function describe(shown, kind, id) {
  if (kind === "node") {
    const node = shown.nodes.find((each) => each.id === id);
    const linked = node.degree === null ? "click to expand" : plural(node.degree, "neighbour");
    return [
      make("b", { text: node.name }),
      make("p", { class: "soft", text: `${kindName(node.type)} · ${plural(node.mentions, "mention")} · ${linked}` }),
    ];
  }
  const edge = shown.edges.find((each) => each.id === id);
  const name = (end) => shown.nodes.find((node) => node.id === end).name;
  const said = { ...edge, speaker: edge.speaker && { name: edge.speaker }, role: null, time: null };
  return [
    make(
      "p",
      { class: styleOf(edge) },
      make("b", { text: name(edge.source) }),
      " ",
      make("span", { class: "relation-name", text: edge.name }),
      " ",
      make("b", { text: name(edge.target) }),
    ),
    make("p", { class: "badges" }, reservations(said)),
  ];
}

function controls(canvas) {
  const button = (text, label, action) =>
    make("button", { class: "plain", type: "button", "aria-label": label, title: label, onclick: action }, text);
  return make(
    "div",
    { class: "controls", role: "group", "aria-label": "View" },
    button("+", "Zoom in", () => canvas().zoom(1.4)),
    button("−", "Zoom out", () => canvas().zoom(1 / 1.4)),
    button("Fit", "Show all", () => canvas().fit()),
  );
}

function key() {
  const lines = [
    ["asserted", "stated"],
    ["claim", "claimed"],
    ["denied", "denied"],
    ["inferred", "follows"],
  ];
  return make(
    "ul",
    { class: "line-key small", "aria-label": "Lines" },
    lines.map(([style, text]) => make("li", {}, make("i", { class: `swatch ${style}` }), text)),
  );
}
