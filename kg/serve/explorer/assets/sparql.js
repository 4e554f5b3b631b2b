// A query -> what the endpoint answers: { columns, rows } of terms, { truth }, or { triples }. Raises Problem.

import { Problem, reached } from "./api.js";
import { parseTriples } from "./ntriples.js";

const TABLE = "application/sparql-results+json";
const TRIPLES = "application/n-triples";
const MOST = 24_000_000; // characters that a page can hold in reason

export async function ask(query, signal) {
  const started = performance.now();
  const response = await post(query, `${TABLE}, ${TRIPLES};q=0.9`, signal);
  const text = await bounded(response);
  const seconds = (performance.now() - started) / 1000;
  if ((response.headers.get("content-type") ?? "").startsWith(TRIPLES)) return { triples: parseTriples(text), seconds };
  const found = JSON.parse(text);
  if ("boolean" in found) return { truth: found.boolean, seconds };
  return { columns: found.head.vars, rows: found.results.bindings, seconds };
}

/** The whole answer in another form, as a file. */
export async function download(query, mediaType) {
  return (await post(query, mediaType, undefined)).blob();
}

async function post(query, accept, signal) {
  const response = await reached("/sparql", {
    method: "POST",
    signal,
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: query,
  });
  if (!response.ok)
    throw new Problem(
      response.status,
      response.status === 400 ? "The query is not understood" : "No answer",
      await told(response),
    );
  return response;
}

async function told(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).detail ?? text;
  } catch {
    return text;
  }
}

async function bounded(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parts = [];
  for (let length = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return parts.join("");
    parts.push(value);
    length += value.length;
    if (length <= MOST) continue;
    await reader.cancel();
    throw new Problem(
      0,
      "The answer is too long to show",
      "Add a LIMIT to the query, or fetch it with curl from /sparql.",
    );
  }
}
