//! The table: a row for each command, a column for each webview.

use footbridge::acl::Caller;
use footbridge::{AppHandle, Origin};
use serde::Serialize;
use ts_rs::TS;

use super::VISITOR;

/// Every command against every webview.
#[derive(Debug, Serialize, TS)]
pub struct PermissionTable {
    /// The open webviews by their labels, the visitor's among them, be it open or not.
    pub columns: Vec<PermissionColumn>,
    /// All commands that are declared, by their names.
    pub rows: Vec<PermissionRow>,
}

/// One webview.
#[derive(Debug, PartialEq, Serialize, TS)]
pub struct PermissionColumn {
    /// The label of its window.
    pub window: String,
    /// Its own label.
    pub webview: String,
    /// Whether it is there.
    pub open: bool,
}

/// One command, with a mark for each column.
#[derive(Debug, Serialize, TS)]
pub struct PermissionRow {
    /// Its name on the wire.
    pub command: String,
    /// In the order of the columns.
    pub marks: Vec<PermissionMark>,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PermissionMark {
    /// An entry opens the command.
    Open,
    /// No entry does.
    Closed,
    /// An entry denies it.
    Denied,
}

impl PermissionTable {
    /// The table as the app's authority has it at this moment, for pages from `origin`.
    pub fn of(app: &AppHandle, origin: &Origin) -> Self {
        let columns = columns(app);
        let authority = app.authority();
        let mark = |command: &str, PermissionColumn { window, webview, .. }: &PermissionColumn| {
            let decision = authority.explain(Caller { window, webview, origin }, command);
            match decision.decided_by {
                _ if decision.allowed => PermissionMark::Open,
                Some(_) => PermissionMark::Denied,
                None => PermissionMark::Closed,
            }
        };
        let row = |command: String| {
            let marks = columns.iter().map(|column| mark(&command, column)).collect();
            PermissionRow { command, marks }
        };
        let rows = authority.list().into_iter().map(|listed| row(listed.command)).collect();
        Self { columns, rows }
    }
}

/// The main window first, then the visitor, then the others by their labels.
fn columns(app: &AppHandle) -> Vec<PermissionColumn> {
    let open = app.webviews().into_iter().map(|webview| PermissionColumn {
        window: webview.window().label().to_owned(),
        webview: webview.label().to_owned(),
        open: true,
    });
    let mut columns: Vec<PermissionColumn> = open.collect();
    if columns.iter().all(|column| column.webview != VISITOR) {
        columns.push(PermissionColumn { window: VISITOR.into(), webview: VISITOR.into(), open: false });
    }
    columns.sort_by_cached_key(|PermissionColumn { webview, .. }| {
        (webview != "main", webview != VISITOR, webview.clone())
    });
    columns
}
