//! `generate_handler![..]`: a list of commands, as a constant.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Path, Result, Token,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

pub struct Handler(Punctuated<Path, Token![,]>);

impl Parse for Handler {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Punctuated::parse_terminated(input).map(Self)
    }
}

impl Handler {
    pub fn expand(&self) -> TokenStream {
        let paths = self.0.iter();
        let commands = paths.map(|path| quote!(<#path as ::footbridge::__private::Declared>::COMMAND));
        let commands: Vec<_> = commands.collect();
        quote! {
            ::footbridge::Commands::new(const { &[#(#commands),*] }, const { &[#(#commands.name),*] })
        }
    }
}
