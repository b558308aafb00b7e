//! Values that commands share.

use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    marker::PhantomData,
    ops::Deref,
    sync::{Arc, PoisonError, RwLock},
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

/// All managed values, by type. A value that is there stays.
#[derive(Default)]
pub(crate) struct States {
    values: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl States {
    /// # Errors
    /// When there is a value of this type.
    pub(crate) fn add<T: Send + Sync + 'static>(&self, value: T) -> Result<(), Error> {
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        if values.contains_key(&TypeId::of::<T>()) {
            // What the refused value does when it is dropped is its own affair.
            drop(values);
            return Err(Error::DuplicateState(type_name::<T>()));
        }
        values.insert(TypeId::of::<T>(), Arc::new(value));
        Ok(())
    }

    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        let value = Arc::clone(values.get(&TypeId::of::<T>())?);
        Some(State {
            value: value.downcast().expect("a value is stored under its own type"),
            app: PhantomData,
        })
    }
}
