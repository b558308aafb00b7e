/** Figures as people read them: sizes, rates, times. Numbers never carry more digits than they were measured with. */

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"] as const;

/** 1536 becomes "1.5 KiB"; whole multiples carry no decimals. */
export function size(bytes: number): string {
  if (bytes === 1) return "1 byte";
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${three(value)} ${UNITS[unit]}`;
}

/** Bytes over milliseconds as megabytes (10^6) a second; nothing when the time was too short for the clock. */
export function rate(bytes: number, ms: number): string {
  if (ms <= 0) return "";
  return `${three(bytes / 1000 / ms)} MB/s`;
}

/** Microseconds: tenths below ten, whole above. */
export function micros(us: number): string {
  return us < 9.95 ? us.toFixed(1) : grouped(Math.round(us));
}

/** Microseconds told as "0.31 ms", "14 ms" or "2.4 s". */
export function span(us: number): string {
  if (us < 9_950) return `${(us / 1000).toFixed(2)} ms`;
  if (us < 999_500) return `${Math.round(us / 1000)} ms`;
  return `${(us / 1_000_000).toFixed(1)} s`;
}

/** Milliseconds until something is over, told as "less than a second", "28 s" or "13 min". */
export function left(ms: number): string {
  if (ms < 1000) return "less than a second";
  return ms < 119_500 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** 1234567 becomes "1,234,567". */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** "1 frame", "2 frames". */
export function count(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** 1 becomes "1st". */
export function ordinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13;
  return `${value}${(teen ? undefined : ["th", "st", "nd", "rd"][value % 10]) ?? "th"}`;
}

function three(value: number): string {
  if (Number.isInteger(value) || value >= 99.95) return grouped(value);
  return value >= 9.95
    ? value.toFixed(1)
    : value
        .toFixed(value < 0.1 ? 3 : 2)
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, "");
}
