// The evidence drawer: beside any page, the words that say an edge or a claim. Its address is the page's with
// `?evidence=ID`, so it can be linked to, and the back button closes it.

import { get, segment } from "./api.js";
import { articleAddress, entityAddress, evidenceAddress, here } from "./addresses.js";
import { announce, make, unseen } from "./dom.js";
import { legend, marked } from "./marked.js";
import { badge, claimBadges, entityLink, kindOf, meter, reported, reservations, sayer, sayerLink } from "./pieces.js";
import { go } from "./router.js";
import { codePoints, day, quoted } from "./words.js";

const NARROW = matchMedia("(max-width: 44rem)");
const TOLD = 8; // other statements of each kind that are listed
const BEFORE = 320; // code points of the article shown before what is quoted, and after it

let drawer = null;
let shown = null;
let opener = null;

export function startDrawer(element) {
  drawer = element;
  drawer.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawer.open) close();
  });
}

const close = () => go(here({ evidence: null }));

/** Shows the evidence of something said; null closes the drawer. */
export async function showEvidence(id) {
  if (id === shown) return;
  shown = id;
  if (!id) return hide();
  if (!drawer.open) opener = document.activeElement?.dataset?.evidence ?? null;
  const content = await body(id);
  if (shown !== id) return;
  drawer.replaceChildren(top(), content);
  drawer.scrollTop = 0;
  if (!drawer.open) drawer[NARROW.matches ? "showModal" : "show"]();
  document.getElementById("drawer-title").focus({ preventScroll: true });
  announce("Evidence");
}

function hide() {
  if (!drawer.open) return;
  drawer.close();
  const link = opener && document.querySelector(`main [data-evidence="${CSS.escape(opener)}"]`);
  (link || document.querySelector("main h1"))?.focus({ preventScroll: true });
}

function top() {
  const button = make(
    "button",
    { class: "plain", type: "button", "aria-label": "Close evidence", onclick: close },
    "Close",
  );
  return make("div", { class: "top" }, make("h2", { id: "drawer-title", tabindex: -1, text: "Evidence" }), button);
}

async function body(id) {
  try {
    const found = await get(pathOf(id));
    return evidence(found, await related(found));
  } catch (error) {
    return make("div", { class: "body" }, make("p", { text: error.message }));
  }
}

const pathOf = (id) => `evidence/${id.split("/").map(segment).join("/")}`;

/** What other statements say, by their ids: the first of each list, since a list of ids tells nothing. */
async function related(found) {
  const lists = [
    found.premises,
    found.contested_by,
    found.edge?.grounds ?? [],
    found.claim?.contradicts ?? [],
    found.claim?.repeats ?? [],
    found.claim?.contains ?? [],
  ];
  const ids = [...new Set(lists.flatMap((list) => list.slice(0, TOLD)))].filter((id) => id !== found.id);
  const told = await Promise.all(ids.map((id) => get(pathOf(id)).then(summary, () => id)));
  return new Map(ids.map((id, index) => [id, told[index]]));
}

function summary({ edge, claim, article }) {
  const where = article
    ? ` (${[article.source, day(article.published)].filter(Boolean).join(", ") || article.title})`
    : "";
  if (claim) return `${sayer(claim)} ${reported(claim)}: ${claim.content}${where}`;
  return `${edge.subject.name} ${edge.label} ${edge.object.name}${where}`;
}

function evidence(found, told) {
  return make(
    "div",
    { class: "body" },
    found.edge ? edgeHead(found.edge) : claimHead(found.claim),
    found.rule ? byRule(found, told) : words(found),
    grounds(found, told),
    identities(found),
    how(found),
  );
}

function edgeHead(edge) {
  return make(
    "div",
    { class: `headline ${kindOf(edge)}` },
    make(
      "p",
      { class: "sentence" },
      entityLink(edge.subject),
      " ",
      make("span", { class: "relation-name", text: edge.name }),
      " ",
      entityLink(edge.object),
    ),
    make("p", { class: "badges" }, edge.kind === "asserted" && badge("stated by the article"), reservations(edge)),
  );
}

function claimHead(claim) {
  return make(
    "div",
    { class: `headline ${claim.polarity === "negative" ? "denied" : "claim"}` },
    make(
      "p",
      { class: "sentence" },
      sayerLink(claim),
      " ",
      make("span", { class: "soft", text: reported(claim) }),
      " ",
      quoted(claim.content),
    ),
    make("p", { class: "badges" }, claimBadges(claim)),
  );
}

function words(found) {
  const before = codePoints(found.before);
  const after = codePoints(found.after);
  const whole = before.length <= BEFORE && found.start === before.length;
  const parts = [
    make("span", {
      class: "soft",
      text: whole
        ? found.before
        : `… ${before
            .slice(-BEFORE)
            .join("")
            .replace(/^\S*\s/, "")}`,
    }),
    make("span", { class: "quoted" }, marked(found.quote, found.start, found.marks)),
    make("span", {
      class: "soft",
      text:
        after.length <= BEFORE
          ? found.after
          : `${after
              .slice(0, BEFORE)
              .join("")
              .replace(/\s\S*$/, "")} …`,
    }),
  ];
  return make(
    "figure",
    { class: "passage" },
    make("blockquote", {}, parts),
    make(
      "figcaption",
      { class: "source" },
      make("a", { href: articleAddress(found.article.id, [found.start, found.end]), text: found.article.title }),
      [found.article.source, day(found.article.published)]
        .filter(Boolean)
        .map((text, index) => `${index ? ", " : " · "}${text}`),
    ),
    found.marks.length ? legend(found.marks) : null,
  );
}

const links = (ids, told) =>
  ids
    .filter((id) => told.has(id))
    .map((id) => make("li", {}, make("a", { href: evidenceAddress(id), text: told.get(id) })));

function byRule(found, told) {
  return make(
    "div",
    {},
    make("h3", { text: "Follows by a rule; no article says so" }),
    make("p", { class: "quote main", text: found.rule }),
    make("h3", { text: "From" }),
    make("ul", { class: "related small" }, links(found.premises, told)),
  );
}

function grounds(found, told) {
  const sections = [
    ["Said elsewhere, too", found.edge?.grounds ?? []],
    ["Contested by", found.contested_by],
    ["Contradicted by", found.claim?.contradicts ?? []],
    ["Said before by", found.claim?.repeats ?? []],
    ["What it holds", found.claim?.contains ?? []],
  ];
  return sections
    .map(([title, ids]) => [title, links(ids, told)])
    .filter(([, items]) => items.length)
    .map(([title, items]) =>
      make("div", {}, make("h3", { text: title }), make("ul", { class: "related small" }, items)),
    );
}

function identities(found) {
  if (!found.identities.length) return null;
  const rows = found.identities.flatMap((identity) => [
    make("dt", { text: `“${identity.words}”` }),
    make(
      "dd",
      {},
      make("a", { href: entityAddress(identity.iri.split("/").pop()), text: identity.entity }),
      identity.called !== identity.words && identity.called !== identity.entity
        ? make("span", { class: "soft", text: ` (called “${identity.called}” here)` })
        : null,
    ),
  ]);
  return make("div", {}, make("h3", { text: "Who was taken for whom" }), make("dl", { class: "pairs small" }, rows));
}

function how(found) {
  const said = found.edge ?? found.claim;
  const rows = [
    ["Certainty", meter(said.certainty)],
    found.found_by && ["Found by", found.found_by],
    found.score !== null && ["Score", found.score.toFixed(2)],
    found.article && ["Characters", `${found.start}–${found.end}`],
    ["Identifier", make("code", { text: found.id })],
  ].filter(Boolean);
  return make(
    "details",
    { class: "small how" },
    make("summary", {}, "How it was found", unseen(" (details)")),
    make(
      "dl",
      { class: "pairs" },
      rows.flatMap(([name, value]) => [make("dt", { text: name }), make("dd", {}, value)]),
    ),
  );
}
