// Draws a view at first, and again whenever what it reads of the state has changed, and nothing else.

import type { State, Store } from "../state.ts";

export function follow(store: Store, reads: (state: State) => unknown, draw: () => void): void {
  let drawn: string | null = null;
  const check = () => {
    const now = JSON.stringify(reads(store.get()));
    if (now === drawn) return;
    drawn = now;
    draw();
  };
  store.subscribe(check);
  check();
}
