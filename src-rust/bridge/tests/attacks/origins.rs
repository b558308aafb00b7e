//! Pages that are not the app's, and pages that only look like it. What the engine says of an address is judged in the
//! shell; here it has been judged, and the page is remote.

use super::*;

#[test]
fn a_page_from_elsewhere_gets_nothing_though_it_has_the_key() {
    let lab = Lab::new();
    for (number, url) in [
        "https://evil.example/",
        "http://localhost/",
        "http://app.localhost/",
        "https://app.localhost.evil.example/",
        "app://localhost.evil.example/",
        "app://localhost@evil.example/",
        "app://localhost:1/",
        "app://LOCALHOST/",
        "file:///etc/passwd",
        "data:text/html,app://localhost/",
        "about:blank",
        "blob:app://localhost/5ba3",
    ]
    .into_iter()
    .enumerate()
    {
        let page = lab.open_from(&format!("remote-{number}"), url);
        for command in ["touch", "closed", "no_such_command", "plugin:vault|open", "plugin:event|emit"] {
            lab.refused_at(&page, page.request(command, header::JSON, "{}"), "not_permitted", "acl");
            page.post_message(&common::as_message(
                &page.request(command, header::JSON, ""),
                command,
                json!({}),
            ));
            assert!(page.next_script().contains("not_permitted"), "{url}");
        }
    }
    lab.holds();
}

#[test]
fn what_a_page_says_of_itself_counts_for_nothing() {
    let lab = Lab::new();
    let page = lab.open_from("remote", "https://evil.example/");
    let mut request =
        page.request("touch", header::JSON, r#"{"window":"main","webview":"main","origin":"local"}"#);
    for (name, value) in [
        ("origin", "app://localhost"),
        ("referer", "app://localhost/index.html"),
        ("host", "localhost"),
        ("x-forwarded-host", "localhost"),
        ("tauri-window", "main"),
        ("tauri-webview-label", "main"),
    ] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    lab.refused_at(&page, request, "not_permitted", "acl");
    let guest = lab.open("guest");
    lab.refused_at(
        &guest,
        guest.request("touch", header::JSON, r#"{"window":"main"}"#),
        "not_permitted",
        "acl",
    );
    lab.holds();
}
