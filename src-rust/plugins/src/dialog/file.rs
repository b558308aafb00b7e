//! Choosing files and folders.

use std::path::{Path, PathBuf};

use footbridge::{AppHandle, NativeText, Webview, command};
use rfd::AsyncFileDialog;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::shown;
use crate::grants::{Grants, Reach};

/// Endings of files that are shown under one name.
#[derive(Debug, Deserialize, TS)]
pub(super) struct Filter {
    name: NativeText,
    /// Without their dots.
    extensions: Vec<NativeText>,
}

/// What is to be opened.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct OpenOptions {
    title: Option<NativeText>,
    filters: Vec<Filter>,
    default_path: Option<NativeText>,
    can_create_directories: Option<bool>,
    multiple: bool,
    directory: bool,
    /// Whether the folders below a chosen one are handed over too.
    recursive: bool,
}

/// Where something is to be saved.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct SaveOptions {
    title: Option<NativeText>,
    filters: Vec<Filter>,
    default_path: Option<NativeText>,
    can_create_directories: Option<bool>,
}

/// One path or several, as was asked for; nothing when the person dismissed the dialog.
#[derive(Debug, Serialize, TS)]
#[serde(untagged)]
pub(super) enum Chosen {
    One(Option<PathBuf>),
    Several(Option<Vec<PathBuf>>),
}

#[command]
pub(super) async fn open(webview: Webview, options: OpenOptions) -> Result<Chosen, String> {
    let OpenOptions { title, filters, default_path, can_create_directories, multiple, directory, recursive } =
        options;
    let app = webview.app_handle();
    let start = start(app, default_path).await?;
    let dialog = move || dialog(title, filters, start, can_create_directories);
    let files = if multiple {
        shown(app, move || {
            let dialog = dialog();
            async move { if directory { dialog.pick_folders().await } else { dialog.pick_files().await } }
        })
        .await?
    } else {
        let file = shown(app, move || {
            let dialog = dialog();
            async move { if directory { dialog.pick_folder().await } else { dialog.pick_file().await } }
        });
        file.await?.map(|file| vec![file])
    };
    let paths = files.map(|files| files.iter().map(|file| file.path().to_owned()).collect::<Vec<_>>());
    let reach = match (directory, recursive) {
        (false, _) => Reach::File,
        (true, false) => Reach::Folder,
        (true, true) => Reach::Tree,
    };
    hand_over(&webview, paths.iter().flatten(), reach).await?;
    Ok(if multiple {
        Chosen::Several(paths)
    } else {
        Chosen::One(paths.and_then(|paths| paths.into_iter().next()))
    })
}

#[command]
pub(super) async fn save(webview: Webview, options: SaveOptions) -> Result<Option<PathBuf>, String> {
    let SaveOptions { title, filters, default_path, can_create_directories } = options;
    let app = webview.app_handle();
    let start = start(app, default_path).await?;
    let file = shown(app, move || dialog(title, filters, start, can_create_directories).save_file());
    let path = file.await?.map(|file| file.path().to_owned());
    hand_over(&webview, path.iter(), Reach::File).await?;
    Ok(path)
}

async fn hand_over(
    webview: &Webview,
    paths: impl Iterator<Item = &PathBuf>,
    reach: Reach,
) -> Result<(), String> {
    let (app, label) = (webview.app_handle(), webview.label().to_owned());
    let (grants, paths) = (app.clone(), paths.cloned().collect::<Vec<_>>());
    let handed_over = on_worker(app, move || {
        let grants = grants.state::<Grants>();
        paths.iter().try_for_each(|path| {
            // It stays in place until the webview closes.
            let granted = grants.allow(&label, path, reach).map(drop);
            granted.map_err(|error| format!("{}: {error}", path.display()))
        })
    });
    handed_over.await?
}

/// Asks the file system on a worker: the answer may never come, when the path lies on another machine.
async fn on_worker<T: Send + 'static>(
    app: &AppHandle,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    app.runtime().spawn_blocking(work).await.map_err(|_| "the app is ending".into())
}

fn dialog(
    title: Option<NativeText>,
    filters: Vec<Filter>,
    (folder, name): Start,
    can_create_directories: Option<bool>,
) -> AsyncFileDialog {
    let mut dialog =
        AsyncFileDialog::new().set_can_create_directories(can_create_directories.unwrap_or(true));
    if let Some(title) = title {
        dialog = dialog.set_title(&*title);
    }
    if let Some(folder) = folder {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = name {
        dialog = dialog.set_file_name(name);
    }
    filters.into_iter().fold(dialog, |dialog, filter| {
        let endings: Vec<_> = filter.extensions.into_iter().map(NativeText::into_string).collect();
        dialog.add_filter(&*filter.name, &endings)
    })
}

/// Where a dialog opens, and the name that stands in it already.
type Start = (Option<PathBuf>, Option<String>);

async fn start(app: &AppHandle, path: Option<NativeText>) -> Result<Start, String> {
    let Some(path) = path else { return Ok(Start::default()) };
    on_worker(app, move || start_at(path.as_ref())).await
}

/// A folder that exists is opened itself.
fn start_at(path: &Path) -> Start {
    // With the separators of this platform, which its dialogs insist on.
    let path: PathBuf = path.components().collect();
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !path.is_dir() => {
            let folder = (!parent.as_os_str().is_empty()).then(|| parent.to_owned());
            (folder, Some(name.to_string_lossy().into_owned()))
        }
        _ => (Some(path), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_dialog_opens_where_its_default_path_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        assert_eq!(start_at(path), (Some(path.to_owned()), None));
        assert_eq!(start_at(&path.join("new.txt")), (Some(path.to_owned()), Some("new.txt".into())));
        assert_eq!(start_at(Path::new("new.txt")), (None, Some("new.txt".into())));
    }

    #[test]
    fn a_text_with_a_nul_is_refused() {
        for options in [
            json!({ "title": "\0" }),
            json!({ "defaultPath": "/a\0" }),
            json!({ "filters": [{ "name": "\0", "extensions": [] }] }),
            json!({ "filters": [{ "name": "a", "extensions": ["b\0"] }] }),
        ] {
            let errors = [
                serde_json::from_value::<OpenOptions>(options.clone()).unwrap_err(),
                serde_json::from_value::<SaveOptions>(options).unwrap_err(),
            ];
            assert!(errors.iter().all(|error| error.to_string().contains("NUL")), "{errors:?}");
        }
    }

    #[test]
    fn an_answer_has_the_form_that_was_asked_for() {
        let json = |chosen: Chosen| serde_json::to_string(&chosen).unwrap();
        assert_eq!(json(Chosen::One(None)), "null");
        assert_eq!(json(Chosen::One(Some("/a".into()))), "\"/a\"");
        assert_eq!(json(Chosen::Several(Some(vec!["/a".into()]))), "[\"/a\"]");
        assert_eq!(json(Chosen::Several(None)), "null");
    }
}
