//! What `#[command]` writes: the function, and a type of the same name that describes it.
//!
//! A type and a function live in namespaces of their own, so `use files::open` brings both, and
//! `generate_handler![files::open]` finds the one while Rust code still calls the other.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    FnArg, Ident, ItemFn, Lifetime, ReturnType, Type, parse_quote,
    spanned::Spanned,
    visit_mut::{VisitMut, visit_type_reference_mut},
};

use crate::ast::Command;

pub fn expand(command: &Command<'_>) -> TokenStream {
    let function = without_names(command.function);
    let (visibility, ident) = (&function.vis, &function.sig.ident);
    let (name, run, signature) = (command.name(), run(command), signature(command));
    quote! {
        #function

        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #visibility struct #ident {}

        impl ::footbridge::__private::Declared for #ident {
            const COMMAND: ::footbridge::__private::Command = ::footbridge::__command!(#name, #run, #signature);
        }
    }
}

/// Arguments, call, answer.
fn run(command: &Command<'_>) -> TokenStream {
    let ident = &command.function.sig.ident;
    // Variables that a command of the same name cannot collide with.
    let variable = |name: &str| Ident::new(name, Span::mixed_site());
    let message = variable("message");
    // The compiler points at user code only for names that are user code's own, so this one is merely unlikely.
    let value = Ident::new("__footbridge_value", command.return_span());
    let arguments: Vec<_> =
        (0..command.arguments.len()).map(|index| variable(&format!("argument_{index}"))).collect();
    let extracts = command.arguments.iter().zip(&arguments).filter_map(|(argument, variable)| {
        let (key, mut kind) = (argument.key(&command.words), argument.kind?.clone());
        Lifetimes("'_").visit_type_mut(&mut kind);
        // The place of a wrong argument is its type.
        Some(quote_spanned! {kind.span()=>
            let #variable = ::footbridge::__private::argument::<#kind>(#message, #key)?;
        })
    });
    let wait = command.function.sig.asyncness.map(|_| quote!(.await));
    let (kind, outcome) = (variable("kind"), variable("outcome"));
    let end = match wait {
        Some(_) => quote_spanned!(command.return_span()=> give(#value, #message)),
        None => quote_spanned!(command.return_span()=> outcome(#value)),
    };
    let end = quote_spanned! {command.return_span()=>
        let #kind = (&::footbridge::__private::Kind(&#value)).kind();
        #kind.#end
    };
    // The block ends what `Kind` borrowed before anything is awaited: an error need not be `Send`.
    let body = quote! {
        #[allow(unused_imports)]
        use ::footbridge::__private::{PlainKind as _, ResultKind as _};
        #(#extracts)*
        let #outcome = {
            #[allow(clippy::let_unit_value)]
            let #value = #ident(#(#arguments),*)#wait;
            #end
        };
    };
    if wait.is_some() {
        return quote! {
            ::footbridge::__private::Run::Async(|#message| ::std::boxed::Box::pin(async move {
                let #message = &*#message;
                #body
                #outcome.await
            }))
        };
    }
    let thread = if command.words.main_thread.is_some() { quote!(MainThread) } else { quote!(Worker) };
    quote!(::footbridge::__private::Run::#thread(|#message| {
        #body
        #outcome
    }))
}

/// The types, for the generated client. Written only where the bridge wants it.
fn signature(command: &Command<'_>) -> TokenStream {
    let docs = command.docs();
    let arguments = command.arguments.iter().filter_map(|argument| {
        let (key, mut kind) = (argument.key(&command.words), argument.kind?.clone());
        Lifetimes("'static").visit_type_mut(&mut kind);
        Some(quote_spanned!(kind.span()=> signature.argument::<#kind>(types, #key);))
    });
    let mut output: Type = match &command.function.sig.output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, kind) => (**kind).clone(),
    };
    Lifetimes("'static").visit_type_mut(&mut output);
    let span = command.return_span();
    let returns = quote_spanned! {span=>
        (&::footbridge::__private::typed::Returned::<#output>::new()).types().describe(types, &mut signature);
    };
    quote! {
        |types| {
            #[allow(unused_imports)]
            use ::footbridge::__private::typed::{ReturnedPlain as _, ReturnedResult as _};
            let mut signature = ::footbridge::__private::typed::Signature::new(#docs);
            #(#arguments)*
            #returns
            signature
        }
    }
}

/// The function without `#[name = ".."]`, which is ours to read and means nothing to the compiler.
fn without_names(function: &ItemFn) -> ItemFn {
    let mut function = function.clone();
    for argument in &mut function.sig.inputs {
        if let FnArg::Typed(typed) = argument {
            typed.attrs.retain(|attribute| !attribute.path().is_ident("name"));
        }
    }
    function
}

/// Replaces every lifetime of a type, so that it can be named outside of the function's own signature.
struct Lifetimes(&'static str);

impl VisitMut for Lifetimes {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        *lifetime = Lifetime::new(self.0, lifetime.span());
    }

    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        let span = reference.and_token.span();
        reference.lifetime.get_or_insert_with(|| Lifetime::new(self.0, span));
        visit_type_reference_mut(self, reference);
    }
}
