/** Durations: Go's grammar (time.ParseDuration), widened by days, weeks and years where our own document allows it. */

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  "\u00b5s": 1e-6,
  "\u03bcs": 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const DAY = 86400;
/** A year is 365 days, as in kubeadm's defaults (87600h is ten of them). */
const LONG_UNITS: Readonly<Record<string, number>> = { d: DAY, w: 7 * DAY, y: 365 * DAY };

const WHOLE = /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)[a-z\u00b5\u03bc]+)+$/;
const PART = /(\d+(?:\.\d*)?|\.\d+)([a-z\u00b5\u03bc]+)/g;

/** The longest that Go's 64-bit count of nanoseconds holds, 292 years, in whole seconds; ours are bound by it too. */
const MAX_SECONDS = 9_223_372_036;

/** Seconds, perhaps with a fraction; undefined when the text is no duration or too long a one. */
export function parseDuration(text: string, grammar: "go" | "days"): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  if (text.length > 100 || !WHOLE.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(PART)) {
    const factor = UNITS[unit] ?? (grammar === "days" ? LONG_UNITS[unit] : undefined);
    if (factor === undefined) return undefined;
    seconds += Number(amount) * factor;
  }
  if (seconds > MAX_SECONDS) return undefined;
  return text.startsWith("-") ? -seconds : seconds;
}

/** The shortest text in our grammar for a whole number of seconds: 10y, 90d, 36h, 1h30m. */
export function formatDuration(seconds: number): string {
  for (const [unit, factor] of [
    ["y", 365 * DAY],
    ["d", DAY],
  ] as const) {
    if (seconds > 0 && seconds % factor === 0) return `${seconds / factor}${unit}`;
  }
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  const text = (hours > 0 ? `${hours}h` : "") + (minutes > 0 ? `${minutes}m` : "") + (rest > 0 ? `${rest}s` : "");
  return text === "" ? "0s" : text;
}
