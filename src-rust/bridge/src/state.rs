//! Values that commands share.

use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    marker::PhantomData,
    ops::Deref,
    sync::Arc,
};

use crate::Error;

/// A value handed to [`crate::Builder::manage`], as a command's argument.
///
/// It is shared between threads; what changes in it needs a lock or an atomic of its own.
pub struct State<'a, T> {
    value: Arc<T>,
    // Tauri's `State` borrows from the app. Ours does not need to, but a command reads the same either way.
    app: PhantomData<&'a ()>,
}

impl<T> State<'_, T> {
    /// The value.
    pub fn inner(&self) -> &T {
        &self.value
    }
}

impl<T> Deref for State<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Clone for State<'_, T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), app: PhantomData }
    }
}

/// All managed values, by type.
#[derive(Default)]
pub(crate) struct States {
    values: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

impl States {
    pub(crate) fn add<T: Send + Sync + 'static>(&mut self, value: T) -> Result<(), Error> {
        match self.values.insert(TypeId::of::<T>(), Arc::new(value)) {
            None => Ok(()),
            Some(_) => Err(Error::DuplicateState(type_name::<T>())),
        }
    }

    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        let value = Arc::clone(self.values.get(&TypeId::of::<T>())?);
        Some(State {
            value: value.downcast().expect("a value is stored under its own type"),
            app: PhantomData,
        })
    }
}
