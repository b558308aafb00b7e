//! The plugin `dialog`: the person chooses files, or answers a question.
//!
//! What comes in are titles, filters and questions; what goes out are paths and answers. A path that the person chose is
//! handed to the webview that asked, in [`Grants`], so that `fs` and `asset` give it out.
//!
//! # Trust
//! What a dialog says is the page's word and looks like the app's. What it returns is the person's.
//!
//! Source of names and forms: `@tauri-apps/plugin-dialog` 2.8.

mod file;
mod message;

use std::sync::Arc;

use footbridge::plugin::{self, Plugin};
use footbridge::{AppHandle, generate_handler};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::grants::Grants;
use crate::limits::DIALOGS_MAX;

/// The plugin.
pub fn plugin() -> Plugin {
    plugin::Builder::new("dialog")
        .invoke_handler(generate_handler![file::open, file::save, message::message])
        .manifest(|manifest| {
            // The guest package's `ask` and `confirm` are messages; older capability files name them apart.
            let questions = ["ask", "confirm"].into_iter().fold(manifest, |manifest, name| {
                manifest.permission(footbridge::acl::Permission {
                    identifier: format!("allow-{name}"),
                    description: "Opens the command message.".into(),
                    commands: footbridge::acl::CommandLists {
                        allow: vec!["message".into()],
                        ..Default::default()
                    },
                    ..Default::default()
                })
            });
            questions.default_permissions(["allow-message", "allow-save", "allow-open"])
        })
        .setup(|app, ()| {
            app.manage(Grants::default());
            app.manage(Places(Arc::new(Semaphore::new(DIALOGS_MAX))));
            Ok(())
        })
        .build()
}

/// Room on the screen for dialogs.
struct Places(Arc<Semaphore>);

fn place(app: &AppHandle) -> Result<OwnedSemaphorePermit, String> {
    let places = Arc::clone(&app.state::<Places>().0);
    places.try_acquire_owned().map_err(|_| format!("{DIALOGS_MAX} dialogs are open, the most there may be"))
}

/// Opens a dialog on the thread that windows belong to, and waits for its answer off it.
async fn shown<F: Future + Send + 'static>(
    app: &AppHandle,
    open: impl FnOnce() -> F + Send + 'static,
) -> Result<F::Output, String> {
    let _place = place(app)?;
    let (sender, opened) = oneshot::channel();
    app.run_on_main_thread(|| drop(sender.send(open())))
        .map_err(|error| format!("the dialog did not open: {error}"))?;
    let opened = opened.await.map_err(|_| "the app ended before the dialog could open")?;
    Ok(opened.await)
}
