// Nodes, links and the places known already -> places of all. What is placed stays where it is.

const LARGE = 800; // nodes up to which all are looked at when new ones come

let worker = null;
let turns = 0;
const waiting = new Map();

/** `places` maps ids to [x, y] and is added to. */
export async function settle(nodes, links, places) {
  const known = new Set(nodes.map((node) => node.id));
  const inside = links.filter((link) => known.has(link.source) && known.has(link.target));
  const moved = concerned(nodes, inside, places);
  const begun = moved.map((node, index) => ({ id: node.id, ...start(node.id, index, inside, places) }));
  if (!begun.length) return;
  const near = new Set(moved.map((node) => node.id));
  const found = await solve(
    begun,
    inside
      .filter((link) => near.has(link.source) && near.has(link.target))
      .map(({ source, target }) => ({ source, target })),
  );
  for (const [id, x, y] of found) if (!places.has(id)) places.set(id, [x, y]);
}

/** The new nodes and those that keep them at a distance: all of a small graph, of a large one those linked with them. */
function concerned(nodes, links, places) {
  const fresh = new Set(nodes.filter((node) => !places.has(node.id)).map((node) => node.id));
  if (!fresh.size) return [];
  if (nodes.length <= LARGE) return nodes;
  const ends = links
    .filter((link) => fresh.has(link.source) || fresh.has(link.target))
    .flatMap((link) => [link.source, link.target]);
  const near = new Set([...fresh, ...ends]);
  return nodes.filter((node) => near.has(node.id));
}

/** Where a node begins: where it was, or beside the one that it is linked with, each at an angle of its own. */
function start(id, index, links, places) {
  const place = places.get(id);
  if (place) return { fx: place[0], fy: place[1], x: place[0], y: place[1] };
  const link = links.find(
    (each) => (each.source === id && places.has(each.target)) || (each.target === id && places.has(each.source)),
  );
  if (!link) return {};
  const [x, y] = places.get(link.source === id ? link.target : link.source);
  const angle = index * 2.39996;
  return { x: x + 120 * Math.cos(angle), y: y + 120 * Math.sin(angle) };
}

function solve(nodes, links) {
  if (!worker) {
    worker = new Worker("/assets/graph/layout-worker.js");
    worker.onmessage = ({ data }) => {
      waiting.get(data.turn)(data.places);
      waiting.delete(data.turn);
    };
  }
  const turn = (turns += 1);
  return new Promise((resolve) => {
    waiting.set(turn, resolve);
    worker.postMessage({ turn, nodes, links });
  });
}
