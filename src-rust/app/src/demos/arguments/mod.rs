//! # arguments
//!
//! Every kind of argument a command can take, side by side.
//!
//! Change a value and press its button: the card shows what the page sent and what Rust made of it.
//! Leave the nickname empty and see an argument that was not sent at all.
//!
//! Read next: `src-rust/bridge/src/command/arg.rs`, where an argument is found, checked and handed over.

use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use footbridge::{Builder, Commands, State, Webview, Window, command, generate_handler};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Failure;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![full_name, nickname, order_total, paint, count, who_calls];

/// Puts the counter where `count` finds it.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Counter::default())
}

/// Joins two names. The page says `firstName` and `lastName`, as JavaScript does.
#[command]
fn full_name(first_name: String, last_name: String) -> String {
    format!("{first_name} {last_name}")
}

/// Names a person by the nickname if there is one: an `Option` need not be sent.
#[command]
fn nickname(name: String, nickname: Option<String>) -> String {
    match nickname {
        Some(nickname) => format!("{name}, called {nickname}"),
        None => format!("{name}, without a nickname"),
    }
}

/// What somebody wants to buy: a struct, with a struct and a list of structs inside.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
struct Order {
    customer: Customer,
    lines: Vec<Line>,
}

/// Who buys.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
struct Customer {
    name: String,
    city: String,
}

/// One line of an order.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
struct Line {
    item: String,
    quantity: u32,
    unit_price_cents: u32,
}

/// What an order comes to.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    customer: String,
    items: u32,
    total_cents: u32,
}

/// Adds an order up. A sum that does not fit is an error, never a wrong sum.
#[command]
fn order_total(order: Order) -> Result<Receipt, Failure> {
    let Order { customer, lines } = order;
    let mut receipt =
        Receipt { customer: format!("{} in {}", customer.name, customer.city), items: 0, total_cents: 0 };
    for Line { item, quantity, unit_price_cents } in lines {
        let sums = quantity.checked_mul(unit_price_cents).and_then(|cents| {
            Some((receipt.items.checked_add(quantity)?, receipt.total_cents.checked_add(cents)?))
        });
        (receipt.items, receipt.total_cents) = sums.ok_or_else(|| {
            Failure::new(
                "too_much",
                format!("With “{item}” the order is too large to add up. Order less of it."),
            )
        })?;
    }
    Ok(receipt)
}

/// A shape. The page sends an instance of a class that says itself how it is sent.
#[derive(Debug, Deserialize, TS)]
enum Shape {
    /// Sent as `{ "Circle": { "radius": 2 } }`.
    Circle {
        /// In metres.
        radius: f64,
    },
    /// Sent as `{ "Rectangle": { "width": 3, "height": 4 } }`.
    Rectangle {
        /// In metres.
        width: f64,
        /// In metres.
        height: f64,
    },
}

/// Says how much paint `shape` takes.
#[command]
fn paint(shape: Shape) -> String {
    match shape {
        Shape::Circle { radius } => {
            format!(
                "A circle of radius {radius} m: {:.2} m² to paint.",
                std::f64::consts::PI * radius * radius
            )
        }
        Shape::Rectangle { width, height } => {
            format!("A rectangle of {width} m by {height} m: {:.2} m² to paint.", width * height)
        }
    }
}

/// Lives as long as the app: every window counts on the same one.
#[derive(Default)]
struct Counter(AtomicI32);

/// Moves the counter by `step`. The page sends only the step; the counter comes from the app's state.
#[command]
fn count(step: i32, counter: State<'_, Counter>) -> i32 {
    let before = counter.0.update(Relaxed, Relaxed, |count| count.saturating_add(step));
    before.saturating_add(step)
}

/// Who called, as the host knows it.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Caller {
    window: String,
    webview: String,
}

/// Says who calls. The page sends nothing: it cannot claim to be another window.
#[command]
fn who_calls(window: Window, webview: Webview) -> Caller {
    Caller { window: window.label().to_owned(), webview: webview.label().to_owned() }
}
