/** The rows of a hex view: offset, sixteen bytes, and the same bytes as ASCII. */
export const ROW_BYTES = 16;

/** `digits` grows with the file, so that every row of one view is equally wide. */
export function offsetText(offset: number, digits: number): string {
  return offset.toString(16).padStart(digits, "0");
}

/** At least eight hex digits; more only for a file that needs them. */
export function offsetDigits(bytes: number): number {
  return Math.max(8, Math.max(0, bytes - 1).toString(16).length);
}

/** "48 65 6c 6c 6f", with a wider gap after the eighth byte. */
export function hexText(row: Uint8Array): string {
  const pairs = Array.from(row, (byte) => byte.toString(16).padStart(2, "0"));
  return row.length <= 8 ? pairs.join(" ") : `${pairs.slice(0, 8).join(" ")}  ${pairs.slice(8).join(" ")}`;
}

/** Printable ASCII as it is, everything else as a middle dot. */
export function asciiText(row: Uint8Array): string {
  return Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
}

/** "0x1F400", "1f400h" or "128000"; nothing for anything else, so that a typing error goes nowhere. */
export function parseOffset(text: string): number | null {
  const plain = text
    .trim()
    .replaceAll(/[\s,_]/g, "")
    .toLowerCase();
  const hex = /^(?:0x([0-9a-f]+)|([0-9a-f]+)h)$/.exec(plain);
  const value = hex ? Number.parseInt(hex[1] ?? hex[2] ?? "", 16) : /^\d+$/.test(plain) ? Number(plain) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}

/** A digest as lowercase hex. */
export function digestText(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
