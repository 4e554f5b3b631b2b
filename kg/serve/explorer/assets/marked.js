// A text and the stretches that count in it -> the text with these marked. Offsets are code points of the article.

import { make } from "./dom.js";
import { codePoints } from "./words.js";

const NAMES = {
  subject: "who",
  object: "whom or what",
  cue: "the words that carry it",
  source: "who says so",
  content: "what is said",
  argument: "who or what",
};

/** `start` is where `text` begins in the article. Marks may overlap: the text is cut at every border. */
export function marked(text, start, marks) {
  const letters = codePoints(text);
  const inside = marks
    .map((mark) => [Math.max(0, mark.start - start), Math.min(letters.length, mark.end - start), mark.part])
    .filter(([from, to]) => from < to);
  const borders = [...new Set([0, letters.length, ...inside.flatMap(([from, to]) => [from, to])])].sort(
    (one, other) => one - other,
  );
  return borders.slice(0, -1).map((from, index) => {
    const to = borders[index + 1];
    const parts = [...new Set(inside.filter(([left, right]) => left <= from && to <= right).map(([, , part]) => part))];
    const piece = letters.slice(from, to).join("");
    return parts.length
      ? make("mark", {
          class: parts.map((part) => `part-${part}`).join(" "),
          title: parts.map((part) => NAMES[part] ?? part).join(", "),
          text: piece,
        })
      : piece;
  });
}

/** What is marked, in words: a legend, and the way in which screen readers get it. */
export function legend(marks) {
  const first = new Map();
  for (const mark of marks) first.set(mark.part, [...(first.get(mark.part) ?? []), mark.text]);
  return make(
    "dl",
    { class: "legend small" },
    [...first].flatMap(([part, texts]) => [
      make("dt", {}, make("mark", { class: `part-${part}`, text: NAMES[part] ?? part })),
      make("dd", { text: texts.map((text) => `“${text}”`).join(" … ") }),
    ]),
  );
}
