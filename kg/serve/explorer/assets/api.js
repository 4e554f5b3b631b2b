// A path and parameters -> what the JSON API answers, or a Problem.

export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}

/** Query string of an object or of pairs; lists are repeated, what is empty is left out. */
function queryOf(parameters) {
  const query = new URLSearchParams();
  const pairs = Array.isArray(parameters) ? parameters : Object.entries(parameters);
  for (const [name, value] of pairs) {
    for (const each of [value].flat()) if (each !== null && each !== undefined && each !== "") query.append(name, each);
  }
  return query.toString();
}

/** The answer to GET /api/… . Raises Problem. */
export async function get(path, parameters = {}, signal = undefined) {
  const query = queryOf(parameters);
  const response = await reached(`/api/${path}${query ? `?${query}` : ""}`, {
    signal,
    headers: { Accept: "application/json" },
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, answer.title || response.statusText, answer.detail || "");
  return answer;
}

/** A response, or a Problem that says that there is no server. */
export async function reached(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The server does not answer", "Is kg serve still running? Start it and try again.");
  }
}

/** What is in the graph. It is asked for anew: the server follows its store. */
export const overview = () => get("overview");

export const segment = encodeURIComponent;
