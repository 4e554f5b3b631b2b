// Nodes and links -> places, off the page's thread. Nodes that have a place keep it: only new ones are moved.
// The same input gives the same places: d3-force draws its random numbers from a fixed series.
/* global d3 */

importScripts(
  "/vendor/d3-dispatch.min.js",
  "/vendor/d3-quadtree.min.js",
  "/vendor/d3-timer.min.js",
  "/vendor/d3-force.min.js",
);

const LARGE = 800; // nodes from which fewer and coarser rounds must do

onmessage = ({ data: { turn, nodes, links } }) => {
  const large = nodes.length > LARGE;
  const simulation = d3
    .forceSimulation(nodes)
    .force(
      "link",
      d3
        .forceLink(links)
        .id((node) => node.id)
        .distance(130)
        .strength(large ? 0.1 : 0.25),
    )
    .force(
      "charge",
      d3
        .forceManyBody()
        .strength(-420)
        .distanceMax(large ? 900 : 1600)
        .theta(large ? 1.5 : 0.9),
    )
    .force("collide", large ? null : d3.forceCollide(44).iterations(2))
    .force("x", d3.forceX(0).strength(0.025))
    .force("y", d3.forceY(0).strength(0.05))
    .stop();
  simulation.alphaDecay(1 - 0.001 ** (1 / rounds(nodes))).tick(rounds(nodes));
  postMessage({ turn, places: nodes.map(({ id, x, y }) => [id, x, y]) });
};

/** Few where most nodes are placed already, and where there are many. */
function rounds(nodes) {
  const placed = nodes.filter((node) => node.fx !== undefined).length;
  if (nodes.length > LARGE) return 60;
  return placed > nodes.length / 2 ? 150 : 300;
}
