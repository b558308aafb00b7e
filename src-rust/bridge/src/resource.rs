//! Resources: things that live in Rust and that a page holds by a number.
//!
//! There is one [`ResourceTable`] for the app, one a window and one a webview. A webview's belongs to its document: it
//! ends with a reload, a navigation or the webview. A window's ends with the window, the app's with the app. What ends
//! closes what is in it.
//!
//! A page closes a resource with `plugin:resources|close`.
//!
//! # Trust
//! A number is random, so it cannot be guessed from another one; still, whoever may call a command that takes a number
//! may call it with any.

use std::{
    any::Any,
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{
    AppHandle, Webview, Window, command, generate_handler,
    plugin::{self, Plugin},
};

/// The number of a resource, random and its own as long as the resource is in the table.
pub type ResourceId = u32;

/// Something that a page may hold by a number.
///
/// ```
/// use footbridge::resource::{Resource, ResourceTable};
/// use std::{borrow::Cow, sync::Arc};
///
/// struct Counter(u32);
///
/// impl Resource for Counter {
///     fn name(&self) -> Cow<'_, str> {
///         "counter".into()
///     }
/// }
///
/// let table = ResourceTable::default();
/// let rid = table.add(Counter(7))?;
/// assert_eq!(table.get::<Counter>(rid)?.0, 7);
/// table.close(rid)?;
/// assert!(table.get::<Counter>(rid).is_err());
/// # Ok::<(), footbridge::resource::ResourceError>(())
/// ```
pub trait Resource: Any + Send + Sync {
    /// What it is called where resources are listed.
    fn name(&self) -> Cow<'_, str> {
        std::any::type_name::<Self>().into()
    }

    /// Runs once, when it is closed or its owner ends; a command that still has it keeps it a little longer.
    fn close(self: Arc<Self>) {}
}

/// Resources by their numbers. Every method may be called from any thread, and holds no lock while a resource closes.
pub struct ResourceTable {
    entries: Mutex<Entries>,
    resources_max: usize,
}

#[derive(Default)]
struct Entries {
    resources: HashMap<ResourceId, Arc<dyn Resource>>,
    /// The owner is gone.
    closed: bool,
}

/// Why a table did not do what it was asked. As a command's error it reaches the page as `{ code, message, .. }`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResourceError {
    /// No resource has this number, or not any more.
    #[error("no resource has the number {0}; it was closed, or belongs to a page or window that is gone")]
    Unknown(ResourceId),
    /// The resource of this number is of another kind.
    #[error("the resource {rid} is `{found}`, which is of another kind than the one asked for")]
    OtherKind {
        /// The number.
        rid: ResourceId,
        /// What the resource is called.
        found: String,
    },
    /// The table is full.
    #[error("{0} resources are open here, the most there may be; close some first")]
    TooMany(usize),
    /// The owner of the table is gone.
    #[error("the page or window that would own the resource is gone")]
    OwnerGone,
    /// The operating system gave no randomness for a number.
    #[error("the operating system gave no randomness for the number of a resource")]
    NoRandomness,
}

impl ResourceError {
    /// What a page branches on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown_resource",
            Self::OtherKind { .. } => "other_resource",
            Self::TooMany(_) => "too_many_resources",
            Self::OwnerGone => "owner_gone",
            Self::NoRandomness => "host_failed",
        }
    }
}

impl Serialize for ResourceError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("ResourceError", 2)?;
        error.serialize_field("code", self.code())?;
        error.serialize_field("message", &self.to_string())?;
        error.end()
    }
}

impl Default for ResourceTable {
    /// A table with the default of [`Limits::resources_max`](crate::Limits::resources_max).
    fn default() -> Self {
        Self::new(crate::Limits::default().resources_max)
    }
}

impl ResourceTable {
    /// An empty table for at most `resources_max` resources.
    pub fn new(resources_max: usize) -> Self {
        Self { entries: Mutex::default(), resources_max }
    }

    /// The table of an owner that is gone.
    pub(crate) fn ended() -> Self {
        let table = Self::new(0);
        table.end();
        table
    }

    /// Takes a resource in and gives it a number.
    ///
    /// # Errors
    /// When the table is full or its owner gone; the resource is closed then.
    pub fn add<T: Resource>(&self, resource: T) -> Result<ResourceId, ResourceError> {
        self.add_arc(Arc::new(resource))
    }

    /// As [`Self::add`], for a resource that is shared already.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn add_arc<T: Resource>(&self, resource: Arc<T>) -> Result<ResourceId, ResourceError> {
        self.insert(Arc::clone(&resource) as Arc<dyn Resource>).inspect_err(|_| resource.close())
    }

    /// The resource of a number, if it is of this type.
    ///
    /// # Errors
    /// When there is none, or it is of another type.
    pub fn get<T: Resource>(&self, rid: ResourceId) -> Result<Arc<T>, ResourceError> {
        let resource = self.lock().resources.get(&rid).cloned();
        downcast(rid, resource.ok_or(ResourceError::Unknown(rid))?)
    }

    /// Takes a resource out without closing it.
    ///
    /// # Errors
    /// As [`Self::get`]; a resource of another type stays.
    pub fn take<T: Resource>(&self, rid: ResourceId) -> Result<Arc<T>, ResourceError> {
        let mut entries = self.lock();
        let Entry::Occupied(entry) = entries.resources.entry(rid) else {
            return Err(ResourceError::Unknown(rid));
        };
        let resource = downcast(rid, Arc::clone(entry.get()))?;
        entry.remove();
        Ok(resource)
    }

    /// Puts a resource in the place of another, which is closed and may be of any type.
    ///
    /// # Errors
    /// When no resource has the number; the resource that was to replace it is closed then.
    pub fn replace<T: Resource>(&self, rid: ResourceId, resource: T) -> Result<(), ResourceError> {
        let resource = Arc::new(resource);
        let replaced = self.lock().resources.get_mut(&rid).map(|place| {
            let new: Arc<dyn Resource> = Arc::clone(&resource) as Arc<dyn Resource>;
            std::mem::replace(place, new)
        });
        match replaced {
            Some(old) => {
                old.close();
                Ok(())
            }
            None => {
                resource.close();
                Err(ResourceError::Unknown(rid))
            }
        }
    }

    /// Takes a resource out and closes it.
    ///
    /// # Errors
    /// When no resource has the number.
    pub fn close(&self, rid: ResourceId) -> Result<(), ResourceError> {
        let resource = self.lock().resources.remove(&rid).ok_or(ResourceError::Unknown(rid))?;
        resource.close();
        Ok(())
    }

    /// Number and name of each resource, in the order of the numbers.
    pub fn names(&self) -> Vec<(ResourceId, String)> {
        let resources: Vec<_> =
            self.lock().resources.iter().map(|(rid, it)| (*rid, Arc::clone(it))).collect();
        let mut names: Vec<_> = resources.iter().map(|(rid, it)| (*rid, it.name().into_owned())).collect();
        names.sort_unstable();
        names
    }

    /// How many resources are open.
    pub fn len(&self) -> usize {
        self.lock().resources.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl ResourceTable {
    fn insert(&self, resource: Arc<dyn Resource>) -> Result<ResourceId, ResourceError> {
        let mut entries = self.lock();
        if entries.closed {
            return Err(ResourceError::OwnerGone);
        }
        if entries.resources.len() >= self.resources_max {
            return Err(ResourceError::TooMany(self.resources_max));
        }
        loop {
            let rid = random_id()?;
            if let Entry::Vacant(entry) = entries.resources.entry(rid) {
                entry.insert(resource);
                return Ok(rid);
            }
        }
    }

    /// The owner ends: everything in the table is closed, and nothing comes in any more.
    pub(crate) fn end(&self) {
        let resources = {
            let mut entries = self.lock();
            entries.closed = true;
            std::mem::take(&mut entries.resources)
        };
        for resource in resources.into_values() {
            let label = format!("resource:{}", resource.name()).into();
            // It is logged; the others are closed all the same.
            let _ = command::caught(&label, || resource.close());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        // No code of a resource runs while the lock is held, so a table is always whole.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn downcast<T: Resource>(rid: ResourceId, resource: Arc<dyn Resource>) -> Result<Arc<T>, ResourceError> {
    if (&*resource as &dyn Any).is::<T>() {
        let resource: Arc<dyn Any + Send + Sync> = resource;
        return Ok(resource.downcast().expect("its type was looked at one line above"));
    }
    Err(ResourceError::OtherKind { rid, found: resource.name().into_owned() })
}

fn random_id() -> Result<ResourceId, ResourceError> {
    getrandom::u32().map_err(|_| ResourceError::NoRandomness)
}

/// Closes a resource that the caller can have: of its webview, of its window, or of the app.
#[command]
fn close(app: AppHandle, window: Window, webview: Webview, rid: ResourceId) -> Result<(), ResourceError> {
    let tables = [webview.resources_table(), window.resources_table(), app.resources_table()];
    let unknown = Err(ResourceError::Unknown(rid));
    tables.into_iter().map(|table| table.close(rid)).find(|closed| *closed != unknown).unwrap_or(unknown)
}

/// The plugin through which a page closes resources.
pub(crate) fn plugin() -> Plugin {
    plugin::Builder::new("resources")
        .key("core:resources")
        .invoke_handler(generate_handler![close])
        .manifest(|manifest| manifest.default_permissions(["allow-close"]))
        .build()
}
