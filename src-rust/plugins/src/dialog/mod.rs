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
    let places = app.try_state::<Places>().ok_or("the plugin `dialog` is not there")?;
    let place = Arc::clone(&places.0).try_acquire_owned();
    place.map_err(|_| format!("{DIALOGS_MAX} dialogs are open, the most there may be; close one"))
}

/// Opens a dialog on the thread that windows belong to, and waits for its answer off it. A dialog stays on the screen, and
/// counts among [`DIALOGS_MAX`], until the person has answered it, also when its caller is gone.
///
/// # Errors
/// When as many dialogs are open as there may be, or the app ends.
pub async fn shown<F>(app: &AppHandle, open: impl FnOnce() -> F + Send + 'static) -> Result<F::Output, String>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let place = place(app)?;
    let (sender, opened) = oneshot::channel();
    app.run_on_main_thread(|| drop(sender.send(open())))
        .map_err(|error| format!("the dialog did not open: {error}"))?;
    let answered = app.runtime().spawn(async move {
        let _place = place;
        Some(opened.await.ok()?.await)
    });
    answered.await.ok().flatten().ok_or_else(|| "the app ended before the dialog was answered".into())
}

#[cfg(test)]
mod tests {
    use footbridge::transport::memory::MainThread;
    use footbridge::{Builder, acl::Capabilities};

    use super::*;

    #[test]
    fn a_dialog_whose_caller_is_gone_still_counts() {
        let app = Builder::new().capabilities(Capabilities::new()).plugin(plugin()).build().unwrap();
        let (app, main) = (app.handle(), MainThread::new());
        app.attach(main.clone());
        let free = || app.state::<Places>().0.available_permits();
        let mut answers = Vec::new();
        for _ in 0..DIALOGS_MAX {
            let (answer, answered) = oneshot::channel::<()>();
            let caller = {
                let app = app.clone();
                app.clone().runtime().spawn(async move { shown(&app, || answered).await })
            };
            main.run_next();
            caller.abort();
            assert!(app.runtime().block_on(caller).unwrap_err().is_cancelled());
            answers.push(answer);
        }
        assert_eq!(free(), 0);
        let refused = app.runtime().block_on(shown(&app, || async {}));
        assert_eq!(refused, Err("8 dialogs are open, the most there may be; close one".into()));

        drop(answers);
        let places = Arc::clone(&app.state::<Places>().0);
        drop(app.runtime().block_on(places.acquire_many(DIALOGS_MAX.try_into().unwrap())).unwrap());
    }
}
