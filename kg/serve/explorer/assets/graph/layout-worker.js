// Nodes and links -> places, off the page's thread. Nodes that have a place keep it: only new ones are moved.
// The same input gives the same places: d3-force draws its random numbers from a fixed series.
/* global d3 */

importScripts("/vendor/d3-dispatch.min.js", "/vendor/d3-quadtree.min.js", "/vendor/d3-timer.min.js", "/vendor/d3-force.min.js");

const LARGE = 800; // nodes from which fewer rounds must do

onmessage = ({ data: { turn, nodes, links } }) => {
  const simulation = d3.forceSimulation(nodes)
    .force("link", d3.forceLink(links).id((node) => node.id).distance(130).strength(nodes.length > LARGE ? 0.1 : 0.25))
    .force("charge", d3.forceManyBody().strength(-420).distanceMax(1600).theta(nodes.length > LARGE ? 1.2 : 0.9))
    .force("collide", d3.forceCollide(44).iterations(nodes.length > LARGE ? 1 : 2))
    .force("x", d3.forceX(0).strength(0.025))
    .force("y", d3.forceY(0).strength(0.05))
    .stop();
  simulation.tick(nodes.length > LARGE ? 90 : 320);
  postMessage({ turn, places: nodes.map(({ id, x, y }) => [id, x, y]) });
};
