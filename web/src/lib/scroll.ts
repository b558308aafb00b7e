/**
 * Virtual scrolling over more rows than an engine can lay out. Engines stop at about 33 million pixels; beyond
 * `TRACK_PX_MAX` the scroll bar's track stands for the whole, and one pixel of it for many rows. The position is
 * therefore kept in rows, and the scroll bar follows it.
 */
export const TRACK_PX_MAX = 8_000_000;

export interface Track {
  /** Height of the scrolled element. */
  height_px: number;
  /** Rows that one pixel of the scroll bar stands for. */
  rows_per_px: number;
  /** The last row that may stand on top. */
  top_max: number;
}

export function track(rows: number, row_px: number, view_px: number): Track {
  const whole_px = rows * row_px;
  const height_px = Math.min(whole_px, TRACK_PX_MAX);
  const top_max = Math.max(0, rows - view_px / row_px);
  const path_px = height_px - view_px;
  return { height_px, rows_per_px: path_px > 0 ? top_max / path_px : 0, top_max };
}

/** The row on top for a position of the scroll bar. */
export function topOf(scroll_px: number, way: Track): number {
  return clampTop(scroll_px * way.rows_per_px, way);
}

/** The position of the scroll bar for a row on top. */
export function scrollOf(top: number, way: Track): number {
  return way.rows_per_px > 0 ? top / way.rows_per_px : 0;
}

export function clampTop(top: number, way: Track): number {
  return Math.min(Math.max(0, top), way.top_max);
}
