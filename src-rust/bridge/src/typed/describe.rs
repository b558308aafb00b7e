//! How a command describes its types.

use bytes::Bytes;
use std::{any::TypeId, collections::BTreeMap, marker::PhantomData};
use ts_rs::{Config, TS, TypeVisitor};

use crate::{
    AppHandle, CancellationToken, Channel, CommandScope, GlobalScope, InvokeError, Refusal, State, Upstream,
    UpstreamError, Webview, Window,
    ipc::{InvokeBody, Request, Response, SendError},
    plugin::{PluginListeners, Registrar},
    resource::ResourceError,
    wire::InvokeResponseBody,
};

/// What stands in a type for an integer that a page cannot hold. No identifier looks like it.
const TOO_LARGE: &str = "<64-bit integer>";

/// All types that the commands of an app name, and how they are written.
pub struct Types {
    config: Config,
    seen: Vec<TypeId>,
    /// Declarations by the types' names.
    pub(super) declarations: BTreeMap<String, String>,
    /// Whether the last type looked at holds an integer that a page would round.
    too_large: bool,
}

impl Types {
    pub(super) fn new() -> Self {
        Self {
            config: Config::new().with_large_int(TOO_LARGE),
            seen: Vec::new(),
            declarations: BTreeMap::new(),
            too_large: false,
        }
    }

    /// Writes a type's name, and declares what it is made of.
    fn name<T: TS + 'static + ?Sized>(&mut self) -> Typed {
        let name = T::name(&self.config);
        self.seen.clear();
        self.too_large = name.contains(TOO_LARGE);
        self.visit::<T>();
        Typed { name, too_large: self.too_large }
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let id = TypeId::of::<T>();
        if self.seen.contains(&id) {
            return;
        }
        self.seen.push(id);
        // ts-rs writes these two as `number`, but they have 64 bits where it matters.
        self.too_large |= [TypeId::of::<usize>(), TypeId::of::<isize>()].contains(&id);
        if T::output_path().is_some() {
            let declaration = T::decl(&self.config);
            self.too_large |= declaration.contains(TOO_LARGE);
            let docs = T::docs().unwrap_or_default();
            self.declarations.insert(T::ident(&self.config), format!("{docs}export {declaration}"));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// A type as TypeScript writes it, and whether a page can hold it.
pub struct Typed {
    pub(super) name: String,
    pub(super) too_large: bool,
}

impl Typed {
    /// A type that TypeScript knows by itself, such as `ArrayBuffer`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), too_large: false }
    }
}

/// The types of one command.
pub struct Signature {
    pub(super) docs: &'static str,
    pub(super) arguments: Vec<(&'static str, Typed, bool)>,
    pub(super) takes_raw: bool,
    pub(super) reply: Typed,
    pub(super) error: Option<Typed>,
}

impl Signature {
    /// A command with nothing but its docs.
    pub fn new(docs: &'static str) -> Self {
        Self { docs, arguments: Vec::new(), takes_raw: false, reply: Typed::new("null"), error: None }
    }

    /// Adds an argument of type `T`, called `key` on the wire.
    pub fn argument<T: ArgumentType>(&mut self, types: &mut Types, key: &'static str) {
        T::describe(types, key, self);
    }
}

/// A type that a command with a generated client can take as an argument.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no TypeScript type",
    label = "the generated client cannot name this",
    note = "derive `ts_rs::TS` for it beside `serde::Deserialize`",
    note = "a type that implements `CommandArg` by hand implements `footbridge::typed::ArgumentType` too"
)]
pub trait ArgumentType {
    /// Adds itself to a command's signature. What the bridge supplies adds nothing.
    fn describe(types: &mut Types, key: &'static str, signature: &mut Signature);
}

impl<T: TS + 'static> ArgumentType for T {
    fn describe(types: &mut Types, key: &'static str, signature: &mut Signature) {
        signature.arguments.push((key, types.name::<T>(), T::IS_OPTION));
    }
}

impl<T: ReplyType> ArgumentType for Channel<T> {
    fn describe(types: &mut Types, key: &'static str, signature: &mut Signature) {
        let Typed { name, too_large } = T::name(types);
        signature.arguments.push((key, Typed { name: format!("Channel<{name}>"), too_large }, false));
    }
}

impl<T: TS + 'static> ArgumentType for Upstream<T> {
    fn describe(types: &mut Types, key: &'static str, signature: &mut Signature) {
        // ts-rs writes bytes as an array of numbers; the client sends them as they are.
        let is_bytes = TypeId::of::<T>() == TypeId::of::<Bytes>();
        let Typed { name, too_large } = if is_bytes { Typed::new("Bytes") } else { types.name::<T>() };
        let name = format!("AsyncIterable<{name}> | ReadableStream<{name}>");
        signature.arguments.push((key, Typed { name, too_large }, false));
    }
}

macro_rules! supplied {
    ($($kind:ty),*) => {
        $(impl ArgumentType for $kind {
            fn describe(_: &mut Types, _: &'static str, _: &mut Signature) {}
        })*
    };
}

supplied!(AppHandle, Window, Webview, CancellationToken, PluginListeners, Registrar);

impl<T> ArgumentType for CommandScope<T> {
    fn describe(_: &mut Types, _: &'static str, _: &mut Signature) {}
}

impl<T> ArgumentType for GlobalScope<T> {
    fn describe(_: &mut Types, _: &'static str, _: &mut Signature) {}
}

impl<T> ArgumentType for State<'_, T> {
    fn describe(_: &mut Types, _: &'static str, _: &mut Signature) {}
}

macro_rules! raw {
    ($($kind:ty),*) => {
        $(impl ArgumentType for $kind {
            fn describe(_: &mut Types, _: &'static str, signature: &mut Signature) {
                signature.takes_raw = true;
            }
        })*
    };
}

raw!(Request<'_>, InvokeBody);

/// A type that a command with a generated client can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no TypeScript type",
    label = "the generated client cannot name this",
    note = "derive `ts_rs::TS` for it beside `serde::Serialize`",
    note = "a type that implements `IpcResponse` by hand implements `footbridge::typed::ReplyType` too"
)]
pub trait ReplyType {
    /// Its name in TypeScript.
    fn name(types: &mut Types) -> Typed;
}

impl<T: TS + 'static> ReplyType for T {
    fn name(types: &mut Types) -> Typed {
        types.name::<T>()
    }
}

impl ReplyType for Response {
    fn name(_: &mut Types) -> Typed {
        Typed::new("ArrayBuffer")
    }
}

impl ReplyType for InvokeResponseBody {
    fn name(_: &mut Types) -> Typed {
        Typed::new("unknown")
    }
}

macro_rules! coded {
    ($($kind:ty),*) => {
        $(impl ReplyType for $kind {
            fn name(_: &mut Types) -> Typed {
                Typed::new("{ code: string; message: string }")
            }
        })*
    };
}

coded!(SendError, ResourceError, UpstreamError);

// Errors of the bridge's own types say what they hold when they are looked at, and not before.
impl ReplyType for InvokeError {
    fn name(_: &mut Types) -> Typed {
        Typed::new("unknown")
    }
}

impl ReplyType for Refusal {
    fn name(_: &mut Types) -> Typed {
        Typed::new("unknown")
    }
}

/// What a command returns, as a type without a value. Whether it is a `Result` is found as for values, by method
/// resolution: see `command::output`.
pub struct Returned<T>(PhantomData<T>);

impl<T> Returned<T> {
    /// Makes one.
    #[expect(clippy::new_without_default, reason = "only the macro makes these")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

/// The types in a `Result`.
pub struct ResultTypes<T, E>(PhantomData<(T, E)>);

/// Any other type.
pub struct PlainType<T>(PhantomData<T>);

/// Finds a `Result`.
pub trait ReturnedResult<T, E> {
    /// Its types.
    fn types(&self) -> ResultTypes<T, E> {
        ResultTypes(PhantomData)
    }
}

impl<T, E> ReturnedResult<T, E> for Returned<Result<T, E>> {}

/// Finds any other type.
pub trait ReturnedPlain<T> {
    /// The type.
    fn types(&self) -> PlainType<T> {
        PlainType(PhantomData)
    }
}

impl<T> ReturnedPlain<T> for &Returned<T> {}

impl<T, E> ResultTypes<T, E> {
    /// Adds the value's type and the error's.
    pub fn describe(&self, types: &mut Types, signature: &mut Signature)
    where
        T: ReplyType,
        E: ReplyType,
    {
        signature.reply = T::name(types);
        signature.error = Some(E::name(types));
    }
}

impl<T> PlainType<T> {
    /// Adds the value's type.
    pub fn describe(&self, types: &mut Types, signature: &mut Signature)
    where
        T: ReplyType,
    {
        signature.reply = T::name(types);
    }
}
