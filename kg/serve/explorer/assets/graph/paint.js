// What is to be seen -> strokes on a canvas. The camera has the point in the middle and the scale.

import { colour } from "../theme.js";

const FONT = '"Source Sans 3", system-ui, sans-serif';
const DASHES = { asserted: [], claim: [7, 5], denied: [7, 5], open: [1.5, 4], inferred: [12, 4] };
const STYLES = Object.keys(DASHES);
const FINE = 900; // edges up to which each is drawn with dashes, bend and arrow
const NAMED = 160; // edges up to which wordings stand at them

/** The colours of the theme, asked for once a theme. */
export function palette() {
  const names = [
    "paper",
    "ink",
    "soft",
    "line",
    "accent",
    ...STYLES,
    "person",
    "organization",
    "place",
    "event",
    "work",
    "group",
    "other",
  ];
  return Object.fromEntries(names.map((name) => [name, colour(name)]));
}

export const toScreen = (view, x, y) => [
  (x - view.x) * view.scale + view.width / 2,
  (y - view.y) * view.scale + view.height / 2,
];
export const toWorld = (view, x, y) => [
  (x - view.width / 2) / view.scale + view.x,
  (y - view.height / 2) / view.scale + view.y,
];
export const radius = (view, node) => Math.max(3, node.size * Math.max(0.3, Math.min(1.5, view.scale)));

/** `scene` is { nodes, edges, near, chosen, hovered }; `near` is a set of ids, empty when nothing is chosen. */
export function paint(context, view, scene, colours) {
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, view.width, view.height);
  const seen = scene.edges.filter((edge) => visible(view, edge));
  const fine = seen.length <= FINE;
  const isNear = (edge) => !scene.near.size || scene.near.has(edge.id);
  context.globalAlpha = fine ? 0.18 : 0.06;
  strokes(
    context,
    view,
    seen.filter((edge) => !isNear(edge)),
    colours,
    fine,
  );
  context.globalAlpha = fine ? 0.9 : 0.35;
  strokes(context, view, seen.filter(isNear), colours, fine);
  context.globalAlpha = 1;
  discs(context, view, scene, colours);
  if (fine)
    wordings(
      context,
      view,
      scene,
      seen.filter((edge) => isNear(edge)),
      colours,
    );
  names(context, view, scene, colours);
}

function visible(view, { from, to }) {
  const [left, top] = toWorld(view, -40, -40);
  const [right, bottom] = toWorld(view, view.width + 40, view.height + 40);
  return (
    Math.max(from.x, to.x) > left &&
    Math.min(from.x, to.x) < right &&
    Math.max(from.y, to.y) > top &&
    Math.min(from.y, to.y) < bottom
  );
}

/** Ends and middle control point of an edge on the screen, shortened to the rims of its nodes. */
export function curve(view, edge) {
  const [x1, y1] = toScreen(view, edge.from.x, edge.from.y);
  const [x2, y2] = toScreen(view, edge.to.x, edge.to.y);
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const bend = edge.bend * view.scale * 34;
  const [middleX, middleY] = [(x1 + x2) / 2 - ((y2 - y1) / length) * bend, (y1 + y2) / 2 + ((x2 - x1) / length) * bend];
  const [startX, startY] = towards(x1, y1, middleX, middleY, radius(view, edge.from) + 2);
  const [endX, endY] = towards(x2, y2, middleX, middleY, radius(view, edge.to) + 4);
  return { startX, startY, middleX, middleY, endX, endY, length };
}

function towards(x, y, aimX, aimY, distance) {
  const length = Math.hypot(aimX - x, aimY - y) || 1;
  return [x + ((aimX - x) / length) * distance, y + ((aimY - y) / length) * distance];
}

export const midpoint = (line) => [
  (line.startX + 2 * line.middleX + line.endX) / 4,
  (line.startY + 2 * line.middleY + line.endY) / 4,
];

function strokes(context, view, edges, colours, fine) {
  for (const style of STYLES) {
    const alike = edges.filter((edge) => edge.style === style);
    if (!alike.length) continue;
    context.strokeStyle = context.fillStyle = colours[style];
    context.lineWidth = fine ? 1.6 : 1;
    if (fine) fineLines(context, view, alike, DASHES[style], style === "denied");
    else plainLines(context, view, alike);
  }
}

function plainLines(context, view, edges) {
  context.beginPath();
  for (const { from, to } of edges) {
    context.moveTo(...toScreen(view, from.x, from.y));
    context.lineTo(...toScreen(view, to.x, to.y));
  }
  context.stroke();
}

function fineLines(context, view, edges, dashes, struck) {
  const lines = edges.map((edge) => curve(view, edge));
  context.setLineDash(dashes);
  context.beginPath();
  for (const line of lines) {
    context.moveTo(line.startX, line.startY);
    context.quadraticCurveTo(line.middleX, line.middleY, line.endX, line.endY);
  }
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  for (const line of lines) arrow(context, line);
  context.fill();
  if (!struck) return;
  context.lineWidth = 2;
  context.beginPath();
  for (const line of lines) strike(context, line);
  context.stroke();
}

function arrow(context, { middleX, middleY, endX, endY }) {
  const angle = Math.atan2(endY - middleY, endX - middleX);
  context.moveTo(endX, endY);
  for (const turn of [2.7, -2.7]) context.lineTo(endX + 8 * Math.cos(angle + turn), endY + 8 * Math.sin(angle + turn));
}

/** Two strokes across the middle of what is denied. */
function strike(context, line) {
  const angle = Math.atan2(line.endY - line.startY, line.endX - line.startX) + 1.15;
  const [x, y] = midpoint(line);
  const [alongX, alongY] = towards(0, 0, line.endX - line.startX, line.endY - line.startY, 3);
  for (const side of [-1, 1]) {
    context.moveTo(x + side * alongX - 6 * Math.cos(angle), y + side * alongY - 6 * Math.sin(angle));
    context.lineTo(x + side * alongX + 6 * Math.cos(angle), y + side * alongY + 6 * Math.sin(angle));
  }
}

function discs(context, view, scene, colours) {
  for (const node of scene.nodes) {
    const [x, y] = toScreen(view, node.x, node.y);
    const size = radius(view, node);
    if (x < -size || y < -size || x > view.width + size || y > view.height + size) continue;
    context.globalAlpha = scene.near.size && !scene.near.has(node.id) ? 0.3 : 1;
    context.fillStyle = colours[node.group] ?? colours.other;
    circle(context, x, y, size);
    context.fill();
    if (!node.expanded && node.id !== scene.chosen) continue;
    context.lineWidth = node.id === scene.chosen ? 3 : 1.5;
    context.strokeStyle = node.id === scene.chosen ? colours.accent : context.fillStyle;
    circle(context, x, y, size + 3.5);
    context.stroke();
  }
  context.globalAlpha = 1;
}

function circle(context, x, y, size) {
  context.beginPath();
  context.arc(x, y, size, 0, 7);
}

/** The wordings of edges, along them, where there is room. */
function wordings(context, view, scene, edges, colours) {
  const few = edges.length <= NAMED && view.scale > 0.55;
  const taken = new Map();
  context.font = `400 12px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const edge of edges) {
    const asked =
      scene.hovered === edge.id || scene.chosen === edge.id || (scene.near.size > 0 && scene.near.size < 60);
    if (!few && !asked) continue;
    const line = curve(view, edge);
    const width = context.measureText(edge.name).width;
    const [x, y] = midpoint(line);
    const [across, down] = [
      (Math.abs(line.endX - line.startX) / line.length) * width * 0.42,
      (Math.abs(line.endY - line.startY) / line.length) * width * 0.42,
    ];
    const room = line.length > width + 44 && reserve(taken, x - across - 5, x + across + 5, y - down - 6, y + down + 6);
    if (room || asked) wording(context, line, edge, width, colours);
  }
}

function wording(context, line, edge, width, colours) {
  let angle = Math.atan2(line.endY - line.startY, line.endX - line.startX);
  if (Math.abs(angle) > Math.PI / 2) angle += Math.PI;
  context.save();
  context.translate(...midpoint(line));
  context.rotate(angle);
  context.lineWidth = 4;
  context.strokeStyle = colours.paper;
  context.strokeText(edge.name, 0, edge.style === "denied" ? -12 : 0);
  context.fillStyle = colours[edge.style];
  context.fillText(edge.name, 0, edge.style === "denied" ? -12 : 0);
  if (edge.style === "denied") context.fillRect(-width / 2, -12, width, 1);
  context.restore();
}

/** Names below their nodes, the important ones first, each only where no other stands. */
function names(context, view, scene, colours) {
  const taken = new Map();
  const rank = (node) =>
    (node.id === scene.chosen || node.id === scene.hovered ? 1e6 : 0) +
    (scene.near.has(node.id) ? 1e5 : 0) +
    (node.expanded ? 1e4 : 0) +
    node.size;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const node of [...scene.nodes].sort((one, other) => rank(other) - rank(one) || (one.id < other.id ? -1 : 1))) {
    const [x, y] = toScreen(view, node.x, node.y);
    if (x < -80 || y < -20 || x > view.width + 80 || y > view.height + 20) continue;
    context.font = `${node.expanded ? 650 : 500} 13px ${FONT}`;
    const text = node.name.length > 34 ? `${node.name.slice(0, 33)}…` : node.name;
    const width = context.measureText(text).width;
    const below = y + radius(view, node) + 5;
    if (rank(node) < 1e6 && !reserve(taken, x - width / 2 - 3, x + width / 2 + 3, below, below + 16)) continue;
    context.globalAlpha = scene.near.size && !scene.near.has(node.id) ? 0.35 : 1;
    context.lineWidth = 4;
    context.strokeStyle = colours.paper;
    context.strokeText(text, x, below);
    context.fillStyle = colours.ink;
    context.fillText(text, x, below);
  }
  context.globalAlpha = 1;
}

function reserve(taken, left, right, top, bottom) {
  const cells = [];
  for (let column = Math.floor(left / 60); column <= right / 60; column += 1) {
    for (let row = Math.floor(top / 30); row <= bottom / 30; row += 1) cells.push(`${column},${row}`);
  }
  const free = cells.every((cell) =>
    (taken.get(cell) ?? []).every((box) => left > box[1] || right < box[0] || top > box[3] || bottom < box[2]),
  );
  if (free) for (const cell of cells) taken.set(cell, [...(taken.get(cell) ?? []), [left, right, top, bottom]]);
  return free;
}
