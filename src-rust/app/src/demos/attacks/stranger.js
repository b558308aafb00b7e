// The page from elsewhere. It calls with the bridge's script, which every document of a webview has, and past it; then it
// tells its own server what came of that.

const { invoke, convertFileSrc } = window.__TAURI_INTERNALS__;

async function call(command, args = {}) {
  const trace = crypto.randomUUID();
  const sent = `${command} with ${JSON.stringify(args)}, from ${location.origin}`;
  try {
    const value = await invoke(command, args, { headers: { "Footbridge-Trace": trace } });
    return { sent, code: "ok", words: `Rust answered ${JSON.stringify(value)}`, trace };
  } catch (refused) {
    return { sent, code: refused.code ?? "error", words: refused.message ?? String(refused), trace };
  }
}

async function past(command) {
  const sent = `POST ${command} without the key, from ${location.origin}`;
  const headers = { "Tauri-Callback": "1", "Tauri-Error": "2" };
  try {
    const { status } = await fetch(convertFileSrc(command, "ipc"), { method: "POST", body: "{}", headers });
    if (status !== 403) return { sent, code: "ok", words: `The request was answered with ${status}.`, trace: null };
    return { sent, code: "403", words: "Closed with an empty 403. Whoever has no key is told nothing.", trace: null };
  } catch (error) {
    return { sent, code: "none", words: `The engine did not send it: ${error.message}`, trace: null };
  }
}

const attempts = [
  await call("open_vault"),
  await call("open_vault", { window: "main", origin: "app://localhost" }),
  await call("plugin:fs|read_text_file", { path: "/etc/hostname" }),
  await call("plugin:event|emit", { event: "tauri://close-requested", payload: null }),
  await past("open_vault"),
];
await fetch("/told", { method: "POST", body: JSON.stringify(attempts) });
