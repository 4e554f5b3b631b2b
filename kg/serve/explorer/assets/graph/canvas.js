// Placed nodes and edges -> a canvas to look at, move in and pick from.
//
// Large graphs stay smooth because, while one moves, the last picture is moved; it is drawn anew when that ends.

import { make } from "../dom.js";
import { onTheme } from "../theme.js";
import { watch } from "./gestures.js";
import { curve, midpoint, paint, palette, radius, toScreen, toWorld } from "./paint.js";

const HEAVY = 1500; // edges from which the picture is moved instead of drawn
const PAUSE = 140; // milliseconds after the last movement
const WIDEST = 1.5; // scale above which fitting does not go

export class Canvas {
  /** `onChoose(kind, id)` is told what is clicked ("node", "edge", or null for nothing), `describe(kind, id)` gives the hint. */
  constructor(host, { onChoose, onOpen, describe }) {
    this.host = host;
    this.onChoose = onChoose;
    this.onOpen = onOpen;
    this.describe = describe;
    this.element = make("canvas", { class: "canvas", tabindex: 0, role: "application" });
    this.hint = make("div", { class: "hint", hidden: true, "aria-hidden": "true" });
    host.append(this.element, this.hint);
    this.view = { x: 0, y: 0, scale: 1, width: 1, height: 1 };
    this.scene = { nodes: [], edges: [], near: new Set(), chosen: null, hovered: null };
    this.colours = palette();
    this.picture = null;
    this.frame = 0;
    this.resting = 0;
    this.ends = [
      onTheme(() => {
        this.colours = palette();
        this.redraw();
      }),
      watch(this),
    ];
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(host);
    document.fonts?.ready.then(() => this.redraw());
  }

  end() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
    this.ends.forEach((end) => end());
  }

  /** Nodes are { id, name, group, size, expanded, x, y }, edges { id, source, target, name, style }. */
  show(nodes, edges, label) {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    this.scene.nodes = nodes;
    this.scene.edges = bent(edges.map((edge) => ({ ...edge, from: byId.get(edge.source), to: byId.get(edge.target) })));
    this.element.setAttribute("aria-label", label);
    this.choose(
      byId.has(this.scene.chosen) || edges.some((edge) => edge.id === this.scene.chosen) ? this.scene.chosen : null,
    );
  }

  /** Marks a node with its neighbours or an edge with its ends; null for nothing. */
  choose(id) {
    const { scene } = this;
    const edges = scene.edges.filter((edge) => edge.id === id || edge.source === id || edge.target === id);
    scene.chosen = id;
    scene.near = new Set(id === null ? [] : [id, ...edges.flatMap((edge) => [edge.id, edge.source, edge.target])]);
    this.redraw();
  }

  hover(id) {
    if (id === this.scene.hovered) return;
    this.scene.hovered = id;
    if (this.scene.edges.length <= HEAVY) this.redraw();
  }

  resize() {
    const ratio = devicePixelRatio || 1;
    const [width, height] = [this.host.clientWidth, this.host.clientHeight];
    if (!width || !height) return;
    const first = this.view.width === 1;
    Object.assign(this.view, { width, height });
    this.element.width = Math.round(width * ratio);
    this.element.height = Math.round(height * ratio);
    if (first) this.fit();
    this.drawNow();
  }

  /** All nodes, or those given, into view. */
  fit(nodes = this.scene.nodes) {
    if (!nodes.length) return;
    const [xs, ys] = [nodes.map((node) => node.x), nodes.map((node) => node.y)];
    const [left, right, top, bottom] = [min(xs), max(xs), min(ys), max(ys)];
    const scale = Math.min(
      (this.view.width - 150) / Math.max(1, right - left),
      (this.view.height - 120) / Math.max(1, bottom - top),
      WIDEST,
    );
    Object.assign(this.view, { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.max(0.02, scale) });
    this.redraw();
  }

  /** Into view if it is not, as little as needed. */
  reveal(node) {
    const [x, y] = toScreen(this.view, node.x, node.y);
    const inside = x > 40 && y > 40 && x < this.view.width - 40 && y < this.view.height - 40;
    if (!inside) this.moveTo({ x: node.x, y: node.y });
  }

  moveTo(change) {
    const { view, picture } = this;
    if (!picture && this.scene.edges.length > HEAVY) this.keepPicture();
    Object.assign(view, change);
    view.scale = Math.max(0.02, Math.min(5, view.scale));
    if (!this.picture) return this.redraw();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.picture = null;
      this.redraw();
    }, PAUSE);
    return this.redraw();
  }

  zoom(factor, x = this.view.width / 2, y = this.view.height / 2) {
    const [worldX, worldY] = toWorld(this.view, x, y);
    const scale = Math.max(0.02, Math.min(5, this.view.scale * factor));
    this.moveTo({
      scale,
      x: worldX - (x - this.view.width / 2) / scale,
      y: worldY - (y - this.view.height / 2) / scale,
    });
  }

  redraw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.drawNow());
  }

  drawNow() {
    const context = this.element.getContext("2d");
    const ratio = this.element.width / this.view.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (this.picture) this.drawPicture(context);
    else paint(context, this.view, this.scene, this.colours);
  }

  keepPicture() {
    const copy = document.createElement("canvas");
    copy.width = this.element.width;
    copy.height = this.element.height;
    copy.getContext("2d").drawImage(this.element, 0, 0);
    this.picture = { copy, ...this.view };
  }

  drawPicture(context) {
    const { view, picture } = this;
    const factor = view.scale / picture.scale;
    const [left, top] = toScreen(view, ...toWorld(picture, 0, 0));
    context.fillStyle = this.colours.paper;
    context.fillRect(0, 0, view.width, view.height);
    context.drawImage(picture.copy, left, top, picture.width * factor, picture.height * factor);
  }

  /** What lies at a point of the canvas: { kind, id }, or null. */
  at(x, y) {
    const { view, scene } = this;
    for (const node of scene.nodes) {
      const [left, top] = toScreen(view, node.x, node.y);
      if (Math.hypot(left - x, top - y) <= radius(view, node) + 5) return { kind: "node", id: node.id };
    }
    let best = { distance: 7, id: null };
    for (const edge of scene.edges) {
      const distance = distanceTo(curve(view, edge), x, y, best.distance);
      if (distance < best.distance) best = { distance, id: edge.id };
    }
    return best.id ? { kind: "edge", id: best.id } : null;
  }

  /** The node that lies next in a direction, as seen from the chosen one. */
  next(right, down) {
    const { nodes, chosen } = this.scene;
    const here = nodes.find((node) => node.id === chosen);
    if (!here) return nodes[0] ?? null;
    const cost = (node) => {
      const [x, y] = [node.x - here.x, node.y - here.y];
      const along = x * right + y * down;
      return along > 1 ? along + 2.5 * Math.abs(x * down - y * right) : Infinity;
    };
    const [best] = nodes.filter((node) => node !== here).sort((one, other) => cost(one) - cost(other));
    return best && cost(best) < Infinity ? best : null;
  }

  /** A picture of the whole graph, as a PNG. */
  png() {
    const before = { ...this.view };
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [2400, 1600];
    Object.assign(this.view, { width: 1200, height: 800 });
    this.fit();
    const context = copy.getContext("2d");
    context.setTransform(2, 0, 0, 2, 0, 0);
    paint(context, this.view, { ...this.scene, near: new Set(), chosen: null, hovered: null }, this.colours);
    Object.assign(this.view, before);
    this.redraw();
    return new Promise((resolve) => copy.toBlob(resolve, "image/png"));
  }
}

const min = (values) => values.reduce((one, other) => Math.min(one, other), Infinity);
const max = (values) => values.reduce((one, other) => Math.max(one, other), -Infinity);

/** Distance of a point to a curve, sampled; `most` spares looking at what is far away. */
function distanceTo(line, x, y, most) {
  const [middleX, middleY] = midpoint(line);
  const points = [
    [line.startX, line.startY],
    [middleX, middleY],
    [line.endX, line.endY],
  ];
  const inside =
    points.some(([px]) => px > x - most) &&
    points.some(([px]) => px < x + most) &&
    points.some(([, py]) => py > y - most) &&
    points.some(([, py]) => py < y + most);
  if (!inside) return Infinity;
  return Math.min(toSegment(points[0], points[1], x, y), toSegment(points[1], points[2], x, y));
}

function toSegment([x1, y1], [x2, y2], x, y) {
  const square = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
  const share = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / square));
  return Math.hypot(x1 + share * (x2 - x1) - x, y1 + share * (y2 - y1) - y);
}

/** Edges between the same two, bent apart from each other. */
function bent(edges) {
  const between = new Map();
  for (const edge of edges) {
    const pair = [edge.source, edge.target].sort().join(" ");
    between.set(pair, [...(between.get(pair) ?? []), edge]);
  }
  for (const same of between.values()) {
    same.forEach((edge, index) => {
      const side = index - (same.length - 1) / 2;
      edge.bend = edge.source < edge.target ? side : -side;
    });
  }
  return edges;
}
