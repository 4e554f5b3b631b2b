// Parameters of an address <-> a form of filters. Every change is a new address, so that filters can be linked to.

import { here } from "./addresses.js";
import { make } from "./dom.js";
import { go } from "./router.js";

/** Tick boxes for one parameter. `options` are { name, label, count }. */
export function ticks(title, parameter, options, query, chosen = query.getAll(parameter)) {
  const change = (form) => {
    const values = [...form.querySelectorAll("input:checked")].map((box) => box.value);
    go(here({ [parameter]: values, cursor: null }), { replace: false });
  };
  const group = make("fieldset", {}, make("legend", { text: title }));
  group.append(
    ...options.map((option, index) =>
      make(
        "label",
        { class: "tick" },
        make("input", {
          type: "checkbox",
          id: `tick-${parameter}-${index}`,
          value: option.name,
          checked: chosen.includes(option.name),
          onchange: () => change(group),
        }),
        make("span", { text: option.label }),
        make("span", { class: "soft", text: option.count ?? "" }),
      ),
    ),
  );
  return options.length ? group : null;
}

/** From and to, by date of publication. */
export function dates(known, query) {
  const field = (parameter, text) => {
    const id = `date-${parameter}`;
    return [
      make("label", { for: id, text }),
      make("input", {
        id,
        type: "date",
        value: query.get(parameter) ?? "",
        min: known.first?.slice(0, 10),
        max: known.last?.slice(0, 10),
        onchange: (event) => go(here({ [parameter]: event.target.value })),
      }),
    ];
  };
  return make(
    "fieldset",
    {},
    make("legend", { text: "Published" }),
    make("div", { class: "dates" }, field("from", "from"), field("to", "to")),
  );
}

/** All filters of a page; on a phone they are folded until they are asked for, since they stand above the results. */
export function folding(filtered, ...filters) {
  return make(
    "details",
    { class: "filters-of-page", open: filtered || matchMedia("(min-width: 60rem)").matches },
    make("summary", { text: "Filters" }),
    make("div", { class: "filters" }, filters),
  );
}

export const isFiltered = (query, ...parameters) =>
  parameters.some((parameter) => query.getAll(parameter).some(Boolean));

export function clearing(parameters) {
  const none = Object.fromEntries(parameters.map((parameter) => [parameter, null]));
  return make("button", {
    class: "textual small",
    type: "button",
    text: "Clear filters",
    onclick: () => go(here(none)),
  });
}
