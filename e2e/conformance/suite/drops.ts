/** Files that a person drops, as the window and the webview hear of them: dropped from outside, by a real source. */
import { getCurrentWebview, type DragDropEvent } from "@tauri-apps/api/webview";
import { getCurrentWindow } from "@tauri-apps/api/window";
import { readTextFile } from "@tauri-apps/plugin-fs";

/** What each of them was told of a drag until its drop. */
export interface Drops {
  window: string[];
  webview: string[];
  /** Whether the file that was dropped last could be read. */
  read?: boolean;
}

export async function listenForDrops(): Promise<Drops> {
  const drops: Drops = { window: [], webview: [] };
  const hear = (heard: string[]) => async ({ payload }: { payload: DragDropEvent }) => {
    const place = "position" in payload && Number.isInteger(payload.position.x) ? "somewhere" : "nowhere";
    const words = "paths" in payload ? `${payload.type} ${place} ${payload.paths}` : `${payload.type} ${place}`;
    if (heard.at(-1) !== words) heard.push(words);
    if (payload.type === "drop") drops.read = (await readTextFile(payload.paths[0]!)).length > 0;
  };
  await getCurrentWindow().onDragDropEvent(hear(drops.window));
  await getCurrentWebview().onDragDropEvent(hear(drops.webview));
  return drops;
}
