// Spread: how the probability of wrong classes falls with their rank, and how far labels lie above the best wrong class.
//
// Fed by the rank sizes and margins of the chosen variants.

import { scaleLinear, scaleLog } from "d3-scale";
import { html, table } from "../charts/element.ts";
import { trimmed } from "../charts/frame.ts";
import { lines, type Lines, type Series } from "../charts/lines.ts";
import { count, decimals, DASH, number } from "../format.ts";
import type { Chosen, Context, View } from "../view.ts";
import { follow } from "./follow.ts";

export const SPREAD: View = {
  id: "spread",
  title: "Profile of the wrong classes, and margins",
  available: (data) => data.variants.some((v) => Object.values(v.splits).some((s) => s.rank_size || s.margins)),
  mount,
};

function mount(root: HTMLElement, context: Context): void {
  const [charts, numbers] = [html("div", { class: "panels charts" }), html("div", {})];
  root.append(charts, numbers);
  const show = () => {
    const chosen = context.chosen();
    const drawn = [...rankSizes(chosen), ...margins(chosen)];
    charts.replaceChildren(...drawn.map((each) => each.root));
    const tables = [...ranked(chosen), ...binned(chosen)];
    numbers.replaceChildren(...(tables.length > 0 ? tables : [html("p", { class: "missing" }, NOTHING)]));
  };
  follow(context.store, ({ variants, split }) => [variants, split], show);
}

const NOTHING = "The chosen variants have neither on this split.";

/** Ranks that the table names, where they are there. */
const NAMED = [1, 2, 3, 5, 10, 20, 50, 100];

function rankSizes(chosen: Chosen[]): Lines[] {
  const series = chosen.flatMap(({ id, style, on }): Series[] => {
    if (!on?.rank_size) return [];
    const { ranks, shares } = on.rank_size;
    return [{ label: id, style, points: positive(ranks, shares) }];
  });
  const points = series.flatMap((s) => s.points);
  if (points.length === 0) return [];
  const [last, least] = [Math.max(2, ...points.map((p) => p[0])), Math.min(...points.map((p) => p[1]))];
  const y = scaleLog([10 ** Math.floor(Math.log10(least)), 1], [0, 1]);
  const chart = lines({
    title: "Probability of wrong classes by rank",
    x: {
      label: "rank among the wrong classes",
      scale: scaleLog([1, last], [0, 1]),
      ticks: NAMED.filter((r) => r <= last),
      text: count,
    },
    y: { label: "share of the mass off the label", scale: y, ticks: decades(least), text: power },
    series,
    at: (rank) => `rank ${count(rank)}`,
    text: small,
  });
  return [chart];
}

/** Pairs that a logarithmic axis can show. */
function positive(x: number[], y: number[]): [number, number][] {
  return x.map((at, index): [number, number] => [at, y[index]!]).filter((p) => p[1] > 0);
}

/** Powers of ten from 1 down to below a share, at most six of them. */
export function decades(least: number): number[] {
  const lowest = Math.floor(Math.log10(least));
  const step = Math.ceil(-lowest / 5) || 1;
  return Array.from({ length: Math.floor(-lowest / step) + 1 }, (_, index) => 10 ** (-index * step));
}

/** `10⁻³`; 1 as it is. */
export function power(value: number): string {
  const exponent = Math.round(Math.log10(value));
  const raised = [...String(Math.abs(exponent))].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return exponent === 0 ? "1" : `10${exponent < 0 ? "⁻" : ""}${raised}`;
}

/** A share in percent; one that two decimals would round away as a multiple of a power of ten. */
export function small(share: number): string {
  if (share === 0 || share >= 5e-5) return `${number("fraction", share)} %`;
  const size = 10 ** Math.floor(Math.log10(share));
  return `${decimals(share / size, 1)} × ${power(size)}`;
}

function margins(chosen: Chosen[]): Lines[] {
  const series = chosen.flatMap(({ id, style, on }): Series[] => {
    if (!on?.margins) return [];
    const { edges, shares } = on.margins;
    return [{ label: id, style, points: shares.map((share, bin) => [(edges[bin]! + edges[bin + 1]!) / 2, share]) }];
  });
  const edges = chosen.find(({ on }) => on?.margins)?.on?.margins?.edges ?? [];
  const most = Math.max(...series.flatMap((s) => s.points.map((p) => p[1])));
  if (series.length === 0) return [];
  const x = scaleLinear([edges[0]!, edges.at(-1)!], [0, 1]);
  const y = scaleLinear([0, most], [0, 1]).nice(4);
  const bin = (middle: number) => edges.findIndex((edge, at) => edge <= middle && middle < edges[at + 1]!);
  const chart = lines({
    title: "Margins: the label's logit minus the largest other",
    x: { label: "margin; below 0 the answer is wrong", scale: x, ticks: x.ticks(6), text: (v) => trimmed(decimals(v, 2)) },
    y: { label: "share of examples (%)", scale: y, ticks: y.ticks(4), text: (v) => trimmed(number("fraction", v)) },
    series,
    at: (middle) => range(edges, bin(middle)),
    text: (share) => `${number("fraction", share)} %`,
  });
  return [chart];
}

/** Shares at some ranks. */
function ranked(chosen: Chosen[]): HTMLElement[] {
  const sizes = chosen.flatMap(({ id, on }) => (on?.rank_size ? [{ id, ...on.rank_size }] : []));
  if (sizes.length === 0) return [];
  const named = NAMED.filter((rank) => sizes.some(({ ranks }) => ranks.includes(rank)));
  const rows = sizes.map(({ id, ranks, shares }) => [id, ...named.map((rank) => said(shares[ranks.indexOf(rank)]))]);
  const examples = [...new Set(sizes.map(({ n }) => count(n)))].join(" or ");
  const caption = `Share of the mass off the label that the wrong class of each rank gets, ${examples} examples`;
  return [table(caption, ["Variant", ...named.map((rank) => `rank ${count(rank)}`)], rows)];
}

function said(share: number | undefined): string {
  return share === undefined ? DASH : small(share);
}

/** The histograms of margins as numbers, folded. */
function binned(chosen: Chosen[]): HTMLElement[] {
  const all = chosen.flatMap(({ id, on }) => (on?.margins ? [{ id, ...on.margins }] : []));
  const edges = all[0]?.edges;
  if (!edges) return [];
  const rows = edges.slice(1).map((_, bin) => [range(edges, bin), ...all.map(({ shares }) => said(shares[bin]))]);
  const caption = "Share of the examples in each bin of the margin; the first and the last take what lies beyond";
  const numbers = table(caption, ["Margin", ...all.map(({ id }) => id)], rows);
  return [html("details", {}, html("summary", {}, "Margins in numbers"), numbers)];
}

/** `0.5 to 1.0`, the edges of a bin. */
function range(edges: number[], bin: number): string {
  return `${decimals(edges[bin]!, 1)} to ${decimals(edges[bin + 1]!, 1)}`;
}
