// Which claims of the ledger a filter lets through. Fed by attributes of the static rows; read by the ledger view.

/** What a reader asked for; empty for all. */
export interface ClaimFilter {
  paper: string;
  outcome: string;
  /** `topic:…` for all statistics of a topic, else one statistic. */
  statistic: string;
  /** Words that must all occur. */
  text: string;
}

/** One claim, as its row says. */
export interface ClaimRow {
  paper: string;
  outcome: string;
  statistic: string;
  topic: string;
  text: string;
}

/** The mark of a topic among statistics. */
export const TOPIC = "topic:";

export const NO_FILTER: ClaimFilter = { paper: "", outcome: "", statistic: "", text: "" };

/** Whether the filter asks for anything. */
export function isFiltering(filter: ClaimFilter): boolean {
  return Object.values(filter).some((asked) => asked.trim() !== "");
}

/** Whether a claim passes. */
export function passes(claim: ClaimRow, filter: ClaimFilter): boolean {
  const isOf = (asked: string, own: string) => asked === "" || asked === own;
  const isOfStatistic = filter.statistic.startsWith(TOPIC)
    ? claim.topic === filter.statistic.slice(TOPIC.length)
    : isOf(filter.statistic, claim.statistic);
  return (
    isOf(filter.paper, claim.paper) &&
    isOf(filter.outcome, claim.outcome) &&
    isOfStatistic &&
    hasWords(claim.text, filter.text)
  );
}

/** Whether a text holds all words of a search, in any case and order. */
export function hasWords(text: string, search: string): boolean {
  const lower = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
