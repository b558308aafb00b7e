//! Every mistake that a person can make with `#[command]`, each with the place it was made at and what to do.

use std::collections::HashSet;
use syn::{Error, GenericParam, Pat, Result, ReturnType, Type, spanned::Spanned};

use crate::ast::{Argument, Command};

pub fn check(command: &Command<'_>) -> Result<()> {
    let mut errors = Errors::default();
    check_function(command, &mut errors);
    let mut keys = HashSet::new();
    for argument in &command.arguments {
        check_argument(command, argument, &mut keys, &mut errors);
    }
    errors.0.map_or(Ok(()), Err)
}

fn check_function(command: &Command<'_>, errors: &mut Errors) {
    let signature = &command.function.sig;
    if let Some(span) = command.words.main_thread
        && signature.asyncness.is_some()
    {
        errors.add(Error::new(
            span,
            "an async command never runs on the main thread; remove `async`, or call `AppHandle::run_on_main_thread` in it",
        ));
    }
    for parameter in &signature.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            errors.at(
                parameter,
                "a command cannot be generic: a call from a page names no types; write the type out",
            );
        }
    }
    if let syn::Safety::Unsafe(keyword) = &signature.safety {
        errors.at(
            keyword,
            "a command cannot be unsafe: a page calls it with whatever it likes; check the arguments inside",
        );
    }
    if let Some(keyword) = &signature.constness {
        errors.at(keyword, "a command cannot be a const fn; remove `const`");
    }
    if let Some(abi) = &signature.abi {
        errors.at(abi, "a command has Rust's own calling convention; remove `extern`");
    }
    if let ReturnType::Type(_, kind) = &signature.output
        && matches!(**kind, Type::ImplTrait(_))
    {
        errors.at(kind, "a command says which type it returns; name it in place of `impl ..`");
    }
    let name = command.name();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || !name.chars().all(fits) {
        let message = "a command's name has letters from a to z, digits, `_` and `-`, at least one of them; \
                       `#[command(rename = \"..\")]` gives it another";
        match &command.words.rename {
            Some(rename) => errors.at(rename, message),
            None => errors.at(&signature.ident, message),
        }
    }
}

fn check_argument(
    command: &Command<'_>,
    argument: &Argument<'_>,
    keys: &mut HashSet<String>,
    errors: &mut Errors,
) {
    let Some(kind) = argument.kind else {
        return errors.at(
            argument.written,
            "a command is a free function: a page has no `self`; take a `State<'_, T>` in its place",
        );
    };
    if argument.name.is_none() && argument.wire_name.is_none() {
        return errors.at(
            argument.written,
            "this pattern has no name for the page to send it by; write `#[name = \"..\"]` before it",
        );
    }
    if let syn::FnArg::Typed(typed) = argument.written
        && let Some(attribute) = typed.attrs.iter().find(|attribute| attribute.path().is_ident("cfg"))
    {
        errors.at(
            attribute,
            "a call always has the same arguments; put `#[cfg(..)]` on the command, or use an `Option`",
        );
    }
    if let Type::ImplTrait(_) = kind {
        errors.at(kind, "a call from a page names no types; write the type out in place of `impl ..`");
    }
    if let Type::Reference(reference) = kind
        && reference.mutability.is_some()
    {
        errors
            .at(kind, "a command owns its arguments or borrows them to read; take it by value, or as `&str`");
    }
    let key = argument.key(&command.words);
    // Any number of unnamed ones may come from the bridge.
    if key.is_empty() {
        return;
    }
    if !keys.insert(key.clone()) {
        let pattern = match argument.written {
            syn::FnArg::Typed(typed) => &*typed.pat,
            syn::FnArg::Receiver(_) => &Pat::Verbatim(Default::default()),
        };
        errors.at(pattern, &format!("two arguments are called `{key}` on the wire; rename one"));
    }
}

/// All mistakes of one command, told together.
#[derive(Default)]
struct Errors(Option<Error>);

impl Errors {
    fn at(&mut self, place: impl Spanned, message: &str) {
        self.add(Error::new(place.span(), message));
    }

    fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }
}
