// Values of the API -> what people read.

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const KINDS = [
  ["asserted", "stated", "The articles say so in their own voice"],
  ["claim", "claimed", "Somebody says so, or it is denied, expected or unsure"],
  ["inferred", "follows", "Follows from stated relations by a rule; no article says so"],
  ["open", "other words", "In words for which the ontology has no relation"],
];
export const CERTAINTIES = ["certain", "probable", "possible", "underspecified"];

export const plural = (count, noun, many = `${noun}s`) => `${number(count)} ${count === 1 ? noun : many}`;
export const number = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, "\u2009");
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const spaced = (name) => name.replace(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);

/** "2024-05-16T08:00" -> "16 May 2024"; years and months stay as coarse as they are; anything else as it is. */
export function day(iso) {
  const found = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(iso || "");
  if (!found) return iso || "";
  const [, year, month, date] = found;
  return [date && String(Number(date)), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(" ");
}

export function period(first, last) {
  if (!first) return "";
  return first === last || !last ? day(first) : `${day(first)} – ${day(last)}`;
}

/** The coarse class that decides the colour of an entity. */
const GROUPS = {
  Country: "place",
  Region: "place",
  City: "place",
  Place: "place",
  Person: "person",
  Organization: "organization",
  Event: "event",
  Work: "work",
  Group: "group",
};
/** A coarse class as people call it. */
export const kindName = (type) => (type === "Organization" ? "organisation" : spaced(type).toLowerCase());
export const groupOf = (type) => GROUPS[type] || "other";

/** In quotation marks, unless it comes with its own. */
export const quoted = (text) => (/^["“„«‘']/.test(text) ? text : `“${text}”`);

/** Part of a text by code points, in which the API counts. */
export const codePoints = (text) => Array.from(text);
