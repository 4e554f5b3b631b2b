"use strict";
// Draws the graph that the page carries. Text from articles reaches the page by textContent only, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const edges = [...data.edges, ...speechEdges()];
  const card = document.getElementById("card");
  const root = document.documentElement;
  const KINDS = [["asserted", "asserted by an article"], ["claim", "claimed by somebody"], ["inferred", "inferred by rules"], ["open", "open statements"], ["said", "who speaks of whom"], ["alone", "unconnected names"]];
  const speakers = new Set(data.claims.map((claim) => claim.speaker));
  const SMALLEST = 11; // pixels of a label on the screen
  const rank = new Map([...data.nodes].sort((one, other) => other.degree - one.degree || other.mentions - one.mentions).map((node, place) => [node.id, place]));
  const shown = { kinds: new Set(["asserted", "claim"]), relations: new Set(data.edges.map((edge) => edge.name)) };
  if (!data.edges.some((edge) => edge.kind !== "open")) shown.kinds.add("open");
  if (!data.edges.length) shown.kinds.add("alone");

  function make(tag, options = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) {
      if (name === "text") element.textContent = value;
      else if (name === "onclick") element.addEventListener("click", value);
      else if (value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  // One line for each speaker and each name that they make claims about.
  function speechEdges() {
    const counted = new Map();
    for (const claim of data.claims) {
      for (const id of claim.about) {
        if (!nodes.has(claim.speaker) || !nodes.has(id) || id === claim.speaker) continue;
        const key = JSON.stringify([claim.speaker, id]);
        counted.set(key, (counted.get(key) || 0) + 1);
      }
    }
    return [...counted].map(([key, weight]) => {
      const [source, target] = JSON.parse(key);
      return { source, target, label: "speaks of", name: "speaks of", kind: "said", polarity: "positive", speaker: "", weight };
    });
  }

  function colour(name) {
    return getComputedStyle(root).getPropertyValue("--" + name).trim();
  }

  // Picture

  function looks() {
    const few = data.edges.length <= 80;
    const line = (selector, name, style) => ({ selector, style: { "line-color": colour(name), "target-arrow-color": colour(name), color: colour(name), "line-style": style } });
    return [
      { selector: "node", style: {
        width: "data(across)", height: "data(across)", "background-color": "data(colour)", label: "data(short)",
        "font-size": "data(size)", "font-family": "system-ui, sans-serif", color: colour("ink"), "text-valign": "bottom", "text-margin-y": 3,
        "text-outline-color": colour("ground"), "text-outline-width": 2.5, "border-width": 0 } },
      { selector: "edge", style: {
        width: "data(thick)", "curve-style": "bezier", "control-point-step-size": 46, "target-arrow-shape": "triangle", "arrow-scale": 0.9,
        label: few ? "data(label)" : "", "font-size": "data(size)", "font-family": "system-ui, sans-serif", "text-rotation": "autorotate",
        "text-background-color": colour("ground"), "text-background-opacity": 0.85, "text-background-padding": 1,
        "text-max-width": 170, "text-wrap": "ellipsis", opacity: 0.85 } },
      line("edge[kind = 'asserted']", "asserted", "solid"),
      line("edge[kind = 'claim']", "claim", "dashed"),
      line("edge[kind = 'inferred']", "open", "dashed"),
      line("edge[kind = 'open'], edge[kind = 'said']", "open", "dotted"),
      line("edge[polarity = 'negative']", "denied", "dashed"),
      { selector: "edge[polarity = 'negative']", style: { "target-arrow-shape": "tee" } },
      { selector: ".silent", style: { "text-opacity": 0, "text-outline-opacity": 0 } },
      { selector: ".hidden", style: { display: "none" } },
      { selector: ".faded", style: { opacity: 0.12, "text-opacity": 0.25 } },
      { selector: "edge.near", style: { opacity: 1, "z-index": 9 } },
      { selector: "edge.near[kind != 'said']", style: { label: "data(label)" } },
      { selector: "edge[kind = 'said']", style: { label: "" } },
      { selector: "node.near", style: { "z-index": 9, "text-opacity": 1, "text-outline-opacity": 1 } },
      { selector: "node.chosen", style: { "border-width": 4, "border-color": colour("accent"), "text-opacity": 1, "text-outline-opacity": 1, "z-index": 10 } },
      { selector: "edge.chosen", style: { width: 4, opacity: 1, label: "data(label)", "z-index": 10 } },
    ];
  }

  const picture = cytoscape({
    container: document.getElementById("picture"),
    elements: {
      nodes: data.nodes.map((node) => ({ data: { id: node.id, short: node.short, across: node.across, size: node.font, colour: node.colour }, position: { x: node.x, y: node.y } })),
      edges: edges.map((edge, index) => ({ data: { ...edge, id: "edge-" + index, index, size: 10, thick: Math.min(1.4 + 0.7 * (edge.weight - 1), 6) } })),
    },
    layout: { name: "preset" },
    style: looks(),
    minZoom: 0.03, maxZoom: 4, boxSelectionEnabled: false, hideEdgesOnViewport: edges.length > 3000,
  });

  function isShown(edge) {
    const kind = edge.data("kind");
    if (kind === "said" && edge.connectedNodes(".chosen").nonempty()) return true;
    return shown.kinds.has(kind) && (kind === "said" || shown.relations.has(edge.data("name")));
  }

  function applyFilter() {
    picture.batch(() => {
      picture.edges().forEach((edge) => { edge.toggleClass("hidden", !isShown(edge)); });
      picture.nodes().forEach((node) => {
        const connected = node.connectedEdges().some((edge) => !edge.hasClass("hidden"));
        node.toggleClass("hidden", !connected && !shown.kinds.has("alone") && !speakers.has(node.id()) && !node.hasClass("chosen"));
      });
    });
    thinLabels();
  }

  // Of labels that would overlap at this zoom, only the best connected is shown, and no label is too small to read.
  function thinLabels() {
    const zoom = picture.zoom();
    const ranked = picture.nodes(":visible").toArray().sort((one, other) => rank.get(one.id()) - rank.get(other.id()));
    const taken = new Map();
    picture.batch(() => {
      for (const node of ranked) {
        const size = Math.max(nodes.get(node.id()).font * zoom, SMALLEST) / zoom;
        const { x, y } = node.position();
        const half = (node.data("short").length * size * 0.57) / 2;
        const top = y + node.data("across") / 2;
        const box = [x - half, x + half, top, top + size * 1.4];
        const cells = cellsOf(box, 200 / zoom);
        const free = cells.every((cell) => (taken.get(cell) || []).every((other) => box[0] > other[1] || box[1] < other[0] || box[2] > other[3] || box[3] < other[2]));
        if (free) cells.forEach((cell) => taken.set(cell, [...(taken.get(cell) || []), box]));
        node.toggleClass("silent", !free);
        node.data("size", size);
      }
      picture.edges().data("size", Math.max(10 * zoom, SMALLEST - 1) / zoom);
    });
  }

  function cellsOf([left, right, top, bottom], width) {
    const cells = [];
    for (let column = Math.floor(left / width); column <= right / width; column += 1) {
      for (let row = Math.floor(top / width); row <= bottom / width; row += 1) cells.push(column + "," + row);
    }
    return cells;
  }

  function fit() {
    picture.resize();
    const visible = picture.elements(":visible");
    picture.fit(visible, 56);
    if (picture.zoom() > 1.3) { picture.zoom(1.3); picture.center(visible); }
  }

  function show(elements) {
    picture.animate({ fit: { eles: elements, padding: 90 }, duration: 250, complete: () => {
      if (picture.zoom() > 1.3) picture.animate({ center: { eles: elements }, zoom: 1.3, duration: 100 });
    } });
  }

  function mark(elements, chosen) {
    picture.batch(() => {
      picture.elements().removeClass("near chosen faded");
      if (!chosen) return;
      picture.elements().not(elements).addClass("faded");
      elements.addClass("near");
      chosen.addClass("chosen").removeClass("hidden");
    });
  }

  function chooseNode(id, centre) {
    const node = picture.getElementById(id);
    if (node.empty()) return;
    mark(node.closedNeighborhood(), node);
    applyFilter();
    if (centre) show(node.closedNeighborhood().not(".hidden"));
    showEntity(nodes.get(id));
  }

  function chooseEdge(edge) {
    mark(edge.union(edge.connectedNodes()), edge);
    const picked = edges[edge.data("index")];
    const same = (relation) => ["source", "target", "name", "kind", "polarity", "speaker"].every((key) => relation[key] === picked[key]);
    card.replaceChildren(
      make("h2", { text: picked.label }),
      make("p", { class: "soft", text: plural(picked.weight, picked.kind === "said" ? "claim" : "article") }),
      ...data.relations.filter(same).map((relation) => relationItem(relation, null)),
      ...(picked.kind === "said" ? data.claims.filter((claim) => claim.speaker === picked.source && claim.about.includes(picked.target)).map(claimItem) : []),
    );
    card.scrollTop = 0;
  }

  function choose(nothing) {
    mark(picture.collection(), nothing);
    applyFilter();
    showOverview();
  }

  // Card

  function plural(count, noun) {
    return count + " " + noun + (count === 1 ? "" : "s");
  }

  function nameButton(id, text) {
    const node = nodes.get(id);
    return node ? make("button", { class: "name", type: "button", text: node.label, onclick: () => chooseNode(id, true) }) : make("span", { text: text || id });
  }

  function section(title, items) {
    return items.length ? [make("h3", { text: title + " (" + items.length + ")" }), ...items] : [];
  }

  function showEntity(node) {
    const about = data.relations.filter((relation) => relation.source === node.id || relation.target === node.id);
    const of = (kind) => about.filter((relation) => relation.kind === kind).map((relation) => relationItem(relation, node.id));
    card.replaceChildren(
      make("h2", { text: node.label }),
      make("p", {}, ...node.types.split("; ").map((type) => make("span", { class: "badge", text: type }))),
      node.aliases ? make("p", { class: "soft", text: "also: " + node.aliases }) : "",
      make("p", { class: "soft", text: plural(node.mentions, "mention") + " in " + plural(node.articles, "article") }),
      worldMap(new Set([node.id])), identity(node.id),
      ...section("Asserted relations", of("asserted")),
      ...section("Claimed relations", of("claim")),
      ...section("Says", data.claims.filter((claim) => claim.speaker === node.id).map(claimItem)),
      ...section("Said of it by others", data.claims.filter((claim) => claim.speaker !== node.id && claim.about.includes(node.id)).map(claimItem)),
      ...section("Open statements", of("open")),
    );
    card.scrollTop = 0;
  }

  // The world with a dot for each place; those of `chosen` stand out. Without dots, there is no map.
  function worldMap(chosen) {
    const dots = data.map ? data.map.dots.filter((dot) => !chosen || chosen.has(dot.id)) : [];
    if (!dots.length) return "";
    const space = "http://www.w3.org/2000/svg";
    const draw = (name, attributes, ...children) => {
      const element = document.createElementNS(space, name);
      Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
      element.append(...children);
      return element;
    };
    const marks = dots.map((dot) => {
      const title = document.createElementNS(space, "title");
      title.textContent = nodes.get(dot.id).label;
      const mark = draw("circle", { class: "dot", cx: dot.at[0], cy: dot.at[1], r: chosen ? 9 : 6 }, title);
      mark.addEventListener("click", () => chooseNode(dot.id, true));
      return mark;
    });
    const label = "Map of the world with " + dots.map((dot) => nodes.get(dot.id).label).slice(0, 20).join(", ");
    return draw("svg", { class: "map", viewBox: data.map.viewBox, role: "img", "aria-label": label }, draw("path", { d: data.map.path }), ...marks);
  }

  function identity(id) {
    const dot = data.map && data.map.dots.find((each) => each.id === id);
    return dot && dot.iri.startsWith("https://") ? make("p", { class: "soft" }, "GeoNames: ", make("a", { href: dot.iri, rel: "noopener noreferrer", target: "_blank", text: dot.name })) : "";
  }

  function badges(said) {
    const speaker = said.speakerName ? "says " + said.speakerName : "";
    const texts = [
      [said.kind === "claim" && !said.speakerName ? "unconfirmed" : speaker, "claim"], [said.polarity === "negative" ? "denied" : "", "denied"],
      [said.certainty !== "certain" ? said.certainty : "", ""], [said.future ? "future" : "", ""], [said.former ? "former" : "", ""],
      [said.role, ""], [said.time, ""],
    ];
    return texts.filter(([text]) => text).map(([text, kind]) => make("span", { class: "badge " + kind, text }));
  }

  function quotation(parts) {
    return make("blockquote", {}, "“" + parts[0], make("mark", { text: parts[1] }), parts[2] + "”");
  }

  function source(index) {
    const article = data.articles[index];
    const text = [article.title, article.source, article.date.slice(0, 10)].filter(Boolean).join(" · ");
    const link = article.url ? make("a", { href: article.url, rel: "noopener noreferrer", target: "_blank", text }) : make("span", { text });
    return make("div", { class: "source" }, link);
  }

  function relationItem(relation, self) {
    const denied = relation.polarity === "negative";
    const end = (id) => (id === self ? make("span", { text: nodes.get(id).label }) : nameButton(id));
    return make("div", { class: "item " + (denied ? "denied" : relation.kind) },
      make("div", {}, end(relation.source), " ", make(denied ? "s" : "b", { text: relation.name }), " ", end(relation.target)),
      make("div", {}, ...badges(relation)), quotation(relation.quote), source(relation.article));
  }

  function claimItem(claim) {
    const denied = claim.polarity === "negative";
    const speaker = claim.speaker ? nameButton(claim.speaker, claim.speakerName) : make("span", { class: "soft", text: claim.sayer ? "“" + claim.sayer + "”" : "(no speaker named)" });
    const about = claim.about.filter((id) => nodes.has(id) && id !== claim.speaker);
    const names = about.flatMap((id, index) => [index ? ", " : "about ", nameButton(id)]);
    return make("div", { class: "item " + (denied ? "denied" : "claim") },
      make("div", {}, speaker, " ", make("b", { text: claim.act }), claim.cue ? make("span", { class: "soft", text: " “" + claim.cue + "”" }) : ""),
      make("blockquote", {}, make(denied ? "s" : "span", { text: claim.content })),
      make("div", {}, ...badges({ ...claim, speakerName: "", kind: "said" })),
      names.length ? make("div", { class: "soft" }, ...names) : "", source(claim.article));
  }

  function showOverview() {
    const stated = data.relations.filter((relation) => relation.kind !== "open");
    const counts = [plural(data.total, "name"), plural(stated.length, "relation"), plural(data.claims.length, "claim"), plural(data.articles.length, "article")];
    const best = [...data.nodes].sort((one, other) => other.degree - one.degree || other.mentions - one.mentions).slice(0, 25);
    card.replaceChildren(
      make("h2", { text: "Overview" }), make("p", { class: "soft", text: counts.join(" · ") }),
      data.total > data.nodes.length ? make("p", { text: "The picture shows the " + data.nodes.length + " best connected of " + data.total + " names. The other files hold all." }) : "",
      make("p", { text: "Click a name or a line to see what was said, by whom and where." }),
      worldMap(null),
      make("h3", { text: "Best connected" }),
      ...best.map((node) => make("p", {}, nameButton(node.id), make("span", { class: "soft", text: "  " + node.type }))),
    );
  }

  // Search, filters, legend

  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const index = data.nodes.map((node) => ({ node, text: plain(node.label + " | " + node.aliases) }));
  let active = 0;

  function suggest() {
    const wanted = plain(search.value.trim());
    const hits = wanted ? index.filter((entry) => entry.text.includes(wanted)) : [];
    hits.sort((one, other) => other.text.startsWith(wanted) - one.text.startsWith(wanted) || other.node.degree - one.node.degree);
    active = 0;
    found.replaceChildren(...hits.slice(0, 12).map(({ node }) =>
      make("li", { role: "option", "data-id": node.id, onclick: () => pick(node.id) }, make("span", { text: node.label }), make("small", { text: node.type }))));
    if (wanted && !hits.length) found.append(make("li", { class: "soft", text: "no such name" }));
    found.hidden = !wanted;
    highlight();
  }

  function highlight() {
    [...found.children].forEach((row, position) => { row.setAttribute("aria-selected", String(position === active)); });
  }

  function pick(id) {
    found.hidden = true;
    search.value = nodes.get(id).label;
    chooseNode(id, true);
  }

  search.addEventListener("input", suggest);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { found.hidden = true; return; }
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      active = Math.max(0, Math.min(found.children.length - 1, active + moves[event.key]));
      highlight();
      event.preventDefault();
    } else if (event.key === "Enter" && found.children[active] && found.children[active].dataset.id) pick(found.children[active].dataset.id);
  });

  function tick(set, value, text, count) {
    const box = make("input", { type: "checkbox" });
    box.checked = set.has(value);
    box.addEventListener("change", () => {
      if (box.checked) set.add(value); else set.delete(value);
      applyFilter();
    });
    return make("label", {}, box, make("span", { text }), make("span", { text: String(count) }));
  }

  function fillFilters() {
    const count = (test) => edges.filter(test).length;
    const linked = new Set(data.edges.flatMap((edge) => [edge.source, edge.target]));
    const kindCount = (kind) => (kind === "alone" ? data.nodes.filter((node) => !linked.has(node.id)).length : count((edge) => edge.kind === kind));
    document.getElementById("kinds").replaceChildren(...KINDS.filter(([kind]) => kindCount(kind)).map(([kind, text]) => tick(shown.kinds, kind, text, kindCount(kind))));
    const names = new Map();
    data.edges.filter((edge) => edge.kind !== "open").forEach((edge) => names.set(edge.name, (names.get(edge.name) || 0) + 1));
    const rows = [...names].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
    document.getElementById("relations").replaceChildren(...rows.map(([name, number]) => tick(shown.relations, name, name, number)));
    const all = (on) => () => {
      rows.forEach(([name]) => { if (on) shown.relations.add(name); else shown.relations.delete(name); });
      fillFilters();
      applyFilter();
    };
    document.getElementById("all").onclick = all(true);
    document.getElementById("none").onclick = all(false);
  }

  function drawn(shape, attributes) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const inner = document.createElementNS(space, shape);
    svg.setAttribute("width", shape === "line" ? "30" : "12");
    svg.setAttribute("height", "12");
    Object.entries(attributes).forEach(([name, value]) => inner.setAttribute(name, value));
    svg.append(inner);
    return svg;
  }

  function fillLegend() {
    const line = (name, dashes) => drawn("line", { x1: 0, y1: 6, x2: 30, y2: 6, stroke: colour(name), "stroke-width": 2.5, "stroke-dasharray": dashes });
    const lines = [["asserted", "none", "asserted"], ["claim", "6 4", "claimed"], ["denied", "6 4", "denied"], ["open", "2 4", "open statement, speaks of"]];
    const types = [...new Map(data.nodes.map((node) => [node.group, node.colour]))].sort();
    document.getElementById("legend").replaceChildren(
      ...types.map(([name, fill]) => make("span", {}, drawn("circle", { cx: 6, cy: 6, r: 5.5, fill }), name)),
      ...lines.map(([name, dashes, text]) => make("span", {}, line(name, dashes), text)),
    );
  }

  function setTheme(dark) {
    root.dataset.theme = dark ? "dark" : "light";
    picture.style(looks());
    fillLegend();
  }

  let waiting = 0;
  picture.on("zoom", () => {
    clearTimeout(waiting);
    waiting = setTimeout(thinLabels, 50);
  });
  picture.on("mouseover", "node, edge", (event) => event.target.addClass("near"));
  picture.on("mouseout", "node, edge", (event) => {
    const chosen = picture.elements(".chosen");
    if (!chosen.closedNeighborhood().union(chosen.connectedNodes()).contains(event.target)) event.target.removeClass("near");
  });
  picture.on("tap", "node", (event) => chooseNode(event.target.id(), false));
  picture.on("tap", "edge", (event) => chooseEdge(event.target));
  picture.on("tap", (event) => { if (event.target === picture) choose(null); });
  document.addEventListener("click", (event) => {
    const filters = document.getElementById("filters");
    if (!filters.contains(event.target)) filters.open = false;
    if (!event.target.closest(".search")) found.hidden = true;
  });
  document.getElementById("fit").addEventListener("click", fit);
  document.getElementById("theme").addEventListener("click", () => setTheme(root.dataset.theme !== "dark"));
  setTheme(matchMedia("(prefers-color-scheme: dark)").matches);
  fillFilters();
  choose(null);
  fit();
})();
