// An RDF term -> what people read, with a link where the explorer has a page for it.

import { articleAddress, entityAddress, evidenceAddress } from "./addresses.js";
import { make, outward } from "./dom.js";

const BASE = "https://kg.example/id/";
const SAID = /^(relation|claim|statement|inference)\//;

/** An IRI with its prefix, where there is one: the longest that fits. */
function shortened(iri, prefixes) {
  const [best] = Object.entries(prefixes)
    .filter(([, space]) => iri.startsWith(space))
    .sort((one, other) => other[1].length - one[1].length || one[0].length - other[0].length);
  return best ? `${best[0]}:${iri.slice(best[1].length)}` : iri;
}

export function plainText(term, prefixes) {
  if (!term) return "";
  return term.type === "uri" ? shortened(term.value, prefixes) : term.value;
}

export function termNode(term, prefixes) {
  if (!term) return make("span", { class: "soft", text: "–" });
  if (term.type !== "uri") return make("span", { class: isNumber(term) ? "numeric" : "", text: term.value });
  const text = shortened(term.value, prefixes);
  const address = pageOf(term.value);
  return address
    ? make("a", { href: address, text })
    : outward(term.value.startsWith("https://kg.example/") ? "" : term.value, text);
}

const isNumber = (term) => /#(integer|decimal|double|float)$/.test(term.datatype ?? "");

/** The explorer's page of an IRI of the graph. */
export function pageOf(iri) {
  if (!iri.startsWith(BASE)) return null;
  const rest = iri.slice(BASE.length);
  if (rest.startsWith("entity/")) return entityAddress(rest.slice(7));
  if (rest.startsWith("article/")) return articleAddress(rest.slice(8));
  return SAID.test(rest) ? evidenceAddress(rest) : null;
}
