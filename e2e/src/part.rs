//! A part of a page, named by its selector and looked up anew each time: a page that redraws makes no part stale.

use std::path::Path;

use thirtyfour::{By, TypingData, WebElement};

use crate::{App, Failure, Result, desktop, drag, eventually};

/// Where a part of the page is to be found.
#[derive(Clone)]
pub struct Part<'a> {
    app: &'a App,
    css: String,
}

impl<'a> Part<'a> {
    /// The part that carries this `data-test` name.
    pub(crate) fn named(app: &'a App, name: &str) -> Self {
        Self { app, css: format!("[data-test=\"{name}\"]") }
    }

    /// The document's root element.
    pub(crate) fn root(app: &'a App) -> Self {
        Self { app, css: ":root".into() }
    }

    /// The document's body.
    pub(crate) fn body(app: &'a App) -> Self {
        Self { app, css: "body".into() }
    }

    /// Whatever has the focus.
    pub(crate) fn focused(app: &'a App) -> Self {
        Self { app, css: ":focus".into() }
    }

    /// The same part where its attribute has this value.
    pub(crate) fn with(&self, attribute: &str, value: &str) -> Self {
        Self { app: self.app, css: format!("{}[{attribute}=\"{value}\"]", self.css) }
    }

    /// The part of this name inside this one.
    pub(crate) fn inner(&self, name: &str) -> Self {
        Self { app: self.app, css: format!("{} [data-test=\"{name}\"]", self.css) }
    }

    /// The label around this part: what a person clicks where the control itself is not drawn.
    pub(crate) fn label(&self) -> Self {
        Self { app: self.app, css: format!("label:has({})", self.css) }
    }

    /// The region inside this part that scrolls and takes keys.
    pub(crate) fn region(&self) -> Self {
        Self { app: self.app, css: format!("{} [role=\"region\"]", self.css) }
    }

    /// What folds this part out.
    pub(crate) fn summary(&self) -> Self {
        Self { app: self.app, css: format!("{} summary", self.css) }
    }

    async fn element(&self) -> Result<WebElement> {
        Ok(self.app.session().find(By::Css(self.css.as_str())).await?)
    }

    async fn elements(&self) -> Result<Vec<WebElement>> {
        Ok(self.app.session().find_all(By::Css(self.css.as_str())).await?)
    }

    /// Waits until it stands still and can be clicked, and clicks it.
    pub async fn click(&self) -> Result {
        let click = async || Ok(self.that_takes_a_click().await?.click().await?);
        eventually(&format!("{} to take a click", self.css), click, |()| true).await
    }

    /// Clicks what closes its own window. The driver may find nobody left to answer for the click; what comes of it is
    /// for the spec to see.
    pub async fn click_away(&self) -> Result {
        let ready = async || self.that_takes_a_click().await;
        let element = eventually(&format!("{} to be ready for a click", self.css), ready, |_| true).await?;
        let _ = element.click().await;
        Ok(())
    }

    async fn that_takes_a_click(&self) -> Result<WebElement> {
        let element = self.element().await?;
        if !element.is_enabled().await? {
            return Err(Failure::new("it is disabled"));
        }
        if !self.stands_still(&element).await? {
            return Err(Failure::new("it moves"));
        }
        Ok(element)
    }

    /// Whether it is at the same place in two frames. The driver clicks where the element was when it looked, so one
    /// that is being scrolled would be missed.
    async fn stands_still(&self, element: &WebElement) -> Result<bool> {
        let script = "
            const [element, done] = arguments;
            const place = () => JSON.stringify(element.getBoundingClientRect());
            requestAnimationFrame(() => {
                const before = place();
                requestAnimationFrame(() => done(place() === before));
            });";
        Ok(self.app.session().execute_async(script, vec![element.to_json()?]).await?.convert()?)
    }

    /// Replaces what stands in the field by `text`, typed.
    pub async fn fill(&self, text: &str) -> Result {
        self.click().await?;
        let element = self.element().await?;
        element.clear().await?;
        Ok(element.send_keys(text).await?)
    }

    /// Waits until it is there, and presses `keys` with it in focus.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result {
        let there = async || self.element().await;
        let element = eventually(&format!("{} to be there", self.css), there, |_| true).await?;
        Ok(element.send_keys(keys).await?)
    }

    /// Chooses the option with this value.
    pub async fn choose(&self, value: &str) -> Result {
        let option = Self { app: self.app, css: format!("{} option[value=\"{value}\"]", self.css) };
        option.click().await
    }

    /// The text a person can read, now.
    pub async fn text(&self) -> Result<String> {
        text_of(&self.element().await?).await
    }

    /// The texts of all parts of this name, now.
    pub async fn texts(&self) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.elements().await? {
            texts.push(text_of(&element).await?);
        }
        Ok(texts)
    }

    /// An attribute, now.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>> {
        Ok(self.element().await?.attr(name).await?)
    }

    /// An attribute of every part of this name, now.
    pub async fn attributes(&self, name: &str) -> Result<Vec<Option<String>>> {
        let mut values = Vec::new();
        for element in self.elements().await? {
            values.push(element.attr(name).await?);
        }
        Ok(values)
    }

    /// How many there are, now.
    pub async fn count(&self) -> Result<usize> {
        Ok(self.elements().await?.len())
    }

    /// Waits until it is there.
    pub async fn appears(&self) -> Result {
        eventually(&format!("{} to appear", self.css), || self.count(), |count| *count > 0).await?;
        Ok(())
    }

    /// Waits until it is not there any more.
    pub async fn disappears(&self) -> Result {
        eventually(&format!("{} to disappear", self.css), || self.count(), |count| *count == 0).await?;
        Ok(())
    }

    /// Waits until its text holds `text`.
    pub async fn says(&self, text: &str) -> Result<String> {
        eventually(&format!("{} to say “{text}”", self.css), || self.text(), |seen| seen.contains(text)).await
    }

    /// Waits until its attribute has this value.
    pub async fn has(&self, attribute: &str, value: &str) -> Result {
        let what = format!("{} to have {attribute}={value}", self.css);
        eventually(&what, || self.attribute(attribute), |seen| seen.as_deref() == Some(value)).await?;
        Ok(())
    }

    /// Whether it has the focus, now.
    pub async fn has_focus(&self) -> Result<bool> {
        let active = self.app.session().active_element().await?;
        Ok(active == self.element().await?)
    }

    /// Waits until it has the focus.
    pub async fn takes_focus(&self) -> Result {
        eventually(&format!("{} to have the focus", self.css), || self.has_focus(), |has| *has).await?;
        Ok(())
    }

    /// Whether it lies within the window from edge to edge, now.
    pub async fn is_within_window(&self) -> Result<bool> {
        let element = self.element().await?;
        let arguments = vec![element.to_json()?];
        let script = "const r = arguments[0].getBoundingClientRect();\
                      return r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight";
        Ok(self.app.session().execute(script, arguments).await?.convert()?)
    }

    /// Pulls it by its middle onto the middle of `other`, once both stand still, and lets go there.
    pub async fn drag_onto(&self, other: &Self) -> Result {
        let at_rest = async || {
            let (from, to) = (self.element().await?, other.element().await?);
            let are_at_rest = self.stands_still(&from).await? && other.stands_still(&to).await?;
            Ok((are_at_rest, from, to))
        };
        let what = format!("{} and {} to stand still", self.css, other.css);
        let (_, from, to) = eventually(&what, at_rest, |(are_at_rest, ..)| *are_at_rest).await?;
        let pointer = self.app.session().action_chain();
        let pointer = pointer.move_to_element_center(&from).click_and_hold().move_to_element_center(&to);
        Ok(pointer.release().perform().await?)
    }

    /// Scrolls until it is in sight, as a person does who looks for it.
    pub async fn scroll_to(&self) -> Result {
        Ok(self.element().await?.scroll_into_view().await?)
    }

    /// Drops the file at `path` onto the middle of it, as a file manager does.
    pub async fn drop_file(&self, path: &Path) -> Result {
        let rect = self.element().await?.rect().await?;
        #[allow(clippy::cast_possible_truncation, reason = "a place on the screen has few digits")]
        let at = ((rect.x + rect.width / 2.0) as i16, (rect.y + rect.height / 2.0) as i16);
        drag::drop_file(desktop::main_window(self.app.pid()).await?, at, path).await
    }
}

/// The driver's own idea of a text is empty where an ellipsis could cut it; this is what the engine draws.
async fn text_of(element: &WebElement) -> Result<String> {
    Ok(element.prop("innerText").await?.unwrap_or_default().trim().to_owned())
}
