//! What gets into a document of the app cannot run, cannot send anything anywhere, and finds no bridge in a frame.

use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};

use e2e::pages::Hello;
use e2e::{App, Result, eventually};

/// The bridge still greets, so the page is well.
async fn still_greets(app: &App) -> Result {
    Hello(app).greet("Ada").await?;
    Hello(app).answer().says("Hello, Ada.").await?;
    Ok(())
}

#[tokio::test]
async fn nothing_that_comes_into_a_document_later_runs() {
    let spec = async |app: &App| {
        let script = r#"
            window.ran = [];
            const put = (html) => document.body.insertAdjacentHTML("beforeend", html);
            const script = (fields) => document.body.append(Object.assign(document.createElement("script"), fields));
            script({ textContent: "ran.push('inline')" });
            script({ textContent: "ran.push('guessed')", nonce: "AAAAAAAAAAAAAAAAAAAAAA==" });
            script({ src: "data:text/javascript,ran.push('data')" });
            script({ src: URL.createObjectURL(new Blob(["ran.push('blob')"], { type: "text/javascript" })) });
            put("<img src='data:,' onerror=\"ran.push('handler')\"><svg onload=\"ran.push('svg')\"></svg>");
            put("<a href=\"javascript:ran.push('address')\">x</a>");
            document.body.lastElementChild.click();
            for (const run of [() => eval("ran.push('eval')"), () => new Function("ran.push('Function')")()]) {
                try { run(); } catch (error) { if (!(error instanceof EvalError)) throw error; }
            }
            setTimeout("ran.push('timer')");
            await import("data:text/javascript,ran.push('import')").catch(() => {});
            put("<style>body { outline: 7px solid }</style>");
            const styled = getComputedStyle(document.body).outlineWidth;
            await window.__TAURI_INTERNALS__.invoke("greet", { name: "x" });
            const nonces = [...document.scripts].map((script) => script.getAttribute("nonce"));
            return { ran: window.ran, styled, nonces: nonces.filter((nonce) => nonce !== null && nonce !== "") };"#;
        let found = app.async_script(script).await?;
        assert_eq!(found["ran"], serde_json::json!([]), "what ran");
        assert_ne!(found["styled"], "7px", "a style that was put in");
        // Markup that is put into a document can select by an attribute, and so read it.
        assert_eq!(found["nonces"], serde_json::json!([]), "nonces that an attribute tells");
        still_greets(app).await
    };
    App::launch()
        .demo("hello")
        .expecting_console_error("Refused to execute")
        .expecting_console_error("Refused to load")
        .expecting_console_error("Refused to apply")
        .drive(spec)
        .await;
}

#[tokio::test]
async fn page_cannot_send_anything_to_another_host_nor_be_led_there() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port is free");
    listener.set_nonblocking(true).expect("a listener can be asked without waiting");
    let port = listener.local_addr().expect("a bound listener has an address").port();
    let spec = async |app: &App| {
        let script = r#"
            const there = "http://127.0.0.1:PORT/";
            const before = location.href;
            await fetch(there, { mode: "no-cors" }).catch(() => {});
            navigator.sendBeacon?.(there, "told");
            for (const open of [() => new WebSocket(there.replace("http", "ws")), () => new EventSource(there), () => new Worker(there)]) {
                try { open(); } catch {}
            }
            const put = (name, fields) => document.body.appendChild(Object.assign(document.createElement(name), fields));
            put("img", { src: there }), put("video", { src: there }), put("object", { data: there });
            put("link", { rel: "stylesheet", href: there }), put("link", { rel: "prefetch", href: there });
            put("iframe", { src: there }), put("embed", { src: there });
            const form = put("form", { action: there, method: "post" });
            form.submit();
            put("form", { action: there, target: "_blank" }).submit();
            put("meta", { httpEquiv: "refresh", content: "0; url=" + there });
            put("base", { href: there });
            put("a", { href: there, target: "_blank" }).click();
            put("a", { href: there, ping: there }).click();
            open(there), open("javascript:0"), open("data:text/html,x");
            location.href = there;
            const refused = await navigator.serviceWorker?.register("/x.js").then(() => "registered", () => null);
            await window.__TAURI_INTERNALS__.invoke("greet", { name: "x" });
            return { base: document.baseURI === before, here: location.href === before, worker: refused ?? null };"#;
        let found = app.async_script(&script.replace("PORT", &port.to_string())).await?;
        assert_eq!(found, serde_json::json!({ "base": true, "here": true, "worker": null }));
        still_greets(app).await?;
        let output = async || app.output();
        eventually("the navigation to be refused", output, |said| {
            said.contains("the navigation was refused")
        })
        .await?;
        Ok(())
    };
    App::launch().demo("hello").expecting_console_error("Refused to").drive(spec).await;
    // The engine connects ahead of a navigation that is refused then. The app has ended, so what was said is complete.
    while let Ok((mut visitor, _)) = listener.accept() {
        let mut said = Vec::new();
        visitor.set_nonblocking(false).expect("a connection can be waited for");
        let _ = visitor.read_to_end(&mut said);
        assert_eq!(String::from_utf8_lossy(&said), "", "what the other host was told");
    }
}

#[tokio::test]
async fn no_frame_has_a_bridge_and_what_it_sends_is_not_answered() {
    let spec = async |app: &App| {
        let script = r#"
            const frame = async (fields, parent = document.body) => {
                const frame = Object.assign(parent.ownerDocument.createElement("iframe"), fields);
                const loaded = new Promise((done) => (frame.onload = frame.onerror = done));
                parent.append(frame);
                await loaded;
                return frame;
            };
            const names = ["__TAURI_INTERNALS__", "__TAURI_EVENT_PLUGIN_INTERNALS__", "__FOOTBRIDGE__", "isTauri", "ipc"];
            const has = (frame) => {
                try { return names.filter((name) => name in frame.contentWindow); } catch { return []; }
            };
            const frames = [await frame({}), await frame({ srcdoc: "<p>in</p>" }), await frame({ sandbox: "allow-scripts", srcdoc: "<p>in</p>" })];
            frames.push(await frame({}, frames[0].contentDocument.body));
            const own = Object.assign(document.createElement("iframe"), { src: "app://localhost/index.html" });
            document.body.append(own);

            const { callbacks } = window.__TAURI_INTERNALS__;
            let answers = 0;
            for (const id of [1, 2]) callbacks.set(id, () => answers++);
            const message = { cmd: "greet", callback: 1, error: 2, payload: { name: "x" }, __TAURI_INVOKE_KEY__: "none" };
            frames[0].contentWindow.webkit.messageHandlers.ipc.postMessage(JSON.stringify(message));
            const headers = { "Tauri-Callback": "1", "Tauri-Error": "2", "Content-Type": "application/json" };
            const sent = await frames[0].contentWindow.fetch("ipc://localhost/greet", { method: "POST", headers, body: "{}" });
            // What was posted before this call is judged before it.
            await window.__TAURI_INTERNALS__.invoke("greet", { name: "x" });
            for (const id of [1, 2]) callbacks.delete(id);
            const found = [...frames, own].flatMap(has);
            for (const frame of document.querySelectorAll("iframe")) frame.remove();
            return { found, answers, status: sent.status, body: await sent.text() };"#;
        let expected = serde_json::json!({ "found": [], "answers": 0, "status": 403, "body": "" });
        assert_eq!(app.async_script(script).await?, expected);
        still_greets(app).await
    };
    App::launch().demo("hello").expecting_console_error("Refused to").drive(spec).await;
}

#[tokio::test]
async fn prototype_of_all_objects_cannot_be_changed() {
    let spec = async |app: &App| {
        let script = r#"
            const tries = [
                () => (Object.prototype.polluted = 1),
                () => ({}.__proto__.polluted = 1),
                () => Object.defineProperty(Object.prototype, "toJSON", { value: () => ({ name: "x" }) }),
                () => Object.setPrototypeOf(Object.prototype, { polluted: 1 }),
            ];
            for (const change of tries) { try { change(); } catch {} }
            return [Object.isFrozen(Object.prototype), "polluted" in {}, "toJSON" in {}];"#;
        assert_eq!(app.script(script).await?, serde_json::json!([true, false, false]));
        still_greets(app).await
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn page_cannot_put_a_file_into_the_persons_folder() {
    let spec = async |app: &App| {
        let script = "
            const link = document.createElement('a');
            link.href = URL.createObjectURL(new Blob(['x']));
            link.download = 'planted.txt';
            document.body.append(link);
            link.click();
            link.remove();";
        app.script(script).await?;
        let refused = |said: &String| said.contains("was refused") && said.contains("blob:app://localhost/");
        eventually("the download to be refused", async || app.output(), refused).await?;
        still_greets(app).await
    };
    App::launch().demo("hello").drive(spec).await;
}
