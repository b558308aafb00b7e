//! The C library's memory, for `alloc`.

use core::{
    alloc::{GlobalAlloc, Layout},
    ffi::c_void,
};

unsafe extern "C" {
    #[link_name = "abort"]
    fn c_abort() -> !;
    fn aligned_alloc(align: usize, size: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
}

struct Memory;

// SAFETY: `aligned_alloc` gives memory of that size and alignment, or null, and `free` takes it back.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let size = layout.size().next_multiple_of(layout.align());
        // SAFETY: an alignment is a power of two, and the size a multiple of it.
        unsafe {
            aligned_alloc(layout.align().max(size_of::<usize>()), size.next_multiple_of(size_of::<usize>()))
        }
        .cast()
    }

    unsafe fn dealloc(&self, memory: *mut u8, _: Layout) {
        // SAFETY: it came from `alloc`.
        unsafe { free(memory.cast()) };
    }
}

#[global_allocator]
static MEMORY: Memory = Memory;

/// Ends the web process; the shell sees it end.
pub(crate) fn abort() -> ! {
    // SAFETY: it takes nothing and does not return.
    unsafe { c_abort() }
}
