// Coordinates -> a small map: the coasts (Natural Earth, as TopoJSON) around a point.

import { reached } from "./api.js";
import { draw } from "./dom.js";

const WIDTH = 320;
const HEIGHT = 190;
const DEGREES = 60; // of longitude that the map shows

let coasts = null;

/** A drawing of the place in the world. */
export async function map({ latitude, longitude }, name) {
  coasts ??= fetchCoasts();
  const scale = WIDTH / DEGREES;
  const upright = Math.min(2, 1 / Math.max(0.3, Math.cos((latitude * Math.PI) / 180)));
  const at = ([east, north], turn) => [
    (WIDTH / 2 + (east + turn - longitude) * scale).toFixed(1),
    (HEIGHT / 2 - (north - latitude) * scale * upright).toFixed(1),
  ];
  const lines = await coasts;
  const near = (line, turn) => line.some(([east]) => Math.abs(east + turn - longitude) < DEGREES);
  const path = [-360, 0, 360]
    .flatMap((turn) =>
      lines
        .filter((line) => near(line, turn))
        .map((line) => `M${line.map((point) => at(point, turn).join(" ")).join("L")}Z`),
    )
    .join("");
  return draw(
    "svg",
    {
      class: "map",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      "aria-label": `${name} at ${degrees(latitude, "north", "south")}, ${degrees(longitude, "east", "west")}`,
    },
    draw("path", { class: "land", d: path }),
    draw("circle", { class: "here", cx: WIDTH / 2, cy: HEIGHT / 2, r: 5 }),
  );
}

const degrees = (value, positive, negative) => `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`;

async function fetchCoasts() {
  const response = await reached("/vendor/land-110m.json", {});
  const { arcs, transform, objects } = await response.json();
  const decoded = arcs.map((arc) => absolute(arc, transform));
  const polygons = objects.land.geometries.flatMap((geometry) =>
    geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs,
  );
  return polygons
    .flat()
    .map((ring) => ring.flatMap((index) => (index < 0 ? [...decoded[~index]].reverse() : decoded[index])))
    .map(unbroken);
}

/** A coast that crosses 180° east goes on there, instead of running back around the world. */
function unbroken(ring) {
  let turn = 0;
  return ring.map(([east, north], index) => {
    const step = index ? east - ring[index - 1][0] : 0;
    if (Math.abs(step) > 180) turn -= Math.sign(step) * 360;
    return [east + turn, north];
  });
}

/** Points of a TopoJSON arc: each is stored as its distance from the one before. */
function absolute(arc, { scale, translate }) {
  let [x, y] = [0, 0];
  return arc.map(([right, up]) => {
    x += right;
    y += up;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
}
