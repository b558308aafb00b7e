//! When an answer leaves, and what is let go after it.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::{
    marker::PhantomData,
    rc::Rc,
    sync::{
        Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use footbridge::{State, command, generate_handler, wire::header};
use serde::Serialize;

use common::{builder_of, main_page};

/// Long enough for any machine.
const WITHIN: Duration = Duration::from_secs(60);

/// What a dropped value hears, and says when it has heard it.
struct Wires {
    answered: Mutex<Option<Receiver<()>>>,
    was_answered: Sender<bool>,
}

/// A value that waits, as it is dropped, for somebody to have its answer.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Slow {
    text: String,
    #[serde(skip)]
    #[cfg_attr(feature = "bindings", ts(skip))]
    ends: Option<(Mutex<Receiver<()>>, Sender<bool>)>,
}

impl Drop for Slow {
    fn drop(&mut self) {
        if let Some((answered, was_answered)) = self.ends.take() {
            let heard = answered.lock().unwrap().recv_timeout(WITHIN).is_ok();
            was_answered.send(heard).unwrap();
        }
    }
}

fn slow(wires: &Wires) -> Slow {
    let answered = Mutex::new(wires.answered.lock().unwrap().take().unwrap());
    Slow { text: "much ".repeat(2_000), ends: Some((answered, wires.was_answered.clone())) }
}

#[command]
async fn value(wires: State<'_, Wires>) -> Slow {
    slow(&wires)
}

#[command]
async fn result(wires: State<'_, Wires>) -> Result<Slow, String> {
    tokio::task::yield_now().await;
    Ok(slow(&wires))
}

#[test]
fn a_large_answer_leaves_before_the_value_that_it_was_made_of_is_dropped() {
    for command in ["value", "result"] {
        let (answer, answered) = channel();
        let (was_answered, heard) = channel();
        let wires = Wires { answered: Mutex::new(Some(answered)), was_answered };
        let app = builder_of(generate_handler![value, result]).manage(wires).build().unwrap();
        let page = main_page(&app);
        let response = page.send(page.request(command, header::JSON, "{}")).recv_timeout(WITHIN).unwrap();
        assert_eq!(response.headers()[header::RESPONSE], header::OK, "{command}");
        answer.send(()).unwrap();
        assert!(heard.recv_timeout(WITHIN * 2).unwrap(), "{command}");
    }
}

/// An error that stays on its thread.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Local {
    #[serde(skip)]
    #[cfg_attr(feature = "bindings", ts(skip))]
    _thread: PhantomData<Rc<()>>,
}

#[command]
async fn local() -> Result<String, Local> {
    Err(Local { _thread: PhantomData })
}

#[test]
fn the_error_of_an_async_command_need_not_be_send() {
    let app = builder_of(generate_handler![local]).build().unwrap();
    assert!(main_page(&app).invoke("local", ()).is_err());
}

#[command]
async fn bomb() -> Bomb {
    Bomb("large ".repeat(1_000))
}

/// A value that panics as it is dropped.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Bomb(String);

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

#[test]
fn a_value_that_panics_as_it_is_dropped_does_not_take_its_large_answer_with_it() {
    let app = builder_of(generate_handler![bomb]).build().unwrap();
    let page = main_page(&app);
    for _ in 0..3 {
        assert_eq!(page.invoke("bomb", ()).unwrap().as_str().map(str::len), Some(6_000));
    }
}
