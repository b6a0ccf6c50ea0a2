// What the reader has chosen, in one place; the URL's hash says the same, so that a link opens the same view.
//
// The hash is `#explore?v=a,b&base=a&split=test&…`; any other hash is an anchor of the page and is left alone.

export interface State {
  /** Two to six ids of variants or groups, in order. */
  variants: string[];
  baseline: string;
  split: string;
  /** Of the template plane, by index out of K. */
  classes: [number, number, number] | null;
  temperature: number;
  /** Indices into the sample of the split, ascending. */
  brushed: number[];
  /** Index into the sample of the split; not in the hash. */
  hovered: number | null;
  /** What a single view keeps, under `view.key`; an absent key is the view's default. */
  settings: { [key: string]: string };
}

export type Listener = (state: State, changed: Set<keyof State>) => void;

/** Most variants side by side. */
export const MOST = 6;

export class Store {
  #state: State;
  #listeners: Listener[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  get(): State {
    return this.#state;
  }

  /** Changes some of the state and tells those who listen what did change; another split lets go of the brushed examples. */
  set(patch: Partial<State>): void {
    const whole = { ...patch };
    if (patch.split !== undefined && patch.split !== this.#state.split) {
      whole.brushed ??= [];
      whole.hovered ??= null;
    }
    const keys = Object.keys(whole) as (keyof State)[];
    const changed = new Set(keys.filter((key) => JSON.stringify(whole[key]) !== JSON.stringify(this.#state[key])));
    if (changed.size === 0) return;
    this.#state = { ...this.#state, ...whole };
    for (const listener of this.#listeners) listener(this.#state, changed);
  }

  /** Changes one setting of a view; null gives its default back. */
  setting(key: string, value: string | null): void {
    const settings = { ...this.#state.settings };
    if (value === null) delete settings[key];
    else settings[key] = value;
    this.set({ settings });
  }

  subscribe(listener: Listener): void {
    this.#listeners.push(listener);
  }
}

const PREFIX = "#explore";

/** The hash that says how a state differs from the state at first. */
export function hashOf(state: State, start: State): string {
  const parts: string[] = [];
  const add = (key: string, value: string, isDefault: boolean) => {
    if (!isDefault) parts.push(`${key}=${value}`);
  };
  const list = (ids: string[]) => ids.map(encodeURIComponent).join(",");
  add("v", list(state.variants), list(state.variants) === list(start.variants));
  add("base", encodeURIComponent(state.baseline), state.baseline === start.baseline);
  add("split", encodeURIComponent(state.split), state.split === start.split);
  add("classes", state.classes?.join(",") ?? "", String(state.classes) === String(start.classes));
  add("t", String(state.temperature), state.temperature === start.temperature);
  add("brushed", runsOf(state.brushed), state.brushed.length === 0);
  for (const key of Object.keys(state.settings).sort()) {
    add(encodeURIComponent(key), encodeURIComponent(state.settings[key] ?? ""), false);
  }
  return parts.length === 0 ? "" : `${PREFIX}?${parts.join("&")}`;
}

/** What a reader may choose from; a hash that names anything else is an old link, whose rest still counts. */
export interface Choices {
  ids: Set<string>;
  splits: string[];
  shown: number[];
  /** Sampled examples by split. */
  sampled: { [split: string]: number };
}

/** The state that a hash says; null for an anchor of the page. */
export function stateOf(hash: string, start: State, choices: Choices): State | null {
  if (!hash.startsWith(`${PREFIX}?`)) return null;
  const state: State = { ...start, settings: {} };
  for (const part of hash.slice(PREFIX.length + 1).split("&")) {
    const at = part.indexOf("=");
    if (at > 0) take(state, [part.slice(0, at), part.slice(at + 1)], choices);
  }
  if (!state.variants.includes(state.baseline)) state.baseline = state.variants[0] ?? start.baseline;
  state.brushed = state.brushed.filter((i) => i < (choices.sampled[state.split] ?? 0));
  return state;
}

function take(state: State, [key, value]: [string, string], choices: Choices): void {
  const numbers = value.split(",").map(Number);
  switch (key) {
    case "v": {
      const known = [...new Set(value.split(",").map(decoded))].filter((id) => choices.ids.has(id)).slice(0, MOST);
      if (known.length > 0) state.variants = known;
      break;
    }
    case "base":
      state.baseline = decoded(value);
      break;
    case "split":
      if (choices.splits.includes(decoded(value))) state.split = decoded(value);
      break;
    case "classes":
      if (new Set(numbers).size === 3 && numbers.every((c) => choices.shown.includes(c))) {
        state.classes = numbers as [number, number, number];
      }
      break;
    case "t":
      if (Number(value) > 0) state.temperature = Number(value);
      break;
    case "brushed":
      state.brushed = indicesOf(value);
      break;
    default:
      state.settings[decoded(key)] = decoded(value);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Ascending indices as runs: `0-4,9`. */
export function runsOf(indices: number[]): string {
  const runs: string[] = [];
  for (let first = 0; first < indices.length; ) {
    let last = first;
    while (indices[last + 1] === (indices[last] ?? NaN) + 1) last += 1;
    runs.push(last === first ? `${indices[first]}` : `${indices[first]}-${indices[last]}`);
    first = last + 1;
  }
  return runs.join(",");
}

/** The indices of runs, ascending, each once; what is no run is left out. */
export function indicesOf(runs: string): number[] {
  const found = new Set<number>();
  for (const run of runs.split(",")) {
    const [, first, last] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(run) ?? [];
    for (let i = Number(first); i <= Number(last ?? first); i += 1) found.add(i);
  }
  return [...found].sort((a, b) => a - b);
}
