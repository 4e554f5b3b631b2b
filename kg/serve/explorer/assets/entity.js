// An entity: names, roles, links; relations by kind; claims by and about it; timeline, articles, map.

import { get, segment } from "./api.js";
import { graphAddress } from "./addresses.js";
import { make, outward } from "./dom.js";
import { map } from "./map.js";
import {
  badge,
  block,
  claimItem,
  edgeItem,
  entityLink,
  evidenceLink,
  growing,
  kindOf,
  meter,
  reported,
  sourceLine,
} from "./pieces.js";
import { capital, day, groupOf, KINDS, number, period, plural } from "./words.js";

const TITLES = { asserted: "Stated", claim: "Claimed", inferred: "Follows by rules", open: "In other words" };
const ORDER = ["asserted", "claim", "inferred", "open"];
const FIRST = { asserted: 25, claim: 15, inferred: 10, open: 6 };

export async function load({ parameters: [id] }) {
  const path = `entities/${segment(id)}`;
  const [card, by, about, timeline, articles, ...edges] = await Promise.all([
    get(path),
    get(`${path}/claims`, { side: "by", limit: 10 }),
    get(`${path}/claims`, { side: "about", limit: 10 }),
    get(`${path}/timeline`, { limit: 12 }),
    get(`${path}/articles`, { limit: 10 }),
    ...ORDER.map((kind) => get(`${path}/relations`, { kind, limit: FIRST[kind] })),
  ]);
  const drawing = card.place ? await map(card.place, card.name) : null;
  const claims = (side) => (cursor) => get(`${path}/claims`, { side, limit: 30, cursor });
  const content = make(
    "div",
    { class: "page entity-page" },
    head(card),
    make(
      "div",
      { class: "columns" },
      make(
        "div",
        {},
        ORDER.slice(0, -1).map((kind, index) => relations(path, kind, edges[index], id)),
        edges.every((found) => !found.total)
          ? block("Relations", 0, make("p", { class: "soft", text: "Nothing is said of how it is related to others." }))
          : null,
        by.total
          ? block(
              `Claims by ${card.name}`,
              by.total,
              growing("list", by, claims("by"), (claim) => claimItem(claim, id)),
            )
          : null,
        about.total
          ? block(
              `Claims about ${card.name}`,
              about.total,
              growing("list", about, claims("about"), (claim) => claimItem(claim, id)),
            )
          : null,
        relations(path, "open", edges[ORDER.indexOf("open")], id),
      ),
      make(
        "aside",
        { "aria-label": "At a glance" },
        glance(card, edges),
        drawing && block("Place", null, drawing),
        articles.total
          ? block(
              "Articles",
              articles.total,
              growing(
                "list articles-of",
                articles,
                (cursor) => get(`${path}/articles`, { limit: 30, cursor }),
                (article) => make("li", {}, sourceLine(article)),
              ),
            )
          : null,
        timeline.total
          ? block(
              "Timeline",
              timeline.total,
              growing(
                "timeline",
                timeline,
                (cursor) => get(`${path}/timeline`, { limit: 30, cursor }),
                (event) => moment(event, id),
              ),
            )
          : null,
      ),
    ),
  );
  return { title: card.name, content };
}

function head(card) {
  const types = card.types.map((type) => type.label).filter((label) => label !== "agent");
  const mentions = `${plural(card.mentions, "mention")} in ${plural(card.articles, "article")}`;
  return make(
    "header",
    { class: "lead" },
    make(
      "div",
      { "data-group": groupOf(card.type) },
      make("p", { class: "eyebrow", text: types.join(" · ") }),
      make("h1", { tabindex: -1, text: card.name }),
      card.roles.length ? make("ul", { class: "roles" }, card.roles.map(role)) : null,
      card.aliases.length
        ? make("p", { class: "soft" }, "Also ", card.aliases.map((alias) => `“${alias}”`).join(", "))
        : null,
      make("p", { class: "soft", text: [mentions, period(card.first, card.last)].filter(Boolean).join(" · ") }),
      links(card),
    ),
    make(
      "div",
      { class: "actions" },
      make("a", { class: "button strong", href: graphAddress(card.id), text: "Show in graph" }),
      make("a", { class: "button", href: `/disputes?about=${encodeURIComponent(card.id)}`, text: "Disputes" }),
      copying(card.iri),
    ),
  );
}

function role(role) {
  return make(
    "li",
    {},
    role.former ? "former " : "",
    make("b", { text: role.role }),
    " of ",
    entityLink(role.of),
    " ",
    role.asserted ? null : badge("claimed", "claim"),
    " ",
    evidenceLink(role.edge, `${role.role} of ${role.of.name}`),
  );
}

function links(card) {
  if (!card.links.length) return null;
  return make(
    "p",
    { class: "small" },
    card.links.flatMap((link, index) => [
      index ? " · " : "",
      outward(link.iri, host(link.iri)),
      link.same ? "" : make("span", { class: "soft", text: " (close match)" }),
    ]),
  );
}

function host(iri) {
  const found = /^https?:\/\/(?:www\.)?([^/]+)\/(?:.*\/)?([^/]+)\/?$/.exec(iri);
  return found ? `${found[1]}: ${found[2]}` : iri;
}

function copying(iri) {
  const button = make("button", { class: "button", type: "button", text: "Copy IRI", title: iri });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(iri);
      button.textContent = "Copied";
    } catch {
      button.textContent = iri;
    }
  });
  return button;
}

function relations(path, kind, found, self) {
  if (!found.total) return null;
  const [, , explanation] = KINDS.find(([name]) => name === kind);
  const items = growing(
    "list",
    found,
    (cursor) => get(`${path}/relations`, { kind, limit: 50, cursor }),
    (edge) => edgeItem(edge, self),
  );
  const section = block(
    TITLES[kind],
    found.total,
    make("p", { class: "soft small", text: `${explanation}.` }),
    wordings(found.groups.filter((group) => group.kind === kind)),
    items,
  );
  section.classList.add(`kind-${kind}`);
  return section;
}

/** What kinds of relations there are, where there are too many to see that at once. */
function wordings(groups) {
  const counts = new Map();
  for (const group of groups) counts.set(group.name, (counts.get(group.name) ?? 0) + group.count);
  if (counts.size < 2 || groups.reduce((sum, group) => sum + group.count, 0) < 12) return null;
  const sorted = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 12);
  return make(
    "p",
    { class: "small wordings" },
    sorted.map(([name, count]) => make("span", {}, name, " ", make("span", { class: "soft", text: number(count) }))),
  );
}

function glance(card, edges) {
  const rows = [
    ...ORDER.map((kind, index) => [TITLES[kind], edges[index].total, kind]),
    ["Claims by", card.claims_by, "claim"],
    ["Claims about", card.claims_about, "claim"],
  ];
  return make(
    "dl",
    { class: "glance" },
    rows
      .filter(([, count]) => count)
      .flatMap(([title, count]) => [make("dt", { text: title }), make("dd", { text: number(count) })]),
  );
}

function moment(event, self) {
  const when = day(event.date || event.published) || "no date";
  if (event.edge) {
    const other = event.edge.subject.id === self ? event.edge.object : event.edge.subject;
    const first = event.edge.subject.id !== self;
    const name = make("span", { class: "relation-name", text: event.edge.name });
    return make(
      "li",
      { class: kindOf(event.edge) },
      make("time", { text: when }),
      make("p", {}, first ? [entityLink(other), " ", name] : [name, " ", entityLink(other)]),
      evidenceLink(event.edge.id, `${event.edge.name} ${other.name}`),
    );
  }
  return make(
    "li",
    { class: "claim" },
    make("time", { text: when }),
    make(
      "p",
      {},
      make("span", { class: "soft", text: `${reported(event.claim)} ` }),
      event.claim.content,
      " ",
      meter(event.claim.certainty),
    ),
    evidenceLink(event.claim.id, capital(reported(event.claim))),
  );
}
