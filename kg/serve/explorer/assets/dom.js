// Names, attributes and text -> elements. Text only ever becomes text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. Attributes that are null or false are left out; `text` is its text; functions are listeners. */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An element of a drawing. */
export function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children
      .flat(Infinity)
      .filter((child) => child !== null && child !== undefined && child !== false && child !== ""),
  );
  return element;
}

/** Text for screen readers alone. */
export const unseen = (text) => make("span", { class: "hidden", text });

/** Says `text` to screen readers. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/** Web addresses only: whatever else a store holds (javascript:, data:) becomes no link. */
export function outward(address, text = address) {
  const safe = /^https?:\/\//i.test(address || "");
  return safe
    ? make(
        "a",
        { class: "outward", href: address, rel: "noopener noreferrer", target: "_blank", text },
        unseen(" (opens elsewhere)"),
      )
    : make("span", { text });
}
