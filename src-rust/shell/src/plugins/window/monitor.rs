//! The monitors of the desktop.

use footbridge::{Commands, State, Window, command, generate_handler};
use serde::Serialize;
use tao::monitor::MonitorHandle;
use ts_rs::TS;

use super::on_window;
use crate::{
    Error,
    desktop::Desktop,
    platform,
    plugins::measures::{PhysicalPosition, PhysicalSize},
};

pub(super) const COMMANDS: Commands =
    generate_handler![current_monitor, primary_monitor, monitor_from_point, available_monitors];

/// A monitor, in physical pixels.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Monitor {
    name: Option<String>,
    size: PhysicalSize,
    position: PhysicalPosition,
    work_area: WorkArea,
    scale_factor: f64,
}

/// What panels and docks leave free.
#[derive(Clone, Debug, Serialize, TS)]
struct WorkArea {
    position: PhysicalPosition,
    size: PhysicalSize,
}

impl From<MonitorHandle> for Monitor {
    fn from(monitor: MonitorHandle) -> Self {
        let (position, size) = platform::work_area(&monitor);
        Self {
            name: monitor.name(),
            size: monitor.size().into(),
            position: monitor.position().into(),
            work_area: WorkArea { position: position.into(), size: size.into() },
            scale_factor: monitor.scale_factor(),
        }
    }
}

/// The monitor that a window is on.
#[command]
async fn current_monitor(
    desktop: State<'_, Desktop>,
    window: Window,
    label: Option<String>,
) -> Result<Option<Monitor>, Error> {
    on_window(&desktop, &window, label, |open, _| Ok(open.window.current_monitor().map(Into::into))).await
}

/// The monitor that the desktop calls the first.
#[command]
async fn primary_monitor(desktop: State<'_, Desktop>) -> Result<Option<Monitor>, Error> {
    desktop.ask(|_, target| Ok(target.primary_monitor().map(Into::into))).await
}

/// The monitor that shows a place of the desktop.
#[command]
async fn monitor_from_point(desktop: State<'_, Desktop>, x: f64, y: f64) -> Result<Option<Monitor>, Error> {
    desktop.ask(move |_, target| Ok(target.monitor_from_point(x, y).map(Into::into))).await
}

/// All monitors.
#[command]
async fn available_monitors(desktop: State<'_, Desktop>) -> Result<Vec<Monitor>, Error> {
    desktop.ask(|_, target| Ok(target.available_monitors().map(Into::into).collect())).await
}
