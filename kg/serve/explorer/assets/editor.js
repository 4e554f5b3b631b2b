// A query text -> an editor that knows SPARQL (Yasqe), loaded when it is first needed; a plain field if that fails.

import { make } from "./dom.js";

let loading = null;

/** { text(), set(text), shown() } */
export async function makeEditor(host, text, prefixes, run) {
  try {
    loading ??= fetchYasqe();
    await loading;
    return withYasqe(host, text, prefixes, run);
  } catch (error) {
    console.error(error);
    loading = null;
    return plain(host, text, run);
  }
}

function fetchYasqe() {
  const style = make("link", { rel: "stylesheet", href: "/vendor/yasqe.min.css" });
  const script = make("script", { src: "/vendor/yasqe.min.js" });
  document.head.append(style, script);
  return Promise.all(
    [style, script].map(
      (element) =>
        new Promise((resolve, reject) => {
          element.addEventListener("load", resolve);
          element.addEventListener("error", () => reject(new Error(`${element.src || element.href} cannot be loaded`)));
        }),
    ),
  );
}

function withYasqe(host, text, prefixes, run) {
  const editor = new globalThis.Yasqe(host, {
    value: text,
    persistenceId: null,
    showQueryButton: false,
    createShareableLink: null,
    resizeable: false,
    lineWrapping: true,
    tabSize: 2,
    autocompleters: ["prefixes", "variables"],
    collapsePrefixesOnLoad: false,
    viewportMargin: Infinity,
    extraKeys: {
      "Ctrl-Enter": run,
      "Cmd-Enter": run,
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-Space": () => editor.autocomplete(true),
    },
  });
  editor.getInputField().setAttribute("aria-label", "SPARQL query");
  return { text: () => editor.getValue(), set: (value) => editor.setValue(value), shown: () => editor.refresh() };
}

function plain(host, text, run) {
  const field = make("textarea", {
    class: "plain-editor",
    rows: 14,
    spellcheck: "false",
    "aria-label": "SPARQL query",
  });
  field.value = text;
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });
  host.append(field);
  return {
    text: () => field.value,
    set: (value) => {
      field.value = value;
    },
    shown: () => {},
  };
}
