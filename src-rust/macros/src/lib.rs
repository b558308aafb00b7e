//! The two macros of footbridge: `#[command]` and `generate_handler!`.
//!
//! What comes in is a function; what goes out is that function, untouched, and a type of the same name that describes
//! it as a constant. The way through is `ast` (what was written), `attr` (the attribute's words), `valid` (every mistake
//! that a person can make, each with its place), `expand` (what is written in its stead).
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use syn::parse_macro_input;

mod ast;
mod attr;
mod expand;
mod handler;
mod valid;

/// Makes a function callable from a page.
///
/// A plain function runs on a worker thread, an `async` one on the asynchronous runtime. Arguments come from the call's
/// JSON by name (`first_name` is `firstName` on the wire), or from the bridge when their type is one of its own. It
/// returns a value or a `Result`; the page's promise resolves with the one and rejects with the other. What an `async` one
/// returns is `Send`, and a large value of it is dropped after its answer has left.
///
/// # Words in the attribute
/// - `rename = "name"`: the command's name on the wire.
/// - `rename_all = "snake_case"`: the arguments' names on the wire; `"camelCase"` is what they are without it.
/// - `main_thread`: runs on the thread that windows belong to. While it runs, no window answers.
///
/// # What it makes
/// Beside the function, a type of the same name, which `generate_handler!` looks up. So the function is a free one (not
/// in an `impl`), and a module of the same name cannot stand in the same scope: with `mod about` in sight, write
/// `generate_handler![about::about]` and not `use about::about`.
///
/// An argument whose pattern has no name, such as a tuple, gets one with `#[name = "point"]` before it.
///
/// ```
/// use footbridge::{command, State};
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// struct Visits(AtomicU32);
///
/// #[command]
/// fn welcome(first_name: &str, title: Option<String>, visits: State<'_, Visits>) -> String {
///     let visit = visits.0.fetch_add(1, Ordering::Relaxed) + 1;
///     format!("Welcome, {}{first_name}, for the {visit}. time.", title.unwrap_or_default())
/// }
/// ```
#[proc_macro_attribute]
pub fn command(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let words = parse_macro_input!(attribute as attr::Words);
    let function = parse_macro_input!(item as syn::ItemFn);
    let command = ast::Command::new(words, &function);
    let expanded = match valid::check(&command) {
        Ok(()) => expand::expand(&command),
        Err(error) => {
            // The function still stands, so that the one mistake is the only error.
            let error = error.into_compile_error();
            quote::quote!(#function #error)
        }
    };
    expanded.into()
}

/// Lists commands for `Builder::commands`: `generate_handler![greet, files::open]`. The list is a constant.
#[proc_macro]
pub fn generate_handler(paths: TokenStream) -> TokenStream {
    let handler = parse_macro_input!(paths as handler::Handler);
    handler.expand().into()
}
