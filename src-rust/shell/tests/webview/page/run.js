// Runs the cases. Each exported function of the other files is a test of its name; `main.rs` finds them by their first line.
// A case that reloads the page is started again and goes on from what it left in the session's storage.

import * as calls from "./calls.js";
import * as isolation from "./isolation.js";
import * as leaving from "./leaving.js";
import * as remote from "./remote.js";
import * as schemes from "./schemes.js";
import * as socket from "./socket.js";
import * as windows from "./windows.js";

const { invoke, metadata } = window.__TAURI_INTERNALS__;
const cases = { ...isolation, ...calls, ...leaving, ...remote, ...socket, ...windows, ...schemes };

if (location.search === "?laden") {
  await leaving.takeOn();
} else if (location.search === "?isolated") {
  await isolation.inside();
} else if (metadata.currentWebview.label !== "main") {
  const lateScheme = await fetch("late://localhost/").then((answer) => answer.text(), () => null);
  await invoke("arrive", { width: innerWidth, height: innerHeight, late: [window.late ?? null, lateScheme] });
} else {
  for (const name of await invoke("plan")) {
    const failure = await cases[name]().then(() => null, (error) => `${error}\n${error?.stack ?? JSON.stringify(error)}`);
    await invoke("report", { case: name, failure });
  }
}
