//! Six ways to fail: each shows the very object that reached the page, and the window lives on.

use e2e::App;
use e2e::pages::{Errors, Shell};
use serde_json::{Value, json};

#[tokio::test]
async fn each_way_to_fail_shows_its_object_and_the_window_lives_on() {
    // The kind, its code (a plain error has none), members that the object must have, and words it must contain.
    let kinds: [(&str, &str, Value, &str); 6] = [
        ("divide", "division_by_zero", json!({ "code": "division_by_zero", "dividend": 84 }), "zero"),
        ("open_drawer", "", Value::Null, "no drawer 9"),
        ("square", "bad_argument", json!({ "command": "square", "argument": "number" }), "expected u16"),
        ("no_such_command", "unknown_command", json!({ "command": "no_such_command" }), "no_such_command"),
        ("panicking", "panicked", json!({ "command": "panicking" }), "panicked"),
        ("locked", "not_permitted", json!({ "command": "locked" }), "capabilities/"),
    ];
    let spec = async |app: &App| {
        let errors = Errors(app);
        for (count, (kind, code, members, words)) in (1..).zip(kinds) {
            errors.call(kind).await?;
            errors.error(kind).has("data-code", code).await?;
            let object: Value = serde_json::from_str(&errors.object(kind).text().await?)?;
            let message = object["message"].as_str().or(object.as_str()).unwrap_or_default();
            assert!(message.contains(words), "{kind}: {object}");
            for (name, value) in members.as_object().into_iter().flatten() {
                assert_eq!(object[name], *value, "{kind}: {object}");
            }
            errors.alive().has("data-count", &count.to_string()).await?;
            errors.alive().says("Rust still answers").await?;
        }
        Shell(app).scroll_to_head().await?;
        app.picture("errors").await
    };
    App::launch().demo("errors").drive(spec).await;
}

#[tokio::test]
async fn panic_is_logged_and_never_repeated_as_success() {
    let spec = async |app: &App| {
        let errors = Errors(app);
        for count in ["1", "2"] {
            errors.call("panicking").await?;
            errors.error("panicking").has("data-code", "panicked").await?;
            errors.alive().has("data-count", count).await?;
        }
        let output = app.output()?;
        assert!(output.contains("this command panics every time it is called"), "{output}");
        Ok(())
    };
    App::launch().demo("errors").drive(spec).await;
}

#[tokio::test]
async fn call_that_failed_works_with_better_arguments() {
    let spec = async |app: &App| {
        let errors = Errors(app);
        errors.call("divide").await?;
        errors.error("divide").has("data-code", "division_by_zero").await?;
        errors.divide_by("2").await?;
        errors.call("divide").await?;
        errors.answer("divide").says("42").await?;
        Ok(())
    };
    App::launch().demo("errors").drive(spec).await;
}
