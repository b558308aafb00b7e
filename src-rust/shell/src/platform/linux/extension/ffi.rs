//! What of the engine and its libraries the extension calls: declared here because the web process has them loaded, and to
//! link them would cost a build of all their bindings.
//!
//! Source: the headers of WebKitGTK 4.1 (`webkit-web-extension.h`, `jsc.h`) and of GLib 2.

use core::ffi::{c_char, c_int, c_uint, c_void};

/// An object of GObject, or a `GBytes`.
pub(crate) type Object = *mut c_void;
/// A `GType`.
pub(crate) type Type = usize;

/// `G_TYPE_BOOLEAN`.
pub(crate) const BOOLEAN: Type = 5 << 2;
/// `G_IO_IN`; the end of a socket is readable too.
pub(crate) const IS_READABLE: c_int = 1;
/// `G_SOURCE_CONTINUE`.
pub(crate) const SOURCE_STAYS: c_int = 1;
/// `G_SOURCE_REMOVE`.
pub(crate) const SOURCE_GOES: c_int = 0;
/// `JSC_TYPED_ARRAY_UINT8`.
pub(crate) const UINT8_ARRAY: c_int = 5;

unsafe extern "C" {
    pub(crate) fn g_bytes_get_data(bytes: Object, length: *mut usize) -> *const c_void;
    pub(crate) fn g_bytes_new_static(data: *const c_void, length: usize) -> Object;
    pub(crate) fn g_bytes_unref(bytes: Object);
    pub(crate) fn g_object_get_data(object: Object, name: *const c_char) -> *mut c_void;
    pub(crate) fn g_object_ref(object: Object) -> Object;
    pub(crate) fn g_object_set_data_full(
        object: Object,
        name: *const c_char,
        data: *mut c_void,
        let_go: *const c_void,
    );
    pub(crate) fn g_object_unref(object: Object);
    pub(crate) fn g_signal_connect_data(
        object: Object,
        signal: *const c_char,
        handler: *const c_void,
        data: *mut c_void,
        let_go: *const c_void,
        flags: c_int,
    ) -> u64;
    pub(crate) fn g_unix_fd_add_full(
        priority: c_int,
        fd: c_int,
        condition: c_int,
        callback: *const c_void,
        data: *mut c_void,
        let_go: *const c_void,
    ) -> c_uint;
    pub(crate) fn g_unix_fd_list_new_from_array(fds: *const c_int, count: c_int) -> Object;

    pub(crate) fn jsc_context_clear_exception(context: Object);
    pub(crate) fn jsc_context_set_value(context: Object, name: *const c_char, value: Object);
    pub(crate) fn jsc_value_function_callv(
        function: Object,
        count: c_uint,
        parameters: *mut Object,
    ) -> Object;
    pub(crate) fn jsc_value_get_context(value: Object) -> Object;
    pub(crate) fn jsc_value_get_type() -> Type;
    pub(crate) fn jsc_value_is_string(value: Object) -> c_int;
    pub(crate) fn jsc_value_is_typed_array(value: Object) -> c_int;
    pub(crate) fn jsc_value_new_functionv(
        context: Object,
        name: *const c_char,
        callback: *const c_void,
        data: *mut c_void,
        let_go: *const c_void,
        returned: Type,
        count: c_uint,
        parameters: *const Type,
    ) -> Object;
    pub(crate) fn jsc_value_new_number(context: Object, number: f64) -> Object;
    pub(crate) fn jsc_value_new_string_from_bytes(context: Object, bytes: Object) -> Object;
    pub(crate) fn jsc_value_new_typed_array(context: Object, kind: c_int, length: usize) -> Object;
    pub(crate) fn jsc_value_to_string_as_bytes(value: Object) -> Object;
    pub(crate) fn jsc_value_typed_array_get_data(value: Object, length: *mut usize) -> *mut c_void;

    pub(crate) fn webkit_frame_get_js_context_for_script_world(frame: Object, world: Object) -> Object;
    pub(crate) fn webkit_frame_is_main_frame(frame: Object) -> c_int;
    pub(crate) fn webkit_script_world_get_default() -> Object;
    pub(crate) fn webkit_user_message_new_with_fd_list(
        name: *const c_char,
        parameters: Object,
        fds: Object,
    ) -> Object;
    pub(crate) fn webkit_web_page_send_message_to_view(
        page: Object,
        message: Object,
        cancellable: Object,
        callback: *const c_void,
        data: *mut c_void,
    );
}
