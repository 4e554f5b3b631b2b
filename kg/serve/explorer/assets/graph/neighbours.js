// Entities that are expanded, and filters -> what is on the canvas. Each expansion is asked for once.

import { get } from "../api.js";

const SHOWN = 500; // ids of what is shown that the server takes

export const FILTERS = ["kind", "predicate", "certainty", "from", "to", "source"];
const DEFAULT_KINDS = ["asserted", "claim"];
const LIMIT = 30;

/** What the address asks for. */
export function readQuery(query) {
  const kinds = query.getAll("kind");
  return {
    entities: [...new Set(query.getAll("entity"))],
    limit: Math.max(1, Math.min(500, Number(query.get("limit")) || LIMIT)),
    filters: {
      kind: kinds.length ? kinds : DEFAULT_KINDS,
      predicate: query.getAll("predicate"),
      certainty: query.getAll("certainty"),
      source: query.getAll("source"),
      from: query.get("from"),
      to: query.get("to"),
    },
  };
}

/** All expansions that were asked for under one set of filters. */
export class Neighbours {
  constructor() {
    this.key = "";
    this.expansions = new Map();
    this.edges = new Map();
  }

  /** Nodes and edges of the expansions that `asked` (of `readQuery`) names. */
  async show({ entities, limit, filters }) {
    const key = JSON.stringify([limit, filters]);
    if (key !== this.key) {
      this.key = key;
      this.expansions = new Map();
      this.edges = new Map();
    }
    const { expansions, edges } = this;
    for (const entity of entities) {
      if (expansions.has(entity)) continue;
      const shown = [...nodesOf(entities, expansions).keys()].slice(-SHOWN);
      const found = await get("neighbourhood", { entity, shown, limit, ...filters });
      expansions.set(entity, found);
      for (const edge of found.edges) edges.set(edge.id, edge);
    }
    const nodes = nodesOf(entities, expansions);
    const between = [...edges.values()].filter((edge) => nodes.has(edge.source) && nodes.has(edge.target));
    const hidden = entities.reduce((sum, entity) => sum + expansions.get(entity).hidden, 0);
    return { nodes: [...nodes.values()], edges: between, hidden };
  }
}

function nodesOf(entities, expansions) {
  const nodes = new Map();
  for (const entity of entities) {
    for (const node of expansions.get(entity)?.nodes ?? []) {
      const known = nodes.get(node.id);
      nodes.set(node.id, { ...node, degree: known?.degree ?? node.degree, expanded: entities.includes(node.id) });
    }
  }
  return nodes;
}
