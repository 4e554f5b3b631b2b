// Address -> page, without loading the document anew. What is shown stays until the next page is complete, so that
// nothing moves while it loads.
//
// A page module gives `load(place)`, which resolves to { title, content, full?, update?, left? }. `update(place)` is asked
// when only parameters change, and says whether it has dealt with them.

import { Problem } from "./api.js";
import { announce } from "./dom.js";
import { missing, problemPage } from "./problems.js";

const PATIENCE = 120; // milliseconds before the progress line shows: a flash of it would be noise

let routes = [];
let beside = () => {};
let page = { title: "", path: null, query: "" };
let asked = 0;

export function startRouter(table, showBeside) {
  routes = table;
  beside = showBeside;
  history.scrollRestoration = "manual";
  document.addEventListener("click", follow);
  addEventListener("popstate", (event) => show({ scroll: event.state?.scroll ?? 0 }));
  let waiting = 0;
  addEventListener(
    "scroll",
    () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => history.replaceState({ ...history.state, scroll: scrollY }, ""), 100);
    },
    { passive: true },
  );
  show({ first: true });
}

/** Goes to an address of the explorer. `replace` leaves no step for the back button. */
export function go(address, { replace = false } = {}) {
  const there = new URL(address, location.href);
  if (there.href === location.href) return show({});
  history.replaceState({ ...history.state, scroll: scrollY }, "");
  history[replace ? "replaceState" : "pushState"](replace ? history.state : {}, "", there);
  return show({});
}

function follow(event) {
  const link = event.target.closest?.("a[href]");
  const plain =
    event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.defaultPrevented);
  if (!link || !plain || link.target || link.hasAttribute("download") || link.getAttribute("href").startsWith("#"))
    return;
  const there = new URL(link.href);
  if (there.origin !== location.origin || !routeOf(there.pathname)) return;
  event.preventDefault();
  go(there);
}

function routeOf(path) {
  for (const [pattern, load] of routes) {
    const found = pattern.exec(path);
    if (found) return { load, parameters: found.slice(1).map(decoded) };
  }
  return null;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address without what is shown beside the page. */
function withoutEvidence() {
  const query = new URLSearchParams(location.search);
  query.delete("evidence");
  return query.toString();
}

async function show({ scroll = 0, first = false }) {
  const turn = (asked += 1);
  const query = withoutEvidence();
  const place = { path: location.pathname, query: new URLSearchParams(query) };
  const same = page.path === place.path;
  if (!same || page.query !== query) {
    if (!(same && page.update?.(place))) {
      const next = await loaded(place);
      if (turn !== asked) return;
      replacePage(next, { scroll, first, same });
    }
    page.query = query;
  }
  mark();
  beside(new URLSearchParams(location.search).get("evidence"));
}

async function loaded(place) {
  const main = document.getElementById("main");
  const progress = document.getElementById("progress");
  main.setAttribute("aria-busy", "true");
  const patience = setTimeout(() => {
    progress.hidden = false;
  }, PATIENCE);
  try {
    return { path: place.path, ...(await build(place)) };
  } catch (error) {
    if (!(error instanceof Problem)) console.error(error);
    return { path: null, ...problemPage(error, () => show({})) };
  } finally {
    clearTimeout(patience);
    progress.hidden = true;
    main.removeAttribute("aria-busy");
  }
}

async function build(place) {
  const route = routeOf(place.path);
  if (!route) return missing();
  const module = await route.load();
  return module.load({ ...place, parameters: route.parameters });
}

function replacePage(next, { scroll, first, same }) {
  const main = document.getElementById("main");
  const focused = same ? document.activeElement?.id : null;
  page.left?.();
  page = next;
  document.title = next.title ? `${next.title} · News graph` : "News graph";
  main.replaceChildren(next.content);
  next.shown?.();
  if (!next.full && !next.placed) scrollTo(0, scroll);
  const again = focused && document.getElementById(focused);
  if (again) again.focus({ preventScroll: true });
  else if (!first) main.querySelector("h1")?.focus({ preventScroll: true });
  if (!first) announce(document.title);
}

function mark() {
  for (const link of document.querySelectorAll(".sections a")) {
    const path = new URL(link.href).pathname;
    const inside = location.pathname === path || (path === "/articles" && location.pathname.startsWith("/article/"));
    if (inside) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
