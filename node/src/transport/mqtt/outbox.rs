//! What waits to be published: subscriptions first, then envelopes, then chunks.

use super::LinkState;
use rumqttc::{AsyncClient, ClientError, QoS};
use tokio::sync::{mpsc, watch};

/// A payload and the name of its topic.
pub(super) struct Publication {
    pub topic: String,
    pub payload: Vec<u8>,
}

/// The task that hands requests to rumqttc, one by one, while the link is up.
pub(super) struct Outbox {
    pub client: AsyncClient,
    pub state: watch::Receiver<LinkState>,
    pub subscribe: mpsc::UnboundedReceiver<String>,
    pub envelopes: mpsc::Receiver<Publication>,
    pub chunks: mpsc::Receiver<Publication>,
}

impl Outbox {
    /// Ends when the connection is dropped.
    pub async fn run(mut self) {
        // While the link is down nothing is handed on: rumqttc moves its channel into a list without bound at each loss.
        while self.state.wait_for(|state| state.up).await.is_ok() {
            let handed = tokio::select! {
                biased;
                Some(topic) = self.subscribe.recv() => self.client.subscribe(topic, QoS::AtLeastOnce).await,
                Some(publication) = self.envelopes.recv() => publish(&self.client, publication).await,
                Some(publication) = self.chunks.recv() => publish(&self.client, publication).await,
                else => return,
            };
            if handed.is_err() {
                return;
            }
        }
    }
}

async fn publish(client: &AsyncClient, publication: Publication) -> Result<(), ClientError> {
    client.publish(publication.topic, QoS::AtLeastOnce, false, publication.payload).await
}
