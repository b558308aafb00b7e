//! The words in `#[command(..)]`.

use proc_macro2::Span;
use syn::{
    LitStr, Result, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

/// What `#[command(..)]` says.
#[derive(Default)]
pub struct Words {
    pub rename: Option<LitStr>,
    pub rename_all: RenameAll,
    pub main_thread: Option<Span>,
}

/// How the names of arguments look on the wire.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum RenameAll {
    #[default]
    CamelCase,
    SnakeCase,
}

impl RenameAll {
    /// The name on the wire of what is called `name` in Rust.
    pub fn apply(self, name: &str) -> String {
        let words = name.split('_').filter(|word| !word.is_empty());
        match self {
            Self::SnakeCase => words.collect::<Vec<_>>().join("_"),
            Self::CamelCase => words.enumerate().map(|(index, word)| with_first(word, index > 0)).collect(),
        }
    }
}

fn with_first(word: &str, upper: bool) -> String {
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return String::new() };
    let first = if upper { first.to_ascii_uppercase() } else { first.to_ascii_lowercase() };
    std::iter::once(first).chain(letters).collect()
}

impl Parse for Words {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut words = Self::default();
        while !input.is_empty() {
            let word = input.call(syn::Ident::parse_any)?;
            match word.to_string().as_str() {
                "rename" => words.rename = Some(value(input)?),
                "rename_all" => words.rename_all = rename_all(&value(input)?)?,
                "main_thread" => words.main_thread = Some(word.span()),
                "async" => {
                    return Err(syn::Error::new(
                        word.span(),
                        "a plain command runs on a worker thread already; remove `async` here, or write `async fn`",
                    ));
                }
                other => {
                    return Err(syn::Error::new(
                        word.span(),
                        format!(
                            "`{other}` is no word of `#[command]`; there are `rename = \"..\"`, `rename_all = \"..\"` and `main_thread`"
                        ),
                    ));
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(words)
    }
}

fn value(input: ParseStream<'_>) -> Result<LitStr> {
    input.parse::<Token![=]>()?;
    input.parse()
}

fn rename_all(case: &LitStr) -> Result<RenameAll> {
    match case.value().as_str() {
        "camelCase" => Ok(RenameAll::CamelCase),
        "snake_case" => Ok(RenameAll::SnakeCase),
        other => Err(syn::Error::new(
            case.span(),
            format!(
                "`{other}` is no case for arguments; write \"camelCase\" (what they are without it) or \"snake_case\""
            ),
        )),
    }
}
