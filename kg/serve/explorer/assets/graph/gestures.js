// Mouse, fingers and keys -> movements and choices of a Canvas. Gives a function that ends this.

import { toWorld } from "./paint.js";

const STILL = 5; // pixels within which a press is a click
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function watch(canvas) {
  const { element } = canvas;
  const pressed = new Map();
  let moved = 0;
  let held = null;
  let spread = 0;

  const point = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const down = (event) => {
    element.setPointerCapture(event.pointerId);
    pressed.set(event.pointerId, point(event));
    moved = 0;
    const found = pressed.size === 1 ? canvas.at(...point(event)) : null;
    held = found?.kind === "node" ? canvas.scene.nodes.find((node) => node.id === found.id) : null;
    if (pressed.size === 2) spread = distance(pressed);
  };
  const move = (event) => {
    const [x, y] = point(event);
    if (!pressed.has(event.pointerId)) return hint(canvas, x, y);
    const [oldX, oldY] = pressed.get(event.pointerId);
    pressed.set(event.pointerId, [x, y]);
    moved += Math.hypot(x - oldX, y - oldY);
    if (pressed.size === 2) return pinch();
    if (moved < STILL) return undefined;
    canvas.hint.hidden = true;
    if (!held)
      return canvas.moveTo({
        x: canvas.view.x - (x - oldX) / canvas.view.scale,
        y: canvas.view.y - (y - oldY) / canvas.view.scale,
      });
    [held.x, held.y] = toWorld(canvas.view, x, y);
    return canvas.redraw();
  };
  const pinch = () => {
    const now = distance(pressed);
    const [[x1, y1], [x2, y2]] = pressed.values();
    if (spread) canvas.zoom(now / spread, (x1 + x2) / 2, (y1 + y2) / 2);
    spread = now;
  };
  const up = (event) => {
    const wasPressed = pressed.delete(event.pointerId);
    if (!wasPressed || event.type === "pointercancel") return;
    if (held && moved >= STILL) canvas.onMoved?.(held);
    if (moved >= STILL || pressed.size) return;
    const found = canvas.at(...point(event));
    canvas.onChoose(found?.kind ?? null, found?.id ?? null);
  };
  const wheel = (event) => {
    event.preventDefault();
    canvas.hint.hidden = true;
    canvas.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), ...point(event));
  };
  const key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEP) {
      const node = canvas.next(...STEP[event.key]);
      if (node) {
        canvas.choose(node.id);
        canvas.reveal(node);
        canvas.onFocus?.(node);
      }
    } else if (event.key === "Enter" && canvas.scene.chosen) canvas.onOpen(canvas.scene.chosen);
    else if (event.key === "+" || event.key === "=") canvas.zoom(1.3);
    else if (event.key === "-") canvas.zoom(1 / 1.3);
    else if (event.key === "0") canvas.fit();
    else return;
    event.preventDefault();
  };
  const leave = () => {
    canvas.hint.hidden = true;
    canvas.hover(null);
  };
  const listeners = {
    pointerdown: down,
    pointermove: move,
    pointerup: up,
    pointercancel: up,
    pointerleave: leave,
    wheel,
    keydown: key,
  };
  for (const [name, listener] of Object.entries(listeners))
    element.addEventListener(name, listener, { passive: false });
  return () => {
    for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
  };
}

function distance(pressed) {
  const [[x1, y1], [x2, y2]] = pressed.values();
  return Math.hypot(x2 - x1, y2 - y1);
}

/** Who or what is under the pointer, in words. */
function hint(canvas, x, y) {
  const found = canvas.picture ? null : canvas.at(x, y);
  canvas.hover(found?.id ?? null);
  canvas.element.classList.toggle("over", Boolean(found));
  canvas.hint.hidden = !found;
  if (!found) return;
  canvas.hint.replaceChildren(...canvas.describe(found.kind, found.id));
  const { width, height } = canvas.view;
  canvas.hint.style.left = `${Math.min(x + 14, Math.max(0, width - 290))}px`;
  canvas.hint.style.top = `${Math.min(y + 14, height - 80)}px`;
}
