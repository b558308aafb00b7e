//! A desktop for programs that open windows where nobody watches: a session bus, a virtual screen, a window
//! manager. Tests always run in one, so that they neither disturb nor depend on the desktop of whoever starts
//! them.

use std::env;
use std::ffi::{OsStr, OsString};
use std::process::{Child, Command, Stdio};

use crate::process::{self, Outcome, Stop};
use crate::workspace;

/// Whether this session can show a window. Elsewhere than on Linux there is always a desktop.
pub fn is_present() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// The program on a screen of its own, which goes when the program ends.
pub fn virtual_display(program: &OsStr) -> Command {
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "xvfb-run", "-a", "-s", "-screen 0 1280x900x24"]).arg(program);
    // A session that has both a Wayland and the virtual X display would show its windows on the former.
    command.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
    // Nobody reads this screen to anyone, and the bridge to the accessibility bus delays every start.
    command.env("NO_AT_BRIDGE", "1");
    command
}

/// `command` in a desktop with a window manager, where native dialogs get the focus. On other systems than
/// Linux the person's own desktop has to do.
pub fn whole(command: &Command) -> Command {
    let mut outer = if cfg!(target_os = "linux") {
        let mut outer = virtual_display(workspace::this_program().as_os_str());
        // What a dialog remembers, such as its last folder, is neither read from the person's settings nor
        // kept.
        outer.args(["desktop", "--"]).arg(command.get_program()).env("GSETTINGS_BACKEND", "memory");
        outer
    } else {
        Command::new(command.get_program())
    };
    outer.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    outer
}

/// [`whole`], for tests. There is no graphics processor behind a virtual screen, and a page's process can end in what
/// stands in for it, Mesa's `llvmpipe`: in the compositor's thread, beside which the engine's painters and the driver's
/// own threads draw. Here the compositor draws alone.
pub fn for_tests(command: &Command) -> Command {
    let mut outer = whole(command);
    outer.env("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1").env("LP_NUM_THREADS", "0");
    outer
}

/// The inner half of [`whole`]: runs `command` beside a window manager, which ends with it.
pub fn manage(command: &[OsString]) -> Outcome {
    let [program, args @ ..] = command else { return Ok(()) };
    let _manager = WindowManager::start()?;
    process::run(Command::new(program).args(args)).map_err(|stop| stop.because(""))
}

struct WindowManager(Child);

impl WindowManager {
    fn start() -> Outcome<Self> {
        let openbox = Command::new("openbox").stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        openbox.map(Self).map_err(|error| Stop::missing(format!("`openbox` cannot be started: {error}")))
    }
}

impl Drop for WindowManager {
    fn drop(&mut self) {
        // It may have gone by itself, with the display.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn command_keeps_its_arguments_folder_and_environment_in_the_desktop() {
        let mut inner = Command::new("cargo");
        inner
            .args(["test", "-p", "e2e"])
            .env("FOOTBRIDGE_BIN", "/bin/app")
            .env_remove("GONE")
            .current_dir("/");
        let outer = whole(&inner);
        let args: Vec<_> = outer.get_args().map(|arg| arg.to_string_lossy()).collect();
        assert_eq!(args[..5], ["--", "xvfb-run", "-a", "-s", "-screen 0 1280x900x24"]);
        assert_eq!(args[6..], ["desktop", "--", "cargo", "test", "-p", "e2e"]);
        let value = |wanted: &str| {
            let found = outer.get_envs().find(|(name, _)| *name == OsStr::new(wanted));
            found.map(|(_, value)| value.map(|value| value.to_string_lossy().into_owned()))
        };
        assert_eq!(value("FOOTBRIDGE_BIN"), Some(Some("/bin/app".to_owned())));
        assert_eq!(value("GONE"), Some(None));
        assert_eq!(value("WAYLAND_DISPLAY"), Some(None));
        assert_eq!(outer.get_current_dir(), Some(std::path::Path::new("/")));
    }
}
