// What went wrong, or is not there -> a page that says so and what to do.

import { make } from "./dom.js";
import { go } from "./router.js";

export function nothing(title, text, ...actions) {
  const buttons = actions.length ? make("div", { class: "actions" }, actions) : null;
  return make("div", { class: "nothing" }, make("h2", { text: title }), make("p", { text }), buttons);
}

export function problemPage(error, again) {
  const title = error.status === 404 ? "Not in this graph" : error.title || "The page cannot be shown";
  const retry = make("button", { class: "button", type: "button", text: "Try again", onclick: again });
  const start = make("a", { class: "button", href: "/", text: "Start page" });
  const box = nothing(title, error.message || String(error), retry, " ", start);
  return {
    title,
    content: make("div", { class: "page" }, make("h1", { class: "hidden", tabindex: -1, text: title }), box),
  };
}

export function missing() {
  const title = "No such page";
  const start = make("button", { class: "button", type: "button", text: "Start page", onclick: () => go("/") });
  return {
    title,
    content: make(
      "div",
      { class: "page" },
      make("h1", { class: "hidden", tabindex: -1, text: title }),
      nothing(title, `Nothing is at ${location.pathname}.`, start),
    ),
  };
}
