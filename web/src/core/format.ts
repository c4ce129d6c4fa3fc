/** Numbers as people read them. Pure: locale and "now" are arguments. */

/**
 * Money with its currency. Amounts come as decimal strings and are never added here: the server's ledger is the only
 * place that does arithmetic on money. Cents below a hundredth are shown, not rounded away ("$0.0125").
 */
export function moneyText(amount: string, currency = "USD", locale = "en-US"): string {
  const decimals = (amount.split(".")[1] ?? "").replace(/0+$/, "").length;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.min(Math.max(decimals, 2), 6),
  }).format(amount as Intl.StringNumericLiteral);
}

/** A share in [0, 1] as a percentage; one decimal below 10 % and above 99 % (so that 99.6 % is not 100 %). */
export function percentText(share: number, locale = "en-US"): string {
  const isNearAnEnd = share > 0 && share < 1 && (share < 0.1 || share > 0.99);
  return new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: isNearAnEnd ? 1 : 0,
  }).format(share);
}

/** Length in seconds, and from where on the unit is used. */
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number, number?][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  // "Tomorrow" is a date of the calendar, and would be said of 47 hours: until then hours are counted.
  ["day", 86_400, 172_800],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 minutes ago", "in 2 days", "just now". */
export function relativeTimeText(thenMs: number, nowMs: number, locale = "en"): string {
  const seconds = (thenMs - nowMs) / 1000;
  const unit = UNITS.find(([, length, from = length]) => Math.abs(seconds) >= from);
  if (!unit) return "just now";
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(
    Math.trunc(seconds / unit[1]),
    unit[0],
  );
}

/** "45 s", "2 min 5 s", "1 h 20 min". */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** 12,345 with the locale's grouping; at most `decimals` places. */
export function numberText(value: number, decimals = 0, locale = "en-US"): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }).format(value);
}
