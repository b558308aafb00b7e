//! # images
//!
//! A picture goes through stages in Rust, and each stage streams its progress and what it made back as raw bytes.
//!
//! Open a picture, drop one, or take the sample. Move a slider: the pass that runs is cancelled and the next one starts.
//! Drag the stages into another order, turn them off and on, and pull the line across the picture to compare.
//!
//! Read next: `src-rust/app/src/demos/images/pass.rs`, one pass from the decoded picture to the bytes of a file.

mod bands;
mod decode;
mod pass;
mod picture;
mod recipe;
mod sample;
mod stop;

mod audience;
mod blur;
mod desk;
mod dusk;
mod encode;
mod export;
mod frame;
mod noise;
mod resize;
mod source;
#[cfg(test)]
mod tests;
mod tone;

use std::sync::Arc;

use footbridge::ipc::Response;
use footbridge::{
    AppHandle, Builder, CancellationToken, Channel, Commands, SafeInteger, State, Webview, command,
    generate_handler,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::audience::{Page, StageNews};
use self::bands::Watch;
use self::desk::{Desk, Opened};
use self::pass::Audience as _;
use self::recipe::Recipe;
use self::sample::PictureSample;
use crate::chosen::{Chosen, ChosenFiles};
use crate::{DataDir, Failure, FileDrops, dialog};

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![
    choose_picture,
    dropped_picture,
    picture_samples,
    choose_picture_sample,
    open_picture,
    picture_before,
    run_pass,
    export_picture,
    close_picture
];

/// Puts the desk where the commands find it.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Arc::new(Desk::default()))
}

/// Shows the native dialog. The answer is `null` when the person chose nothing.
#[command]
async fn choose_picture(app: AppHandle, files: State<'_, ChosenFiles>) -> Result<Option<Chosen>, Failure> {
    let extensions = decode::extensions();
    let filters: [(&str, &[&str]); 2] = [("Pictures", &extensions), ("All files", &["*"])];
    let path = dialog::open_file(&app, "Choose a picture", &filters).await?;
    path.map(|path| files.choose(&path)).transpose()
}

/// Waits for the next file that is dropped onto the calling webview. Cancel the call to wait no more.
#[command]
async fn dropped_picture(
    webview: Webview,
    drops: State<'_, FileDrops>,
    files: State<'_, ChosenFiles>,
) -> Result<Chosen, Failure> {
    files.choose(&drops.next(webview.label()).await)
}

/// The pictures that come with the app.
#[command]
fn picture_samples() -> Vec<PictureSample> {
    sample::all()
}

/// Draws the sample `name`, unless it was drawn before, and chooses it.
#[command]
fn choose_picture_sample(
    name: &str,
    data_dir: State<'_, DataDir>,
    files: State<'_, ChosenFiles>,
) -> Result<Chosen, Failure> {
    files.choose(&sample::write(name, &data_dir.0.join("pictures"))?)
}

/// A picture that was opened.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct OpenedPicture {
    /// Of the file, and of the picture in every other command.
    id: u32,
    name: String,
    /// What it is, by its content.
    format: &'static str,
    /// What it is by its name, if that is something else.
    named: Option<&'static str>,
    /// Of the file.
    bytes: SafeInteger,
    /// As it is stored.
    width: u32,
    height: u32,
    /// Whether its camera noted that it is to be turned.
    is_turned: bool,
}

/// Decodes the file `id`, which was chosen. The picture before it stays open until this one is.
#[command]
async fn open_picture(
    id: u32,
    news: Channel<StageNews>,
    pictures: Channel<Response>,
    token: CancellationToken,
    files: State<'_, ChosenFiles>,
    desk: State<'_, Arc<Desk>>,
) -> Result<OpenedPicture, Failure> {
    let file = files.get(id)?;
    let (page, bytes) = (Page::new(token.clone(), news, pictures), SafeInteger::new(file.bytes));
    let opened = desk
        .take_turn(&token, move || {
            let decoded = pass::decode(&file, &page)?;
            Ok(Arc::new(Opened { id, path: file.path, decoded }))
        })
        .await?;
    desk.open(Arc::clone(&opened));
    let (width, height) = opened.decoded.picture.image.dimensions();
    Ok(OpenedPicture {
        id,
        name: opened.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        format: opened.decoded.format,
        named: opened.decoded.named,
        bytes,
        width,
        height,
        is_turned: opened.decoded.orientation != image::metadata::Orientation::NoTransforms,
    })
}

/// Where the page shows a picture, in pixels of the screen.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
struct Screen {
    width: u32,
    height: u32,
}

impl Screen {
    /// No screen is larger. Against a page that wants every pixel of every pass.
    const SIDE_MAX: u32 = 2048;

    fn size(self) -> (u32, u32) {
        (self.width.clamp(1, Self::SIDE_MAX), self.height.clamp(1, Self::SIDE_MAX))
    }
}

/// Picture `id` as it is before a pass, the same part of it the same way up.
#[command]
async fn picture_before(
    id: u32,
    recipe: Recipe,
    screen: Screen,
    token: CancellationToken,
    desk: State<'_, Arc<Desk>>,
) -> Result<Response, Failure> {
    recipe.check()?;
    let (opened, watched) = (desk.opened(id)?, token.clone());
    let before = desk.take_turn(&token, move || {
        let is_cancelled = || watched.is_cancelled();
        Ok(pass::before(opened.start(), &recipe, screen.size(), Watch::new(&is_cancelled, &|_| {}))?)
    });
    Ok(Response::new(before.await?.message(0)))
}

/// What a pass made.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Passed {
    width: u32,
    height: u32,
    /// Of the file that can be exported.
    bytes: SafeInteger,
    /// How much work was cancelled half way since the app started.
    cancelled: u32,
}

/// Runs one pass over picture `id`. A cancelled one stops within a band of rows.
#[command]
async fn run_pass(
    id: u32,
    recipe: Recipe,
    screen: Screen,
    news: Channel<StageNews>,
    pictures: Channel<Response>,
    token: CancellationToken,
    desk: State<'_, Arc<Desk>>,
) -> Result<Passed, Failure> {
    recipe.check()?;
    let opened = desk.opened(id)?;
    let page = Page::new(token.clone(), news, pictures);
    let pass = desk.take_turn(&token, move || {
        let encoded = pass::run(opened.start(), &recipe, screen.size(), &page)?;
        // From here on it can be exported, so from here on it is too late to cancel it.
        if page.is_cancelled() { Err(stop::Stop::Cancelled) } else { Ok(Arc::new(encoded)) }
    });
    let encoded = pass.await?;
    desk.keep(id, Arc::clone(&encoded));
    let (width, height) = encoded.size;
    let bytes = SafeInteger::new(encoded.bytes.len() as u64);
    Ok(Passed { width, height, bytes, cancelled: desk.cancelled() })
}

/// A file that was written.
#[derive(Debug, Serialize, TS)]
struct Exported {
    path: String,
    bytes: SafeInteger,
}

/// Lets the person say where to write what the last pass made. The answer is `null` when they closed the dialog.
#[command]
async fn export_picture(
    id: u32,
    app: AppHandle,
    desk: State<'_, Arc<Desk>>,
) -> Result<Option<Exported>, Failure> {
    let (opened, result) = (desk.opened(id)?, desk.result(id)?);
    let name = export::suggested_name(&opened.path, result.format);
    let filters = [(result.format.name(), result.format.extensions())];
    let Some(path) = dialog::save_file(&app, "Export the picture", &name, &filters).await? else {
        return Ok(None);
    };
    export::write(&result, &path)?;
    let bytes = SafeInteger::new(result.bytes.len() as u64);
    Ok(Some(Exported { path: path.display().to_string(), bytes }))
}

/// Closes the open picture and gives its memory back.
#[command]
fn close_picture(desk: State<'_, Arc<Desk>>) {
    desk.close();
}
