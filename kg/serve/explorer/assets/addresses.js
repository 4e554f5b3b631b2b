// Ids -> addresses of the explorer's pages, and the present address with a parameter changed.

export const entityAddress = (id) => `/entity/${encodeURIComponent(id)}`;
export const graphAddress = (...ids) => `/graph?${new URLSearchParams(ids.map((id) => ["entity", id]))}`;
export const articleAddress = (id, span = null) =>
  `/article/${encodeURIComponent(id)}${span ? `?at=${span[0]}-${span[1]}` : ""}`;

/** The present address with `parameters` in place of those of the same name; null takes one away. */
export function here(parameters) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(parameters)) {
    query.delete(name);
    for (const each of [value].flat()) if (each !== null && each !== "") query.append(name, each);
  }
  const text = query.toString().replaceAll("%2F", "/");
  return location.pathname + (text ? `?${text}` : "");
}

/** The present page with the evidence of something said beside it. */
export const evidenceAddress = (id) => here({ evidence: id });
