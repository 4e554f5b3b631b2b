// A text field -> a field that suggests entities while one types (the ARIA pattern "combobox with a list").

import { get } from "./api.js";
import { make } from "./dom.js";
import { groupOf, kindName } from "./words.js";

const PAUSE = 90; // milliseconds without a key before the server is asked
let fields = 0;

/** `choose(hit)` is called with what is picked, `submit(text)` when Enter is pressed with nothing picked. */
export function suggest(field, choose, submit = () => {}) {
  const list = make("ul", {
    class: "suggestions",
    id: `suggestions-${(fields += 1)}`,
    role: "listbox",
    "aria-label": "Suggestions",
    hidden: true,
  });
  field.after(list);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ])
    field.setAttribute(name, value);
  let hits = [];
  let active = -1;
  let waiting = 0;
  let asking = null;

  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const pick = (hit) => {
    close();
    field.value = "";
    choose(hit);
  };
  const highlight = (index) => {
    active = index;
    [...list.children].forEach((row, position) => row.setAttribute("aria-selected", String(position === index)));
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  };
  const open = (rows) => {
    list.replaceChildren(...rows);
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    active = -1;
  };
  const ask = async () => {
    const query = field.value.trim();
    if (!query) return close();
    asking?.abort();
    asking = new AbortController();
    try {
      hits = (await get("search", { query, limit: 8 }, asking.signal)).items;
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      hits = [];
      return open([make("li", { role: "option", "aria-disabled": "true", text: error.message })]);
    }
    if (document.activeElement !== field) return undefined;
    if (!hits.length) return open([make("li", { role: "option", "aria-disabled": "true", text: "No such name" })]);
    return open(hits.map((hit, index) => suggestion(hit, `${list.id}-${index}`, () => pick(hit))));
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      close();
      event.stopPropagation();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && hits.length) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      highlight(active < 0 && step < 0 ? hits.length - 1 : (active + step + hits.length) % hits.length);
    } else if (event.key === "Enter") {
      if (active >= 0) pick(hits[active]);
      else {
        const text = field.value.trim();
        close();
        submit(text);
      }
    } else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
}

function suggestion(hit, id, pick) {
  const other = hit.matched !== hit.name ? ` “${hit.matched}”` : "";
  return make(
    "li",
    {
      id,
      role: "option",
      "aria-selected": "false",
      onmousedown: (event) => {
        event.preventDefault();
        pick();
      },
    },
    make("span", { class: "entity", "data-group": groupOf(hit.type), text: hit.name }),
    make("small", { text: `${kindName(hit.type)} · ${hit.mentions}` }),
    other && make("small", { class: "also", text: other }),
  );
}
