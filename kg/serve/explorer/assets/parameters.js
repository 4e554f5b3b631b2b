// A named query's parameters -> fields; a value -> its place in the query.

import { segment } from "./api.js";
import { make } from "./dom.js";
import { suggest } from "./suggest.js";

/** `change(name, term)` is called with SPARQL for the value, or null for none. */
export function fields(item, known, change) {
  const made = item.parameters.map((parameter) =>
    parameter.kind === "entity" ? entityField(parameter, change) : choiceField(parameter, known, change),
  );
  return [
    make("h2", { text: item.description }),
    made.length ? make("div", { class: "parameters" }, made) : null,
  ].filter(Boolean);
}

function entityField(parameter, change) {
  const id = `parameter-${parameter.name}`;
  const field = make("input", { id, type: "search", autocomplete: "off", placeholder: "any" });
  const box = make("div", { class: "finder" }, field);
  suggest(field, (hit) => {
    field.value = hit.name;
    change(parameter.name, `<https://kg.example/id/entity/${segment(hit.id).replaceAll("%25", "%")}>`);
  });
  field.addEventListener("search", () => {
    if (!field.value) change(parameter.name, null);
  });
  return make(
    "div",
    {},
    make("label", { for: id }, make("b", { text: parameter.name }), ` ${parameter.description}`),
    box,
  );
}

function choiceField(parameter, known, change) {
  const id = `parameter-${parameter.name}`;
  const options = parameter.kind === "class" ? [...known.types, ...known.acts] : known.relations;
  const select = make(
    "select",
    { id, onchange: () => change(parameter.name, select.value ? `kg:${select.value}` : null) },
    make("option", { value: "", text: parameter.default.length ? "as usual" : "any" }),
    options.map((option) => make("option", { value: option.name, text: option.label })),
  );
  return make(
    "div",
    {},
    make("label", { for: id }, make("b", { text: parameter.name }), ` ${parameter.description}`),
    select,
  );
}

/** The query with a value for a parameter. */
export function filled(query, name, term) {
  return query.replace(
    new RegExp(`(VALUES\\s+\\?_${name}\\s*\\{)[^}]*\\}`, "i"),
    (_, start) => `${start} ${term ?? "UNDEF"} }`,
  );
}
