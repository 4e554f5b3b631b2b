// What the canvas shows -> GraphML, or the SPARQL query that asks for the same.

const KEYS = [
  ["node", "name"],
  ["node", "type"],
  ["node", "mentions"],
  ["edge", "label"],
  ["edge", "predicate"],
  ["edge", "kind"],
  ["edge", "certainty"],
  ["edge", "polarity"],
  ["edge", "future"],
  ["edge", "former"],
  ["edge", "speaker"],
  ["edge", "date"],
  ["edge", "publisher"],
  ["edge", "articles"],
];

/** GraphML 1.0. Values are text and are escaped; characters that XML cannot hold are left out. */
export function toGraphml({ nodes, edges }) {
  const data = (of, values) =>
    KEYS.filter(([kind, name]) => kind === of && values[name] !== null && values[name] !== undefined)
      .map(([, name]) => `<data key="${of}-${name}">${escaped(values[name])}</data>`)
      .join("");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...KEYS.map(([of, name]) => `<key id="${of}-${name}" for="${of}" attr.name="${name}" attr.type="string"/>`),
    '<graph edgedefault="directed">',
    ...nodes.map((node) => `<node id="${escaped(node.id)}">${data("node", node)}</node>`),
    ...edges.map(
      (edge) =>
        `<edge id="${escaped(edge.id)}" source="${escaped(edge.source)}" target="${escaped(edge.target)}">${data("edge", edge)}</edge>`,
    ),
    "</graph>",
    "</graphml>",
    "",
  ].join("\n");
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(value) {
  return String(value)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/[&<>"]/g, (letter) => ENTITIES[letter]);
}

/** The statements that are shown, with who says them and in which words. */
export function toSparql({ edges }) {
  const base = "https://kg.example/id/";
  const nodes = edges.map((edge) => `    <${base}${iriSafe(edge.id)}>`).join("\n");
  return `# What the graph shows: ${edges.length} statements with their words.
PREFIX kg: <https://kg.example/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?subject ?predicate ?object ?asserted ?speaker ?quote
WHERE {
  VALUES ?node {
${nodes}
  }
  ?node rdf:subject/rdfs:label ?subject ;
    rdf:predicate ?predicate ;
    rdf:object/rdfs:label ?object .
  OPTIONAL { ?node kg:asserted ?asserted }
  OPTIONAL { ?node kg:speaker/rdfs:label ?speaker }
  OPTIONAL { ?node kg:quote ?quote }
}
`;
}

const iriSafe = (id) => id.replace(/[\u0000-\u0020<>"{}|^`\\]/g, encodeURIComponent);

/** Offers a file. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
