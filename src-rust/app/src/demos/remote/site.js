// The whole script of a page that is not the app's. It has no client of the bridge, only what the shell injects.

const { invoke, transformCallback, convertFileSrc } = window.__TAURI_INTERNALS__;

/** What it tries, beginning with what a capability may give it. */
const calls = [
  ["greet_visitor", () => invoke("greet_visitor", { name: "Ada" })],
  ["about", () => invoke("about")],
  ["plugin:window|set_title", () => invoke("plugin:window|set_title", { value: "The app itself" })],
  ["plugin:fs|read_text_file", () => invoke("plugin:fs|read_text_file", { path: "/etc/hostname" })],
  ["plugin:event|listen", () => invoke("plugin:event|listen", { event: "said", target: { kind: "Any" }, handler: transformCallback() })],
  ["no_such_command", () => invoke("no_such_command")],
  ["greet_visitor, past the script", withoutKey],
];

/** A request of its own making. Only the script that the shell injects has the key. */
async function withoutKey() {
  const headers = { "Tauri-Callback": "1", "Tauri-Error": "2", "Content-Type": "application/json" };
  const answer = await fetch(convertFileSrc("greet_visitor", "ipc"), { method: "POST", headers, body: "{}" });
  if (!answer.ok) throw { code: `${answer.status}`, message: "The request was closed without a word." };
  return answer.text();
}

async function outcomeOf([call, run]) {
  try {
    return { call, allowed: true, code: "", text: String(await run()) };
  } catch (error) {
    return { call, allowed: false, code: String(error?.code ?? "failed"), text: String(error?.message ?? error) };
  }
}

const table = document.querySelector("table");
let rounds = 0;
let last = Promise.resolve();

/** Calls again, behind the calls before: what is told last has to be what holds. The app evaluates this when its rights change. */
function callAgain() {
  rounds += 1;
  table.ariaBusy = true;
  last = last.then(callAll).finally(() => {
    rounds -= 1;
    table.ariaBusy = rounds > 0;
  });
}

/** Makes every call, shows what came of it, and tells its own server. */
async function callAll() {
  const outcomes = await Promise.all(calls.map(outcomeOf));
  table.tBodies[0].replaceChildren(...outcomes.map(row));
  // Where the server is gone, the window goes, too.
  await fetch("/outcomes", { method: "POST", body: JSON.stringify(outcomes) }).catch(() => {});
}

function row({ call, allowed, code, text }) {
  const line = document.createElement("tr");
  const name = line.appendChild(document.createElement("th"));
  name.scope = "row";
  name.append(Object.assign(document.createElement("code"), { textContent: call }));
  line.dataset.test = "visitor-outcome";
  line.dataset.call = call;
  line.dataset.allowed = allowed;
  line.dataset.code = code;
  line.appendChild(document.createElement("td")).textContent = allowed ? text : `refused: ${code}`;
  return line;
}

document.querySelector("[data-test=visitor-address]").textContent = location.origin;
document.querySelector("[data-test=visitor-again]").addEventListener("click", callAgain);
callAgain();
