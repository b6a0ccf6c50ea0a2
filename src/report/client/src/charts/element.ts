// Elements with attributes and children: the one way in which views and charts make HTML and SVG.

export type Child = Node | string | null;
/** True for an attribute without a value; null and false leave it out. */
export type Attributes = Record<string, string | number | boolean | null>;

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A labelled choice; `options` are [value, text]. */
export function choice(label: string, options: [string, string][], picked: string, onPick: (value: string) => void): HTMLLabelElement {
  const select = html(
    "select",
    {},
    ...options.map(([value, text]) => html("option", { value, selected: value === picked }, text)),
  );
  select.addEventListener("change", () => onPick(select.value));
  return html("label", { class: "choice" }, html("span", {}, label), select);
}

/** A table in its scrolling box; the first cell of a row is its head. */
export function table(caption: string, heads: Child[], rows: Child[][]): HTMLElement {
  const head = html("tr", {}, ...heads.map((text) => html("th", { scope: "col" }, text)));
  const line = ([name = "", ...cells]: Child[]) =>
    html("tr", {}, html("th", { scope: "row" }, name), ...cells.map((text) => html("td", {}, text)));
  const body = html("tbody", {}, ...rows.map(line));
  const whole = html("table", {}, html("caption", {}, caption), html("thead", {}, head), body);
  return html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, whole);
}

/** Text that may wrap after the separators of ids, as the static page has it. */
export function breakable(text: string): HTMLSpanElement {
  const parts = text.split(/(?<=[_/:])/);
  return html("span", {}, ...parts.flatMap((part, at): Child[] => (at === 0 ? [part] : [html("wbr"), part])));
}
