// The SPARQL page: named queries with their parameters, an editor, results as table and as graph.

import { get, overview } from "./api.js";
import { here } from "./addresses.js";
import { make } from "./dom.js";
import { makeEditor } from "./editor.js";
import { fields, filled } from "./parameters.js";
import { results } from "./results.js";
import { go } from "./router.js";
import { ask } from "./sparql.js";

const LONGEST = 6000; // characters of a query that go into the address
const FIRST =
  "# Ctrl+Enter runs the query. Prefixes need no declaration.\nSELECT ?who ?whom\nWHERE {\n  ?a kg:criticizes ?b .\n  ?a rdfs:label ?who .\n  ?b rdfs:label ?whom .\n}\nORDER BY ?who\n";

export async function load({ query }) {
  const [named, known] = await Promise.all([get("queries"), overview()]);
  const host = make("div", { class: "editor" });
  const outcome = make("section", { class: "outcome", "aria-label": "Results" });
  const values = make("div", { class: "values" });
  const state = { named, known, host, outcome, values, editor: null, running: null, view: null };
  const content = make(
    "div",
    { class: "page query-page" },
    make(
      "header",
      { class: "lead" },
      make(
        "div",
        {},
        make("h1", { tabindex: -1, text: "SPARQL" }),
        make("p", { class: "soft small" }, "Endpoint: ", make("code", { text: `${location.origin}/sparql` })),
      ),
    ),
    make("div", { class: "columns aside-first" }, menu(state), make("div", {}, values, host, bar(state), outcome)),
  );
  await open(state, query);
  return {
    title: "SPARQL",
    content,
    shown: () => {
      state.editor.shown();
      if (query.get("query")) run(state);
    },
    update: ({ query: changed }) => {
      restore(state, changed);
      return true;
    },
    left: () => {
      state.running?.abort();
      state.view?.end?.();
    },
  };
}

async function open(state, query) {
  const item = chosenItem(state, query.get("named"));
  state.editor = await makeEditor(state.host, query.get("query") ?? item?.sparql ?? FIRST, state.named.prefixes, () =>
    submit(state),
  );
  showValues(state, item);
  if (!query.get("query")) hintAtResults(state);
}

function restore(state, query) {
  const item = chosenItem(state, query.get("named"));
  const text = query.get("query") ?? item?.sparql ?? FIRST;
  if (text !== state.editor.text()) state.editor.set(text);
  showValues(state, item);
  mark(state, item);
  if (query.get("query")) run(state);
  else hintAtResults(state);
}

const chosenItem = (state, name) => state.named.items.find((item) => item.name === name) ?? null;

function hintAtResults(state) {
  state.view?.end?.();
  state.outcome.replaceChildren(make("p", { class: "soft", text: "Results show here." }));
}

function menu(state) {
  const row = (item) =>
    make(
      "li",
      {},
      make("a", {
        href: `/query?${new URLSearchParams({ named: item.name })}`,
        "data-name": item.name,
        text: item.description.replace(/\.$/, ""),
      }),
    );
  state.menu = make(
    "nav",
    { class: "queries", "aria-label": "Named queries" },
    make("h2", { text: "Questions" }),
    make("ul", {}, state.named.items.map(row)),
  );
  mark(state, chosenItem(state, new URLSearchParams(location.search).get("named")));
  return state.menu;
}

function mark(state, item) {
  for (const link of state.menu.querySelectorAll("a")) {
    if (link.dataset.name === item?.name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function showValues(state, item) {
  if (state.shownItem === item) return;
  state.shownItem = item;
  state.values.replaceChildren(
    ...(item
      ? fields(item, state.known, (name, value) => {
          state.editor.set(filled(state.editor.text(), name, value));
          if (value) submit(state);
        })
      : []),
  );
}

function bar(state) {
  const start = make("button", {
    class: "button strong",
    type: "button",
    id: "run",
    text: "Run",
    title: "Ctrl+Enter",
    onclick: () => submit(state),
  });
  state.stop = make("button", {
    class: "button",
    type: "button",
    text: "Stop",
    hidden: true,
    onclick: () => state.running?.abort(),
  });
  return make("p", { class: "bar" }, start, state.stop);
}

/** A run is a step of its own, so that it can be linked to. */
function submit(state) {
  const query = state.editor.text();
  if (query.length > LONGEST) return run(state);
  const address = here({ query });
  if (new URL(address, location.href).href === location.href) return run(state);
  return go(address);
}

async function run(state) {
  state.running?.abort();
  const running = (state.running = new AbortController());
  state.stop.hidden = false;
  state.outcome.setAttribute("aria-busy", "true");
  const answer = await ask(state.editor.text(), running.signal).catch((error) => ({ error }));
  if (running !== state.running) return;
  state.stop.hidden = true;
  state.outcome.removeAttribute("aria-busy");
  state.view?.end?.();
  state.view = results(answer, state.named.prefixes, state.editor.text());
  state.outcome.replaceChildren(state.view.element);
  state.view.shown?.();
}
