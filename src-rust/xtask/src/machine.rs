//! What the machine has to bring: which system packages are missing, and how it gets them.
//!
//! The build needs little. `wry`, `tao` and `rfd` bind GTK 3 and WebKitGTK, whose development package brings
//! every header and `pkg-config` along.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::process::{self, Outcome, Stop, say};
use crate::workspace;

/// One thing that has to be on the machine, and the packages that bring it.
pub struct Need {
    probe: Probe,
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
    opensuse: &'static str,
}

/// How to see whether it is there. Asking for the thing and not for its package also finds what was built by
/// hand.
enum Probe {
    /// A library that `pkg-config` knows.
    Library(&'static str),
    /// A program on the path.
    Program(&'static str),
}

/// What building and running the app takes.
pub const BUILD: &[Need] = &[Need {
    probe: Probe::Library("webkit2gtk-4.1"),
    // The icons of GTK's dialogs are SVG files; apt counts their loader among the recommended packages only.
    debian: "libwebkit2gtk-4.1-dev librsvg2-common",
    fedora: "webkit2gtk4.1-devel",
    arch: "webkit2gtk-4.1 pkgconf",
    opensuse: "webkit2gtk3-devel",
}];

/// What a virtual display takes.
pub const DISPLAY: &[Need] = &[
    Need {
        probe: Probe::Program("xvfb-run"),
        debian: "xvfb",
        fedora: "xorg-x11-server-Xvfb",
        arch: "xorg-server-xvfb",
        opensuse: "xvfb-run",
    },
    Need {
        probe: Probe::Program("xauth"),
        debian: "xauth",
        fedora: "xorg-x11-xauth",
        arch: "xorg-xauth",
        opensuse: "xauth",
    },
    Need {
        probe: Probe::Program("dbus-run-session"),
        debian: "dbus",
        fedora: "dbus-daemon",
        arch: "dbus",
        opensuse: "dbus-1",
    },
];

/// What gives windows the focus on a virtual display.
pub const WINDOW_MANAGER: &[Need] = &[Need {
    probe: Probe::Program("openbox"),
    debian: "openbox",
    fedora: "openbox",
    arch: "openbox",
    opensuse: "openbox",
}];

/// What driving the app from outside takes.
pub const DRIVER: &[Need] = &[
    Need {
        probe: Probe::Program("WebKitWebDriver"),
        debian: "webkit2gtk-driver",
        fedora: "webkitgtk6.0",
        arch: "webkitgtk-6.0",
        // No package name holds for every release; zypper finds the one that has the file.
        opensuse: "/usr/bin/WebKitWebDriver",
    },
    Need {
        probe: Probe::Program("xdotool"),
        debian: "xdotool",
        fedora: "xdotool",
        arch: "xdotool",
        opensuse: "xdotool",
    },
];

/// Adds this part of the Rust toolchain if it is not there; minimal installations leave some out.
pub fn ensure_component(component: &str, subcommand: &str) -> Outcome {
    let asked =
        workspace::cargo(&[subcommand, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if asked.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    if !process::is_on_path("rustup") {
        let message =
            format!("`cargo {subcommand}` is missing; install {component} the way Rust was installed here");
        return Err(Stop::missing(message));
    }
    say("Installing", &format!("{component}, a part of the Rust toolchain"));
    process::run(Command::new("rustup").args(["component", "add", component]).current_dir(workspace::root()))
}

/// Installs what is missing where apt can, and says what to install elsewhere.
pub fn ensure(needs: &[&'static [Need]]) -> Outcome {
    if !cfg!(target_os = "linux") {
        // macOS and Windows come with the webview.
        return Ok(());
    }
    let missing =
        || needs.iter().copied().flatten().filter(|need| !need.probe.is_there()).collect::<Vec<_>>();
    let first = missing();
    if first.is_empty() {
        return Ok(());
    }
    if !has_apt(Path::new("/etc/os-release")) {
        return Err(Stop::missing(advice(&first)));
    }
    install(&first)?;
    match missing().as_slice() {
        [] => Ok(()),
        rest => Err(Stop::missing(format!("still missing after the installation: {}", names(rest)))),
    }
}

impl Probe {
    fn is_there(&self) -> bool {
        match self {
            Self::Program(name) => process::is_on_path(name),
            Self::Library(name) => {
                let asked =
                    Command::new("pkg-config").args(["--exists", name]).stderr(Stdio::null()).status();
                asked.is_ok_and(|status| status.success())
            }
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Library(name) | Self::Program(name) => name,
        }
    }
}

/// Whether the distribution is Debian, Ubuntu or built on one of them.
fn has_apt(os_release: &Path) -> bool {
    let text = fs::read_to_string(os_release).unwrap_or_default();
    let values = text.lines().filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")));
    let mut ids = values.flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace());
    ids.any(|id| id == "debian" || id == "ubuntu")
}

fn install(missing: &[&Need]) -> Outcome {
    let packages = packages(missing, |need| need.debian);
    say("Installing", &format!("system packages: {}", packages.join(" ")));
    let is_root = process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root && !process::is_on_path("sudo") {
        let packages = packages.join(" ");
        return Err(Stop::missing(format!(
            "there is no `sudo` here; run as root: apt-get install {packages}"
        )));
    }
    let apt = |args: &[&str]| {
        // `env` hands the variable through sudo, which drops the environment.
        let mut command = Command::new(if is_root { "env" } else { "sudo" });
        if !is_root {
            command.arg("env");
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]).args(args);
        command
    };
    // A list that could not be renewed, of a third party perhaps, need not be one of those that are needed
    // here.
    let _ = process::run(&mut apt(&["update"]));
    let mut install = apt(&["install", "-y", "--no-install-recommends"]);
    process::run(install.args(&packages)).map_err(|_| {
        let packages = packages.join(" ");
        Stop::missing(format!(
            "apt-get could not install {packages}; it says why above. \
             Packages are fetched from the distribution's servers, which needs a network"
        ))
    })
}

fn advice(missing: &[&Need]) -> String {
    let line = |of: fn(&Need) -> &'static str| packages(missing, of).join(" ");
    format!(
        "this machine lacks {}.\n\
         Packages are installed by themselves on Debian and Ubuntu only. Install these and start again:\n  \
         Fedora    sudo dnf install {}\n  \
         Arch      sudo pacman -S --needed {}\n  \
         openSUSE  sudo zypper install {}",
        names(missing),
        line(|need| need.fedora),
        line(|need| need.arch),
        line(|need| need.opensuse)
    )
}

fn names(needs: &[&Need]) -> String {
    needs.iter().map(|need| need.probe.name()).collect::<Vec<_>>().join(", ")
}

fn packages(needs: &[&Need], of: fn(&Need) -> &'static str) -> Vec<&'static str> {
    needs.iter().flat_map(|need| of(need).split_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distributions_are_told_apart_by_their_own_name_and_their_kin() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("os-release");
        let check = |text: &str| {
            fs::write(&file, text).unwrap();
            has_apt(&file)
        };
        assert!(check("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(check("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(check("ID=pop\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!check("ID=fedora\nID_LIKE=\"rhel\"\nPRETTY_NAME=\"not debian\"\n"));
        assert!(!check("VERSION_ID=debian\n"));
        assert!(!has_apt(&folder.path().join("none")));
    }

    #[test]
    fn advice_names_the_packages_of_every_distribution() {
        let needs: Vec<_> = [BUILD, WINDOW_MANAGER, DRIVER].into_iter().flatten().collect();
        let advice = advice(&needs);
        for part in [
            "lacks webkit2gtk-4.1, openbox, WebKitWebDriver, xdotool",
            "sudo dnf install webkit2gtk4.1-devel openbox webkitgtk6.0 xdotool\n",
            "sudo pacman -S --needed webkit2gtk-4.1 pkgconf openbox webkitgtk-6.0 xdotool\n",
            "sudo zypper install webkit2gtk3-devel openbox /usr/bin/WebKitWebDriver xdotool",
        ] {
            assert!(advice.contains(part), "{part} is not in\n{advice}");
        }
    }

    #[test]
    fn probe_finds_what_is_there_and_nothing_else() {
        assert!(Probe::Program("cargo").is_there());
        assert!(!Probe::Program("no-such-program").is_there());
        assert!(!Probe::Library("no-such-library").is_there());
    }
}
