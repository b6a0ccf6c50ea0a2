// Names in a panel that do not cover each other: each is moved up or down by as little as will do.

export interface Name {
  text: string;
  x: number;
  /** Baseline. */
  y: number;
  anchor: "start" | "middle" | "end";
}

/** Sizes of the text, in pixels of the viewBox. */
const LETTER = 6.6;
const LINE = 12;

/** Left and right ends of a name, about. */
function ends({ text, x, anchor }: Name): [number, number] {
  const width = text.length * LETTER;
  const left = { start: x, middle: x - width / 2, end: x - width }[anchor];
  return [left, left + width];
}

function collide(a: Name, b: Name): boolean {
  const [[left, right], [from, to]] = [ends(a), ends(b)];
  return left < to && from < right && Math.abs(a.y - b.y) < LINE;
}

/** The names apart, between two heights; those that find no place within it stay where they are. */
export function apart(names: Name[], [top, bottom]: [number, number]): Name[] {
  const placed: Name[] = [];
  for (const name of [...names].sort((a, b) => a.y - b.y)) {
    const tried = Array.from({ length: 2 * names.length + 1 }, (_, i) => (i % 2 ? 1 : -1) * Math.ceil(i / 2) * LINE);
    const free = tried
      .map((move) => ({ ...name, y: name.y + move }))
      .find((moved) => moved.y >= top && moved.y <= bottom && !placed.some((other) => collide(moved, other)));
    placed.push(free ?? name);
  }
  return placed;
}
