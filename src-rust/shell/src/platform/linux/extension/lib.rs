//! The page's end of a socket: an extension that WebKitGTK loads into each of its web processes.
//!
//! In: the engine's word that a frame has a new global object. Out: for a main frame a socket pair, one end of which goes to
//! the host as a user message of its webview, and in the global object a function to connect to the other end. The script
//! that the shell injects takes it away before any script of the page runs, and hands it two functions: what the host
//! delivers is given to them. In return it gets a function that sends.
//!
//! What goes over it is written down in [`format`].
//!
//! # Trust
//! The host's messages are believed. The page has nothing in here but the function that sends, which the injected script
//! keeps to itself; the host does not believe what comes.
//!
//! Built by `build.rs` into one file by itself, with nothing but `core` and `alloc`, and what the web process has: it is
//! mapped into every one of them.
#![no_std]
#![warn(clippy::all, clippy::undocumented_unsafe_blocks)]

extern crate alloc;

mod ffi;
mod format;
mod memory;
mod packet;

use alloc::sync::Arc;
use core::{
    ffi::{CStr, c_int, c_void},
    ptr,
    sync::atomic::{AtomicI32, AtomicPtr, AtomicUsize, Ordering::Relaxed},
};

use ffi::*;
use format::SOCKET;
use packet::{Packet, Sent};

/// What the injected script finds in the global object.
const CONNECT: &CStr = c"__FOOTBRIDGE_SOCKET__";

/// Rendering and the page's timers have this priority: a stream of deliveries then takes turns with them.
const PRIORITY: c_int = 100;

/// The page's end, for as long as the document or the host wants it.
struct Socket {
    /// The descriptor; -1 when it is closed.
    fd: AtomicI32,
    /// The script's functions, called with JSON, and with JSON, an array, and how much of it is bytes.
    deliver: AtomicPtr<c_void>,
    deliver_bytes: AtomicPtr<c_void>,
    /// The array in which the script is handed bytes, to copy them: to make one for each delivery costs more than to copy.
    tray: AtomicPtr<c_void>,
    tray_bytes: AtomicUsize,
    /// The bytes of a message that is not complete: a file, or -1, and how many are in it.
    draft: AtomicI32,
    draft_bytes: AtomicUsize,
}

/// # Safety
/// The engine calls it once, in the main thread of its web process.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webkit_web_extension_initialize(_extension: Object) {
    // SAFETY: the default world lives as long as the process, and `global_object_is_new` has the signal's signature.
    unsafe {
        let world = webkit_script_world_get_default();
        let (signal, handler) = (c"window-object-cleared", global_object_is_new as *const c_void);
        g_signal_connect_data(world, signal.as_ptr(), handler, ptr::null_mut(), ptr::null(), 0);
    }
}

/// # Safety
/// Called by the engine, with its own objects, in the main thread.
unsafe extern "C" fn global_object_is_new(world: Object, page: Object, frame: Object, _: *mut c_void) {
    // SAFETY: the objects live during the signal. Each new one is let go of when it was handed on; the list takes the
    // descriptor, and the message floats until it is sent. What the page has under that name is a socket, which it keeps.
    unsafe {
        if webkit_frame_is_main_frame(frame) == 0 {
            return;
        }
        // A document may get a second global object, by an address that is a script. What hears in the first one is
        // nobody's any more.
        let before = g_object_get_data(page, SOCKET.as_ptr()).cast::<Socket>();
        if let Some(before) = before.as_ref() {
            packet::end(before.fd.load(Relaxed));
        }
        let Some((own, hosts)) = packet::pair() else { return };
        let fds = g_unix_fd_list_new_from_array(&hosts, 1);
        let message = webkit_user_message_new_with_fd_list(SOCKET.as_ptr(), ptr::null_mut(), fds);
        webkit_web_page_send_message_to_view(page, message, ptr::null_mut(), ptr::null(), ptr::null_mut());
        g_object_unref(fds);
        let socket = Socket {
            fd: AtomicI32::new(own),
            deliver: AtomicPtr::default(),
            deliver_bytes: AtomicPtr::default(),
            tray: AtomicPtr::default(),
            tray_bytes: AtomicUsize::new(0),
            draft: AtomicI32::new(-1),
            draft_bytes: AtomicUsize::new(0),
        };
        let socket = Arc::new(socket);
        g_object_set_data_full(page, SOCKET.as_ptr(), keep(&socket), let_go as *const c_void);
        let context = webkit_frame_get_js_context_for_script_world(frame, world);
        let connect = function(context, &socket, connect as *const c_void, jsc_value_get_type());
        jsc_context_set_value(context, CONNECT.as_ptr(), connect);
        g_object_unref(connect);
        g_object_unref(context);
    }
}

/// A function of two parameters for scripts, which keeps the socket.
///
/// # Safety
/// `context` is one. `callback` takes two values and a pointer to a socket, and returns a `returned`.
unsafe fn function(context: Object, socket: &Arc<Socket>, callback: *const c_void, returned: Type) -> Object {
    // SAFETY: the pointer is an `Arc`'s, and `let_go` is called once when the function is collected.
    unsafe {
        let types = [jsc_value_get_type(); 2];
        let (data, let_go) = (keep(socket), let_go as *const c_void);
        jsc_value_new_functionv(context, ptr::null(), callback, data, let_go, returned, 2, types.as_ptr())
    }
}

fn keep(socket: &Arc<Socket>) -> *mut c_void {
    Arc::into_raw(Arc::clone(socket)).cast_mut().cast()
}

/// # Safety
/// `socket` is from [`keep`], and not used after this.
unsafe extern "C" fn let_go(socket: *mut c_void) {
    // SAFETY: as above.
    drop(unsafe { Arc::from_raw(socket.cast::<Socket>().cast_const()) });
}

/// Takes the script's two functions, and returns one that sends.
///
/// # Safety
/// Called by the engine in the main thread with two values and what [`function`] kept.
unsafe extern "C" fn connect(deliver: Object, deliver_bytes: Object, socket: *mut c_void) -> Object {
    // SAFETY: the function that is called keeps the socket, so it lives; the values live during the call.
    unsafe {
        Arc::increment_strong_count(socket.cast::<Socket>().cast_const());
        let socket = Arc::from_raw(socket.cast::<Socket>().cast_const());
        let context = jsc_value_get_context(deliver);
        // Once: the functions of the script that was here first stay.
        if socket.deliver.load(Relaxed).is_null() {
            socket.deliver.store(g_object_ref(deliver), Relaxed);
            socket.deliver_bytes.store(g_object_ref(deliver_bytes), Relaxed);
            let (fd, let_go) = (socket.fd.load(Relaxed), let_go as *const c_void);
            g_unix_fd_add_full(PRIORITY, fd, IS_READABLE, readable as *const c_void, keep(&socket), let_go);
        }
        function(context, &socket, send as *const c_void, BOOLEAN)
    }
}

/// Sends a text and, where there are any, bytes; without a text, the bytes are kept for the next one. Returns whether the host
/// could be reached, and forgets what was kept otherwise.
///
/// # Safety
/// As [`connect`].
unsafe extern "C" fn send(text: Object, bytes: Object, socket: *mut c_void) -> c_int {
    // SAFETY: as above. The text's memory is let go of when it was sent, and the array's stays where it is while no
    // script runs.
    unsafe {
        let socket = &*socket.cast::<Socket>();
        let bytes = (jsc_value_is_typed_array(bytes) != 0).then(|| {
            let mut length = 0;
            slice(jsc_value_typed_array_get_data(bytes, &mut length), length)
        });
        let draft = socket.take_draft();
        if jsc_value_is_string(text) == 0 {
            let draft = packet::append(draft, bytes.unwrap_or_default());
            let is_kept = draft.is_some();
            socket.keep_draft(draft);
            return c_int::from(is_kept);
        }
        let text = jsc_value_to_string_as_bytes(text);
        let mut length = 0;
        let contents = slice(g_bytes_get_data(text, &mut length), length);
        let is_sent = packet::send(socket.fd.load(Relaxed), Sent::Text { text: contents, bytes, draft });
        g_bytes_unref(text);
        c_int::from(is_sent)
    }
}

/// # Safety
/// `data` is `length` bytes that live for `'a`.
unsafe fn slice<'a>(data: *const c_void, length: usize) -> &'a [u8] {
    // An array of no length may have no memory.
    if length == 0 {
        return &[];
    }
    // SAFETY: as above.
    unsafe { core::slice::from_raw_parts(data.cast(), length) }
}

/// Takes one delivery, so that the page breathes between two, and says when it has run.
///
/// # Safety
/// Called by the main loop in the main thread, with what [`connect`] kept.
unsafe extern "C" fn readable(fd: c_int, _: c_int, socket: *mut c_void) -> c_int {
    // SAFETY: the source keeps the socket for as long as it is there.
    let socket = unsafe { &*socket.cast::<Socket>() };
    match packet::receive(fd) {
        Packet::None => SOURCE_STAYS,
        Packet::Delivery(delivery) => {
            // SAFETY: this is the main thread, and no script runs.
            let is_whole = delivery.statements(|json, bytes| unsafe { socket.run(json, bytes) });
            // What cannot be read is no delivery that has run; the host carries the others another way.
            if !is_whole {
                packet::end(fd);
            } else {
                packet::send(fd, Sent::Done);
            }
            SOURCE_STAYS
        }
        Packet::End => {
            // SAFETY: as above.
            unsafe { socket.say_closed() };
            socket.close();
            SOURCE_GOES
        }
    }
}

impl Socket {
    fn take_draft(&self) -> Option<packet::Draft> {
        packet::Draft::of(self.draft.swap(-1, Relaxed), self.draft_bytes.swap(0, Relaxed))
    }

    fn keep_draft(&self, draft: Option<packet::Draft>) {
        if let Some((file, length)) = draft.map(packet::Draft::into_parts) {
            self.draft.store(file, Relaxed);
            self.draft_bytes.store(length, Relaxed);
        }
    }

    /// Calls the script's first function with nothing.
    ///
    /// # Safety
    /// In the main thread, while no script runs.
    unsafe fn say_closed(&self) {
        let function = self.deliver.load(Relaxed);
        if function.is_null() {
            return;
        }
        // SAFETY: the function is kept until the socket is closed.
        unsafe {
            let value = jsc_value_function_callv(function, 0, ptr::null_mut());
            if !value.is_null() {
                g_object_unref(value);
            }
        }
    }

    /// Calls one of the script's functions, neither of which throws.
    ///
    /// # Safety
    /// In the main thread, while no script runs.
    unsafe fn run(&self, json: &[u8], bytes: Option<packet::Bytes<'_>>) {
        let function = if bytes.is_some() { &self.deliver_bytes } else { &self.deliver };
        let function = function.load(Relaxed);
        if function.is_null() {
            return;
        }
        // SAFETY: the function is kept until the socket is closed, and with it its context. The text is copied before
        // `json` goes. What is made here is let go of here.
        unsafe {
            let context = jsc_value_get_context(function);
            let text = g_bytes_new_static(json.as_ptr().cast(), json.len());
            let json = jsc_value_new_string_from_bytes(context, text);
            g_bytes_unref(text);
            let mut parameters = [json, ptr::null_mut(), ptr::null_mut()];
            let mut count = 1;
            // None where the page has no room for them: the script says that bytes are missing.
            if let Some(bytes) = bytes
                && let Some(tray) = self.tray(context, bytes.len())
            {
                let mut length = 0;
                let data = jsc_value_typed_array_get_data(tray, &mut length);
                bytes.read(core::slice::from_raw_parts_mut(data.cast(), bytes.len()));
                parameters = [json, tray, jsc_value_new_number(context, bytes.len() as f64)];
                count = 3;
            }
            let value = jsc_value_function_callv(function, count, parameters.as_mut_ptr());
            for object in [value, json, parameters[2]] {
                if !object.is_null() {
                    g_object_unref(object);
                }
            }
            jsc_context_clear_exception(context);
        }
    }

    /// An array with room for so many bytes.
    ///
    /// # Safety
    /// In the main thread, while no script runs; `context` is that of the script.
    unsafe fn tray(&self, context: Object, bytes: usize) -> Option<Object> {
        let tray = self.tray.load(Relaxed);
        if !tray.is_null() && bytes <= self.tray_bytes.load(Relaxed) {
            return Some(tray);
        }
        let room = bytes.next_power_of_two();
        // SAFETY: the array is kept until the socket is closed, or needs a larger one.
        unsafe {
            let larger = jsc_value_new_typed_array(context, UINT8_ARRAY, room);
            if larger.is_null() {
                return None;
            }
            if !tray.is_null() {
                g_object_unref(tray);
            }
            self.tray.store(larger, Relaxed);
            self.tray_bytes.store(room, Relaxed);
            Some(larger)
        }
    }

    fn close(&self) {
        packet::close(self.fd.swap(-1, Relaxed));
        drop(self.take_draft());
        for kept in [&self.deliver, &self.deliver_bytes, &self.tray] {
            let kept = kept.swap(ptr::null_mut(), Relaxed);
            if !kept.is_null() {
                // SAFETY: it was kept here, and nobody has it any more.
                unsafe { g_object_unref(kept) };
            }
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.close();
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    memory::abort()
}
