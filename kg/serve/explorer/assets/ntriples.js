// N-Triples -> [subject, predicate, object] of terms, as in SPARQL's JSON: { type, value, datatype?, "xml:lang"? }.

const TERM = /<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?/g;
const LETTERS = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

export function parseTriples(text) {
  return text
    .split("\n")
    .map((line) => [...line.matchAll(TERM)].map(term))
    .filter((triple) => triple.length >= 3)
    .map((triple) => triple.slice(0, 3));
}

function term([, iri, blank, literal, language, datatype]) {
  if (iri !== undefined) return { type: "uri", value: unescaped(iri) };
  if (blank !== undefined) return { type: "bnode", value: blank };
  return {
    type: "literal",
    value: unescaped(literal),
    ...(language && { "xml:lang": language }),
    ...(datatype && { datatype }),
  };
}

function unescaped(text) {
  return text.replace(/\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)/g, (_, short, long, letter) =>
    letter ? (LETTERS[letter] ?? letter) : String.fromCodePoint(Number.parseInt(short ?? long, 16)),
  );
}
