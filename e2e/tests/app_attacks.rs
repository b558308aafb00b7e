//! A page in the real engine that wants the key, with the key known to the spec: it must be in nothing that it gets hold of.

use e2e::pages::Hello;
use e2e::{App, Result, attack};
use serde_json::json;

/// The policy of the app's documents has no room for a worker that could stand between the bridge and the engine.
const WORKER: &str = "Refused to load app://localhost/worker.js";

/// Collects into `texts` whatever goes by while `calls` are made: arguments that watch how they are read, replaced
/// built-ins, species and iterators, stacks, the engine's list of requests.
const SPY: &str = r"
    const texts = [], repairs = [];
    // Noting calls what is wrapped: one look at a time.
    let isLooking = false;
    const note = (value) => {
        if (isLooking) return;
        isLooking = true;
        try {
            texts.push(typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)));
        } catch {}
        isLooking = false;
    };
    const watched = (target) => new Proxy(target, {
        get: (of, name) => (note(String(name)), of[name]),
        set: (of, name, value) => (note(value), Reflect.set(of, name, value)),
        defineProperty: (of, name, property) => (note(property.value), Reflect.defineProperty(of, name, property)),
    });
    const replace = (owner, name, property) => {
        const before = Object.getOwnPropertyDescriptor(owner, name);
        if (!before?.configurable) return;
        Object.defineProperty(owner, name, { configurable: true, ...property(before.value) });
        repairs.push(() => Object.defineProperty(owner, name, before));
    };
    const wrap = (owner, names) => names.forEach((name) => replace(owner, name, (original) => ({
        value: new Proxy(original, {
            apply: (of, self, values) => (values.forEach(note), Reflect.apply(of, self, values)),
            construct: (of, values, target) => (values.forEach(note), Reflect.construct(of, values, target)),
        }),
    })));
    const stack = () => note(new Error('where').stack);
    wrap(window, ['fetch', 'Headers', 'Request', 'Map', 'Promise', 'Uint8Array', 'encodeURIComponent', 'btoa']);
    wrap(JSON, ['stringify', 'parse']);
    wrap(Map.prototype, ['get', 'set', 'has', 'delete']);
    wrap(Promise.prototype, ['then']);
    wrap(Array.prototype, ['push', 'join', 'slice', 'concat', Symbol.iterator]);
    wrap(String.prototype, ['slice', 'concat', 'startsWith', Symbol.iterator]);
    wrap(Headers.prototype, ['append', 'set', 'get', 'forEach']);
    wrap(TextEncoder.prototype, ['encode']);
    wrap(Uint8Array.prototype, ['set']);
    wrap(Function.prototype, ['bind', 'apply']);
    for (const kind of [Array, Map, Promise]) replace(kind, Symbol.species, () => ({ get() { stack(); return this; } }));
    const port = webkit.messageHandlers.ipc;
    try { port.postMessage = note; } catch (error) { note(String(error)); }
    try { webkit.messageHandlers = { ipc: { postMessage: note } }; } catch (error) { note(String(error)); }
    const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => note(entry.toJSON())));
    observer.observe({ type: 'resource', buffered: true });
    navigator.serviceWorker?.register('worker.js').catch(note);
    const { invoke } = __TAURI_INTERNALS__;
    const seen = { toJSON() { stack(); return 'Ada'; } };
    const answers = [
        await invoke('greet', watched({ name: 'Ada' }), watched({ headers: watched({ 'X-A': '1' }) })),
        await invoke('greet', { name: seen }),
        await __FOOTBRIDGE__.invoke('greet', { name: watched({ toJSON: seen.toJSON }) }),
        await invoke('greet', watched([1, 2])).catch(String),
        await invoke('no_such_command').catch((refused) => (note(refused), 'refused')),
    ];
    performance.getEntries().forEach((entry) => note(entry.toJSON()));
    const frame = document.body.appendChild(document.createElement('iframe'));
    const print = frame.contentWindow.Function.prototype.toString;
    for (const owner of [__TAURI_INTERNALS__, __FOOTBRIDGE__, __TAURI_EVENT_PLUGIN_INTERNALS__]) {
        for (const name of Reflect.ownKeys(owner)) {
            const { value, get } = Object.getOwnPropertyDescriptor(owner, name);
            for (const code of [value, get]) if (typeof code === 'function') note(print.call(code));
        }
    }
    frame.remove();
    repairs.reverse().forEach((repair) => repair());
    note(document.documentElement.outerHTML);
    return { texts: texts.join('\n'), answers };";

/// Runs the spy, and checks that the calls were made, that it saw them go by, and that the key was not among it.
async fn spies_in_vain(app: &App, key: &str) -> Result {
    let seen = app.async_script(SPY).await?;
    let answers = seen["answers"].to_string();
    assert_eq!(answers.matches("Hello, Ada.").count(), 3, "{answers}");
    let texts = seen["texts"].as_str().unwrap_or_default();
    assert!(texts.contains("greet") && texts.contains("toJSON"), "the spy saw nothing: {texts}");
    assert!(!texts.contains(key), "the spy saw the key");
    Ok(())
}

#[tokio::test]
async fn key_is_in_nothing_that_a_page_replaces_watches_or_prints() {
    let spec = async |app: &App| {
        let key = attack::invoke_key(app)?;
        spies_in_vain(app, &key).await?;
        Hello(app).greet("Ada").await?;
        Hello(app).answer().says("Hello, Ada.").await?;
        assert!(!app.output()?.contains(&key), "the console or the log has the key");
        Ok(())
    };
    App::launch().demo("hello").expecting_console_error(WORKER).drive(spec).await;
}

#[tokio::test]
async fn key_is_not_seen_where_calls_go_by_message_either() {
    let spec = async |app: &App| {
        let key = attack::invoke_key(app)?;
        // What is under way is cut off, so the bridge takes the other way from here on: there is no socket to go by.
        let cut = "const transport = 'custom protocol';
                   const call = __TAURI_INTERNALS__.invoke('greet', { name: 'Ada' }, { transport }); window.stop();
                   await call.catch(() => {}); return __FOOTBRIDGE__.transport;";
        assert_eq!(app.async_script(cut).await?, "post message");
        spies_in_vain(app, &key).await
    };
    App::launch()
        .transport(Some("custom protocol"))
        .demo("hello")
        .expecting_console_error(WORKER)
        .drive(spec)
        .await;
}

#[tokio::test]
async fn door_to_the_socket_is_in_no_window_that_a_script_sees() {
    let spec = async |app: &App| {
        let script = "
            const frame = document.body.appendChild(document.createElement('iframe'));
            const names = [window, frame.contentWindow].map((of) => Object.getOwnPropertyNames(of));
            frame.remove();
            return names.map((all) => all.filter((name) => /footbridge/i.test(name)));";
        assert_eq!(app.script(script).await?, json!([["__FOOTBRIDGE__"], []]));
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn message_without_the_key_is_answered_with_nothing_from_the_page_and_from_a_frame() {
    let spec = async |app: &App| {
        let script = "
            const { transformCallback, invoke } = __TAURI_INTERNALS__;
            const heard = [];
            const [callback, error] = [transformCallback((value) => heard.push(value)), transformCallback((value) => heard.push(value))];
            const frame = document.body.appendChild(document.createElement('iframe'));
            const call = { cmd: 'greet', callback, error, payload: { name: 'Eve' } };
            for (const from of [window, frame.contentWindow]) {
                for (const key of [undefined, '', '0'.repeat(64), ['x'], { toString: 'x' }]) {
                    from.webkit?.messageHandlers?.ipc?.postMessage(JSON.stringify({ ...call, __TAURI_INVOKE_KEY__: key }));
                }
                from.webkit?.messageHandlers?.ipc?.postMessage('[');
            }
            for (let calls = 0; calls < 3; calls++) await invoke('greet', { name: 'Ada' });
            frame.remove();
            return heard;";
        assert_eq!(app.async_script(script).await?, serde_json::json!([]));
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}
