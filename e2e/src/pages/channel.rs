//! The demo `channel`: streams in both directions.

use thirtyfour::Key;

use crate::{App, Part, Result};

/// The demo `channel`.
pub struct Channel<'a>(pub &'a App);

/// A message as it arrived.
#[derive(Debug, PartialEq)]
pub struct Arrival {
    /// Its number, counted from 1 in the order in which it was sent.
    pub number: u32,
    /// `pushed` or `fetched`.
    pub way: String,
}

/// How far a producer and its reader are.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// What the producer has made.
    pub made: u32,
    /// What the reader has read.
    pub read: u32,
    /// How far the producer was ahead at most.
    pub most: u32,
}

impl<'a> Channel<'a> {
    /// Chooses `json` or `raw` for the messages whose order is shown.
    pub async fn order_as(&self, form: &str) -> Result {
        self.part(&format!("order-form-{form}")).label().click().await
    }

    /// Turns the mixing of sizes on or off.
    pub async fn toggle_mixing(&self) -> Result {
        self.part("order-mixed").click().await
    }

    /// Sends 24 messages, and waits for the end of their channel.
    pub async fn send(&self) -> Result {
        self.part("order-send").click().await?;
        self.part("order-end").appears().await
    }

    /// What came of their order, in words.
    pub fn order(&self) -> Part<'a> {
        self.part("order-summary")
    }

    /// The messages in the order in which they arrived, now.
    pub async fn arrivals(&self) -> Result<Vec<Arrival>> {
        let arrived = self.part("order-arrived");
        let ways = arrived.attributes("data-way").await?;
        let numbers = numbers(&arrived).await?;
        let ways = ways.into_iter().map(Option::unwrap_or_default);
        Ok(numbers.into_iter().zip(ways).map(|(number, way)| Arrival { number, way }).collect())
    }

    /// The numbers in the order in which they were given out, now.
    pub async fn delivered(&self) -> Result<Vec<u32>> {
        numbers(&self.part("order-delivered")).await
    }

    /// Chooses `json` or `raw` for the message whose size is set.
    pub async fn size_as(&self, form: &str) -> Result {
        self.part(&format!("threshold-form-{form}")).label().click().await
    }

    /// Moves the size one byte up.
    pub async fn one_byte_more(&self) -> Result {
        self.part("threshold-size").press(Key::Right).await
    }

    /// Moves the size one byte down.
    pub async fn one_byte_less(&self) -> Result {
        self.part("threshold-size").press(Key::Left).await
    }

    /// The size of the last message, and which way it went.
    pub fn way(&self) -> Part<'a> {
        self.part("threshold-way")
    }

    /// Starts the stream `flow`, which the page reads, or `up`, which Rust reads.
    pub async fn start(&self, stream: &str) -> Result {
        self.part(&format!("{stream}-start")).click().await
    }

    /// Stops it.
    pub async fn stop(&self, stream: &str) -> Result {
        self.part(&format!("{stream}-stop")).click().await
    }

    /// Has Rust drop the stream `up` before its end.
    pub async fn drop_in_rust(&self) -> Result {
        self.part("up-drop").click().await
    }

    /// Has its reader be `fast`, `slow` or `still`.
    pub async fn pace(&self, stream: &str, pace: &str) -> Result {
        self.part(&format!("{stream}-pace-{pace}")).label().click().await
    }

    /// Where it is shown how far both sides of it are.
    pub fn gauge(&self, stream: &str) -> Part<'a> {
        self.part(&format!("{stream}-held"))
    }

    /// How far both sides of it are, now.
    pub async fn held(&self, stream: &str) -> Result<Held> {
        let part = self.gauge(stream);
        let number = async |name: &str| -> Result<u32> {
            Ok(part.attribute(name).await?.unwrap_or_default().parse()?)
        };
        Ok(Held {
            made: number("data-made").await?,
            read: number("data-read").await?,
            most: number("data-most").await?,
        })
    }

    /// How it ended, in words.
    pub fn ended(&self, stream: &str) -> Part<'a> {
        self.part(&format!("{stream}-end"))
    }

    /// Has Rust send so many numbers as fast as they come, as `messages` or `events`, and waits until it is over.
    pub async fn open_the_tap(&self, form: &str, count: u32) -> Result {
        self.part(&format!("firehose-form-{form}")).label().click().await?;
        self.part("firehose-count").choose(&count.to_string()).await?;
        self.part("firehose-start").click().await?;
        let done = self.firehose().with("data-form", form);
        done.has("data-count", &count.to_string()).await
    }

    /// What came of them.
    pub fn firehose(&self) -> Part<'a> {
        self.part("firehose-done")
    }

    /// Takes a message away from the bridge.
    pub async fn lose_a_message(&self) -> Result {
        self.part("lost-run").click().await
    }

    /// The messages that were given out before that.
    pub fn before_the_loss(&self) -> Part<'a> {
        self.part("lost-delivered")
    }

    /// How the channel ended.
    pub fn loss(&self) -> Part<'a> {
        self.part("lost-end")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}

async fn numbers(part: &Part<'_>) -> Result<Vec<u32>> {
    let numbers = part.attributes("data-number").await?.into_iter().flatten();
    numbers.map(|number| Ok(number.parse()?)).collect()
}
