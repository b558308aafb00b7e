/** What a person reads of paths and of who decided. */
import type { Decider, TreeEntry } from "../../bindings";

export const PERMISSIONS = "permissions/scopes.toml";

/** Paths that are in no tree. */
export const TRICKS = ["notes/../safe/secret.txt", "notes//./harbour.txt", "/proc/self/environ"] as const;

/** A path's last part, with a slash behind a folder's. */
export function nameOf({ path, isFolder }: TreeEntry): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return isFolder ? `${name}/` : name;
}

/** How many folders it is in. */
export function depthOf({ path }: TreeEntry): number {
  return path.split("/").length - 1;
}

/** Where a decision was made, in a few words. */
export function placeOf(decider: Decider | null): string {
  if (decider === null) return "no entry";
  if (decider.by === "grant") return "lent";
  return decider.line === null ? "an entry" : `line ${decider.line}`;
}
