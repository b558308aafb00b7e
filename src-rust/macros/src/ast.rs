//! A command as it was written.

use proc_macro2::Span;
use syn::{
    Expr, ExprLit, FnArg, ItemFn, Lit, LitStr, Meta, Pat, ReturnType, Type, ext::IdentExt, spanned::Spanned,
};

use crate::attr::Words;

/// A function with `#[command]` above it.
pub struct Command<'a> {
    pub words: Words,
    pub function: &'a ItemFn,
    pub arguments: Vec<Argument<'a>>,
}

/// One argument of a command.
pub struct Argument<'a> {
    pub written: &'a FnArg,
    /// Its name in Rust, where it has one.
    pub name: Option<String>,
    /// Its name on the wire, where `#[name = ".."]` gives one.
    pub wire_name: Option<LitStr>,
    /// `None` for `self`.
    pub kind: Option<&'a Type>,
}

impl<'a> Command<'a> {
    pub fn new(words: Words, function: &'a ItemFn) -> Self {
        let arguments = function.sig.inputs.iter().map(Argument::new).collect();
        Self { words, function, arguments }
    }

    /// Its name on the wire.
    pub fn name(&self) -> String {
        match &self.words.rename {
            Some(name) => name.value(),
            None => self.function.sig.ident.unraw().to_string(),
        }
    }

    /// The lines of its doc comment.
    pub fn docs(&self) -> String {
        let lines = self.function.attrs.iter().filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => Some(line.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Where to point at for what the command returns.
    pub fn return_span(&self) -> Span {
        match &self.function.sig.output {
            ReturnType::Type(_, kind) => kind.span(),
            ReturnType::Default => self.function.sig.ident.span(),
        }
    }
}

impl<'a> Argument<'a> {
    fn new(written: &'a FnArg) -> Self {
        let FnArg::Typed(typed) = written else {
            return Self { written, name: None, wire_name: None, kind: None };
        };
        let wire_name = typed.attrs.iter().find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("name") => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) => Some(name.clone()),
                _ => None,
            },
            _ => None,
        });
        Self { written, name: name_of(&typed.pat), wire_name, kind: Some(&typed.ty) }
    }

    /// Its name on the wire.
    pub fn key(&self, words: &Words) -> String {
        match (&self.wire_name, &self.name) {
            (Some(name), _) => name.value(),
            (None, Some(name)) => words.rename_all.apply(name),
            (None, None) => String::new(),
        }
    }
}

/// The name in a pattern: a struct's is that of its type, in the case that a variable of it would have.
fn name_of(pattern: &Pat) -> Option<String> {
    let path = match pattern {
        Pat::Ident(ident) => return Some(ident.ident.unraw().to_string()),
        // Fit for what the bridge supplies; a page cannot send an argument without a name.
        Pat::Wild(_) => return Some("_".into()),
        Pat::Struct(pattern) => &pattern.path,
        Pat::TupleStruct(pattern) => &pattern.path,
        _ => return None,
    };
    let mut snake = String::new();
    for letter in path.segments.last()?.ident.unraw().to_string().chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    Some(snake)
}
