/** What a page says of its transports where it has a line for it. */
import { transports, type Way } from "../../bridge";

/** What stands behind the name of the choice: a page that chooses by itself takes the socket first, where it has one. */
export function firstChoice(way: Way): string {
  return way === "automatic" && transports()[0] === "socket" ? ", socket first" : "";
}
