//! What the handles and tasks of one node's data plane share.

use super::fetch::{Heard, Piece, Target, collect};
use super::follow::Follows;
use super::message::{Answer, Cookies, DataMessage, Gift, Label, Request};
use super::{Blobs, DataError, OpenJobs};
use crate::transport::DataSender;
use engine::wire::Digest;
use engine::{NodeId, TaskId};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, watch};
use tokio::task::block_in_place;

/// Messages of one fetch that wait to be handled.
const BACKLOG: usize = 64;

/// A fetch under way: where its pieces go, and who waits for its end.
struct Fetch {
    heard: mpsc::Sender<Heard>,
    over: watch::Receiver<()>,
}

/// What an offer of ours has come to.
#[derive(Clone, Copy, Default)]
pub(super) struct Offered {
    /// Pieces that the other side asked for: it is coming along.
    pub asked: u64,
    pub have: bool,
    /// How often the other side refused.
    pub unwanted: u64,
}

/// Somebody asks for the piece at `offset`.
pub(super) struct Asked {
    pub label: Label,
    pub offset: u64,
}

pub(super) struct Inner {
    node: NodeId,
    pub blobs: Blobs,
    sender: Arc<dyn DataSender>,
    pub open_jobs: Arc<OpenJobs>,
    cookies: Cookies,
    fetches: Mutex<BTreeMap<Digest, Fetch>>,
    /// Offers that wait. Two tasks may well have the same output.
    pub offers: Mutex<BTreeMap<(Digest, TaskId), watch::Sender<Offered>>>,
    /// Offers of others.
    pub follows: Follows,
    asked: mpsc::Sender<Asked>,
}

/// Runs when it goes out of scope, however that happens.
pub(super) struct OnDrop<F: FnOnce()>(pub Option<F>);

impl<F: FnOnce()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if let Some(last) = self.0.take() {
            last();
        }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    pub fn new(
        node: NodeId,
        blobs: Blobs,
        sender: Arc<dyn DataSender>,
        open_jobs: Arc<OpenJobs>,
        asked: mpsc::Sender<Asked>,
    ) -> Self {
        let (fetches, offers, follows) = (Mutex::default(), Mutex::default(), Follows::default());
        Self { node, blobs, sender, open_jobs, cookies: Cookies::new(), fetches, offers, follows, asked }
    }

    /// As [`Exchange::fetch`](super::Exchange::fetch); `first` is the first piece if it is known.
    pub async fn fetch(&self, target: Target, gift: Gift, mut first: Option<Piece>) -> Result<Vec<u8>, DataError> {
        let Target { from, digest, max } = target;
        loop {
            if let Some(bytes) = block_in_place(|| self.blobs.get(&digest)) {
                let length = bytes.len() as u64;
                return if length > max { Err(DataError::TooLong { digest, length, max }) } else { Ok(bytes) };
            }
            let (sender, mut heard) = mpsc::channel(BACKLOG);
            let (end, over) = watch::channel(());
            let other = match lock(&self.fetches).entry(digest) {
                Entry::Vacant(free) => {
                    free.insert(Fetch { heard: sender, over });
                    None
                }
                Entry::Occupied(taken) => Some(taken.get().over.clone()),
            };
            if let Some(mut other) = other {
                // Somebody here is fetching it already: its end closes the channel.
                drop(self.hear(&digest, Heard::Source(from)));
                while other.changed().await.is_ok() {}
                continue;
            }
            // Also if this future is dropped half-way, the next one to ask must not wait for it.
            let _over = OnDrop(Some(|| drop((lock(&self.fetches).remove(&digest), end))));
            let ask = |node, offset| self.request(node, digest, Request::Ask { offset });
            let progress = || self.follows.progress(&digest);
            let bytes = collect(ask, progress, target, first.take(), &mut heard).await?;
            self.keep(gift, &bytes)?;
            return Ok(bytes);
        }
    }

    pub fn keep(&self, gift: Gift, bytes: &[u8]) -> Result<Digest, DataError> {
        let put = || match gift {
            Gift::Output => self.blobs.put(bytes),
            Gift::Checkpoint => self.blobs.put_checkpoint(bytes),
        };
        block_in_place(put).map_err(|error| DataError::Disk(error.to_string()))
    }

    /// Forgets a checkpoint that nobody here offers.
    pub fn drop_checkpoint(&self, digest: &Digest) {
        let is_offered = lock(&self.offers).keys().any(|(offered, _)| offered == digest);
        if !is_offered {
            self.blobs.drop_checkpoint(digest);
        }
    }

    pub fn request(&self, to: NodeId, digest: Digest, request: Request) {
        let label = Label { from: self.node, digest, cookie: self.cookies.of(to, &digest) };
        self.send(to, &DataMessage::Request(label, request));
    }

    pub fn answer(&self, request: &Label, answer: Answer) {
        self.send(request.from, &DataMessage::Answer(Label { from: self.node, ..*request }, answer));
    }

    /// A message that cannot be sent is as good as lost: whoever needs it asks again.
    fn send(&self, to: NodeId, message: &DataMessage) {
        let bytes = borsh::to_vec(message).expect("a Vec takes any length");
        let _ = self.sender.try_send(to, bytes);
    }

    /// Whether an answer is from who it says, who was asked about its digest.
    pub fn is_answer(&self, label: &Label) -> bool {
        label.cookie == self.cookies.of(label.from, &label.digest)
    }

    pub fn on_ask(&self, label: Label, offset: u64) {
        for ((offered, _), offer) in lock(&self.offers).range((label.digest, TaskId::default())..) {
            if *offered != label.digest {
                break;
            }
            offer.send_modify(|offered| offered.asked += 1);
        }
        // Full: it is asked for again.
        let _ = self.asked.try_send(Asked { label, offset });
    }

    /// Passes it on to the fetch of `digest`; back if there is none.
    pub fn hear(&self, digest: &Digest, heard: Heard) -> Result<(), Heard> {
        match lock(&self.fetches).get(digest) {
            Some(fetch) => {
                // Full: the piece counts as lost and is asked for again.
                let _ = fetch.heard.try_send(heard);
                Ok(())
            }
            None => Err(heard),
        }
    }

    pub fn note(&self, digest: Digest, task: TaskId, change: impl FnOnce(&mut Offered)) {
        if let Some(offer) = lock(&self.offers).get(&(digest, task)) {
            offer.send_modify(change);
        }
    }
}
