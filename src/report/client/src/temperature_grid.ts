// Reads the grid of temperatures of one variant and split (schema::TemperatureGrid): nothing is fitted or interpolated here.
// Fed by the page's data; read by the temperature view.

/** A temperature grid with its arrays unpacked. */
export interface Grid {
  /** Temperatures, ascending (G). */
  at: number[];
  /** Names of the statistics. */
  columns: string[];
  /** (G, columns); NaN where undefined. */
  table: ArrayLike<number>;
  /** (G, 3·M): count, mean confidence, share of right answers of each bin. */
  reliability: ArrayLike<number>;
}

/** A confidence bin (low, high]. */
export interface Bin {
  low: number;
  high: number;
  count: number;
  /** Null where the bin is empty. */
  confidence: number | null;
  accuracy: number | null;
}

/** Which temperature of the grid is nearest, in the logarithm. */
export function nearest(at: number[], temperature: number): number {
  const distance = (t: number) => Math.abs(Math.log(t) - Math.log(temperature));
  return at.reduce((best, t, index) => (distance(t) < distance(at[best]!) ? index : best), 0);
}

/** A statistic at one temperature; null where it is absent or undefined. */
export function statistic(grid: Grid, index: number, name: string): number | null {
  const column = grid.columns.indexOf(name);
  const value = column < 0 ? NaN : grid.table[index * grid.columns.length + column];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** A statistic along the grid, as [T, value]; without the temperatures at which it is undefined. */
export function along(grid: Grid, name: string): [number, number][] {
  return grid.at.flatMap((t, index): [number, number][] => {
    const value = statistic(grid, index, name);
    return value === null ? [] : [[t, value]];
  });
}

/** The confidence bins at one temperature. */
export function bins(grid: Grid, index: number): Bin[] {
  const each = grid.reliability.length / grid.at.length;
  const count = each / 3;
  return Array.from({ length: count }, (_, bin) => {
    const [n = 0, confidence = 0, accuracy = 0] = [0, 1, 2].map((k) => grid.reliability[index * each + 3 * bin + k]);
    const isEmpty = n === 0;
    return {
      low: bin / count,
      high: (bin + 1) / count,
      count: n,
      confidence: isEmpty ? null : confidence,
      accuracy: isEmpty ? null : accuracy,
    };
  });
}

/** The bin (m/M, (m+1)/M] of a confidence; 0 falls in the first. */
export function binOf(confidence: number, count: number): number {
  let bin = Math.min(count - 1, Math.max(0, Math.ceil(confidence * count) - 1));
  // Edges are m/M, as the analysis computes them: a product may round across one.
  if (bin > 0 && confidence <= bin / count) bin -= 1;
  if (bin < count - 1 && confidence > (bin + 1) / count) bin += 1;
  return bin;
}
