//! Between the engine and everything else: a panic must not unwind into the engine, which would end the process.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs what the engine calls. `None` when it panicked; the panic hook has said why.
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_here() {
        assert_eq!(contained(|| 7), Some(7));
        assert_eq!(contained(|| panic!("on purpose")), None::<()>);
    }
}
