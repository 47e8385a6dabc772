//! What the nodes of a devnet talk over.

use crate::broker::EmbeddedBroker;
use crate::transport::{Arrival, BrokerUrl, Connection, LoopbackHub, MqttTransport, wait_listening};
use anyhow::{Context, Result};
use engine::NodeId;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// Arrivals that wait for a node to take them.
const BACKLOG: usize = 1_024;

/// How long a broker may take until it listens: it may just be starting.
const PATIENCE_TO_LISTEN: Duration = Duration::from_secs(5);

/// How a devnet's nodes talk, as asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wire {
    /// A broker in this process.
    #[default]
    Embedded,
    /// A broker that runs already, by its URL.
    Broker(String),
    /// No broker: queues in this process.
    Loopback,
}

/// The network at work.
pub enum Network {
    /// Over MQTT.
    Mqtt {
        /// Where the broker is.
        url: BrokerUrl,
        /// The broker, if it is ours.
        embedded: Option<EmbeddedBroker>,
    },
    /// Over queues.
    Loopback(LoopbackHub),
}

impl Network {
    /// Starts the broker or makes sure that it answers.
    ///
    /// # Errors
    /// If there is none.
    pub async fn open(wire: &Wire) -> Result<Self> {
        Ok(match wire {
            Wire::Loopback => Self::Loopback(LoopbackHub::new()),
            Wire::Embedded => {
                let broker = EmbeddedBroker::start().context("the embedded broker did not start")?;
                Self::Mqtt { url: broker.url(), embedded: Some(broker) }
            }
            Wire::Broker(url) => {
                let url: BrokerUrl = url.parse()?;
                wait_listening(&url, PATIENCE_TO_LISTEN).await?;
                Self::Mqtt { url, embedded: None }
            }
        })
    }

    /// In words, for people.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Mqtt { url, embedded: Some(_) } => format!("an embedded MQTT broker at {url}"),
            Self::Mqtt { url, embedded: None } => format!("the MQTT broker at {url}"),
            Self::Loopback(_) => "queues in this process".to_owned(),
        }
    }

    /// A connection for `node`, and what comes out of it. It says when the link is up; a broker that is away is tried for ever.
    pub fn connect(&self, network: u64, node: NodeId) -> (Box<dyn Connection>, mpsc::Receiver<Arrival>) {
        let (sender, arrivals) = mpsc::channel(BACKLOG);
        let runtime = Handle::current();
        match self {
            Self::Mqtt { url, .. } => (Box::new(MqttTransport::open(&runtime, url, network, node, sender)), arrivals),
            Self::Loopback(hub) => (Box::new(hub.connect(&runtime, node, sender)), arrivals),
        }
    }
}
