//! # errors
//!
//! Six ways for a call to fail, and the very object that reaches the page each time.
//!
//! Press each button. Every promise is settled, the panic's too, and the window lives on.
//!
//! Read next: `src-rust/bridge/src/refusal.rs`, the closed list of what the bridge itself refuses.

use footbridge::{Commands, command, generate_handler};
use serde::Serialize;
use ts_rs::TS;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![divide, open_drawer, square, panicking, locked];

/// Why a division has no answer. The page branches on `code`.
#[derive(Debug, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
enum DivisionError {
    /// The divisor was zero.
    DivisionByZero {
        /// The sentence for a person.
        message: String,
        /// What was to be divided.
        dividend: f64,
    },
    /// The answer is too large to be a number.
    NotFinite {
        /// The sentence for a person.
        message: String,
    },
}

/// Divides. A typed error: an enum with a code, and what each case needs beside it.
#[command]
fn divide(dividend: f64, divisor: f64) -> Result<f64, DivisionError> {
    if divisor == 0.0 {
        let message = format!("{dividend} cannot be divided by zero. Choose another divisor.");
        return Err(DivisionError::DivisionByZero { message, dividend });
    }
    let quotient = dividend / divisor;
    if quotient.is_finite() {
        Ok(quotient)
    } else {
        let message = format!("{dividend} divided by {divisor} is too large to be a number.");
        Err(DivisionError::NotFinite { message })
    }
}

/// Opens a drawer. A plain error: any type that serializes can be one, a string too.
#[command]
fn open_drawer(number: u8) -> Result<String, String> {
    match number {
        1 => Ok("pencils".into()),
        2 => Ok("a ruler".into()),
        3 => Ok("nothing".into()),
        _ => Err(format!("There is no drawer {number}. There are three.")),
    }
}

/// Squares `number`. The page sends text in its place, and the call never reaches this function.
#[command]
fn square(number: u16) -> u32 {
    u32::from(number).pow(2)
}

/// Panics. The bridge catches it, logs where it happened, and settles the promise.
#[command]
fn panicking() {
    panic!("this command panics every time it is called");
}

/// Would answer, but no capability opens it: the call stops before this function.
#[command]
fn locked() -> &'static str {
    "You should not be able to read this."
}
