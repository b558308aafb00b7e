//! A name goes over and a greeting comes back, with the time of each hop; a window without permission gets nothing.

use e2e::pages::{Guest, Hello, Plank};
use e2e::{App, Failure};

const HOPS: [&str; 7] = ["transport", "key", "acl", "router", "command", "reply", "delivery"];

fn states(planks: &[Plank]) -> Vec<&str> {
    assert_eq!(planks.iter().map(|plank| plank.hop.as_str()).collect::<Vec<_>>(), HOPS);
    planks.iter().map(|plank| plank.state.as_str()).collect()
}

#[tokio::test]
async fn greeting_comes_back_with_the_time_of_each_hop() {
    let spec = async |app: &App| {
        let hello = Hello(app);
        for name in ["Ada", "Grace"] {
            hello.greet(name).await?;
            hello.answer().says(&format!("Hello, {name}.")).await?;
        }
        hello.took().says("there and back").await?;

        let planks = hello.planks().read().await?;
        assert!(states(&planks).iter().all(|state| ["passed", "unmeasured"].contains(state)), "{planks:?}");
        assert!(planks[1..6].iter().all(|plank| plank.state == "passed" && plank.us.is_some()), "{planks:?}");
        app.picture("hello").await
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn name_of_any_script_is_greeted_and_an_empty_one_is_not() {
    let spec = async |app: &App| {
        let hello = Hello(app);
        for name in ["Zoë", "“quoted” \\ and <b>bold</b>", "Ada {\"name\": 1}"] {
            hello.greet(name).await?;
            hello.answer().says(&format!("Hello, {name}.")).await?;
        }
        hello.greet("   ").await?;
        hello.error().has("data-code", "empty_name").await?;
        hello.error().says("needs a name").await?;
        hello.greet("Ada").await?;
        hello.answer().says("Hello, Ada.").await?;
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn untyped_call_beneath_gets_the_same_answer() {
    let spec = async |app: &App| {
        Hello(app).greet_untyped().await?;
        Hello(app).untyped_answer().says("Hello, Ada.").await?;
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn window_without_permission_stops_at_acl_and_names_the_line_that_would_allow_it() {
    let spec = async |app: &App| {
        let hello = Hello(app);
        hello.greet_from_guest().await?;

        // The refusal itself is a reply.
        let refused = ["passed", "stopped", "skipped", "skipped", "passed"];
        let check = async |planks: Vec<Plank>, message: String| {
            assert_eq!(states(&planks)[1..6], refused, "{planks:?}");
            for part in ["guest", "greet", "capabilities/hello.json", "line 5"] {
                assert!(message.contains(part), "{message}");
            }
            Ok::<_, Failure>(())
        };
        hello.guest_error().has("data-code", "not_permitted").await?;
        check(hello.guest_planks().read().await?, hello.guest_error().text().await?).await?;

        app.in_other_window(async || {
            let guest = Guest(app);
            guest.error().has("data-code", "not_permitted").await?;
            check(guest.planks().read().await?, guest.error().text().await?).await?;
            assert_eq!(guest.answer().count().await?, 0);
            Ok(())
        })
        .await?;
        app.picture("hello-guest").await
    };
    App::launch().demo("hello").drive(spec).await;
}

#[tokio::test]
async fn guest_window_opens_once_and_is_raised_after_that() {
    let spec = async |app: &App| {
        for _ in 0..2 {
            Hello(app).greet_from_guest().await?;
            Hello(app).guest_error().has("data-code", "not_permitted").await?;
            app.in_other_window(async || Guest(app).error().appears().await).await?;
        }
        assert_eq!(app.windows().await?.len(), 2);
        Ok(())
    };
    App::launch().demo("hello").drive(spec).await;
}
