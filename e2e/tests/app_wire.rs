//! What a hostile page sends past the bridge's script gets nothing, and the app lives on.

use e2e::attack::{self, Answer};
use e2e::pages::Hello;
use e2e::{App, Result, eventually};

const NO_KEY: &str = "'Tauri-Callback': '1', 'Tauri-Error': '2', 'Content-Type': 'application/json'";

/// The bridge still greets, so the app and its page are well.
async fn still_greets(app: &App) -> Result {
    Hello(app).greet("Ada").await?;
    Hello(app).answer().says("Hello, Ada.").await?;
    Ok(())
}

#[tokio::test]
async fn request_without_the_right_key_is_closed_with_an_empty_403() {
    let spec = async |app: &App| {
        let closed = Answer { status: 403, body: String::new() };
        let wrong = format!("{NO_KEY}, 'Tauri-Invoke-Key': '{}'", "0".repeat(64));
        for headers in [NO_KEY, &wrong, ""] {
            for command in ["greet", "no_such_command", "locked"] {
                let init =
                    format!("{{ method: 'POST', headers: {{ {headers} }}, body: '{{\"name\":\"x\"}}' }}");
                assert_eq!(attack::fetch(app, command, &init).await?, closed, "{command} with {headers}");
            }
        }
        still_greets(app).await
    };
    App::launch().demo("hello").drive(spec).await;
}

/// The engine crashes the process inside its reader of a `Blob` body, so nobody without a key may get that far.
#[tokio::test]
async fn blob_body_without_the_key_leaves_the_app_alive() {
    let spec = async |app: &App| {
        let blobs = ["new Blob(['x'])", "new Blob([new Uint8Array(1 << 20)])", "new FormData()"];
        for body in blobs {
            let init = format!("{{ method: 'POST', headers: {{ {NO_KEY} }}, body: {body} }}");
            assert_eq!(attack::fetch(app, "raw_up", &init).await?.status, 403, "{body}");
        }
        still_greets(app).await
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn blob_body_to_the_app_scheme_is_not_sent() {
    let spec = async |app: &App| {
        let script = "return fetch('index.html', { method: 'POST', body: new Blob(['x']) })
                      .then((response) => response.status, () => 'refused')";
        assert_eq!(app.async_script(script).await?, "refused");
        still_greets(app).await
    };
    App::launch().demo("hello").expecting_console_error("Refused to connect").drive(spec).await;
}

#[tokio::test]
async fn other_methods_get_their_status_and_no_command() {
    let spec = async |app: &App| {
        for (method, status) in [("OPTIONS", 200), ("GET", 405), ("PUT", 405), ("DELETE", 405)] {
            let answer = attack::fetch(app, "greet", &format!("{{ method: '{method}' }}")).await?;
            assert_eq!(answer, Answer { status, body: String::new() }, "{method}");
        }
        still_greets(app).await
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn key_is_on_no_global_and_in_no_function_that_a_page_can_print() {
    let spec = async |app: &App| {
        let key = attack::invoke_key(app)?;
        let script = "
            const seen = new Set();
            const texts = [document.documentElement.outerHTML];
            (function walk(value) {
                if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
                seen.add(value);
                if (typeof value === 'function') texts.push(Function.prototype.toString.call(value));
                for (const name of Reflect.ownKeys(value)) {
                    const own = Object.getOwnPropertyDescriptor(value, name);
                    if (typeof own.value === 'string') texts.push(own.value);
                    walk(own.value);
                    walk(own.get);
                }
            })([window.__TAURI_INTERNALS__, window.__TAURI_EVENT_PLUGIN_INTERNALS__, window.__FOOTBRIDGE__]);
            return texts.join('\\n');";
        let texts = app.script(script).await?;
        let texts = texts.as_str().unwrap_or_default();
        assert!(texts.contains("function"), "the walk must see functions: {texts}");
        assert!(!texts.contains(&key));
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn log_has_every_hop_of_a_call_and_never_the_key() {
    let spec = async |app: &App| {
        let key = attack::invoke_key(app)?;
        still_greets(app).await?;
        let wrong = format!(
            "{{ method: 'POST', headers: {{ {NO_KEY}, 'Tauri-Invoke-Key': '{key}x' }}, body: '{{}}' }}"
        );
        assert_eq!(attack::fetch(app, "greet", &wrong).await?.status, 403);

        let long = "long ".repeat(400);
        attack::invoke(app, "greet", &format!("{{ name: '{long}' }}")).await?;

        let is_told = |line: &str, hop: &str| {
            let call = line.split_once("call{command=greet window=\"main\"");
            call.is_some_and(|(_, rest)| rest.contains(hop) && rest.contains("time.busy="))
        };
        let has_all = |output: &String| {
            let hops = ["}:key:", "}:acl:", "}:router:", "}:command{", "}:reply:"];
            hops.iter().all(|hop| output.lines().any(|line| is_told(line, hop)))
        };
        let output = eventually("the log to have every hop", async || app.output(), has_all).await?;
        assert!(output.contains("long long") && !output.contains(&long), "a payload is cut short");
        assert!(!output.contains(&key), "the log has the invoke key");
        assert!(!output.contains(&key[..32]), "the log has half of the invoke key");
        Ok(())
    };
    App::launch().demo("hello").env("RUST_LOG", "footbridge=trace").drive(spec).await;
}

#[tokio::test]
async fn frame_inside_the_page_has_no_bridge() {
    let spec = async |app: &App| {
        let script = "
            const frame = document.createElement('iframe');
            frame.srcdoc = '<p>inside</p>';
            const loaded = new Promise((done) => (frame.onload = done));
            document.body.append(frame);
            await loaded;
            const inside = typeof frame.contentWindow.__TAURI_INTERNALS__;
            frame.remove();
            return inside;";
        assert_eq!(app.async_script(script).await?, "undefined");
        still_greets(app).await
    };
    App::launch().demo("hello").drive(spec).await;
}
