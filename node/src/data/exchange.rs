//! One node's end of the data plane: fetches, gives, and handles what comes in.

use super::fetch::{Heard, Piece, Target};
use super::follow::Offer;
use super::inner::{Asked, Inner, Offered, OnDrop, lock};
use super::message::{Answer, DataMessage, Gift, Label, Request};
use super::{Blobs, CHUNK, DataError, OpenJobs};
use crate::transport::{CHUNK_BYTES_MAX, DataSender};
use engine::wire::Digest;
use engine::{NodeId, TaskId};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet, block_in_place};
use tokio::time::timeout;

/// How long a message that asks for something is given before it is sent again.
pub(super) const PATIENCE: Duration = Duration::from_millis(1_000);
/// How often it is sent again without any progress before that is given up.
pub(super) const TRIES: u32 = 60;
/// The same once who was asked said no. It may have been too early: whoever says yes in between is believed.
pub(super) const TRIES_DENIED: u32 = 3;
/// Pieces asked for by others that wait to be read; further ones are asked for again.
const ASKED_MAX: usize = 256;

/// One node's end of the data plane; clones share it. With the last clone end the tasks that it runs on its own.
#[derive(Clone)]
pub struct Exchange {
    inner: Arc<Inner>,
    /// They hold `inner`, never this.
    tasks: Arc<Mutex<JoinSet<()>>>,
}

impl Exchange {
    /// The data plane of `node`, which keeps `blobs`, sends through `sender` and takes the outputs of `open_jobs`.
    ///
    /// # Panics
    /// Outside of a tokio runtime of several threads, or if the operating system has no random bytes.
    #[must_use]
    pub fn new(node: NodeId, blobs: Blobs, sender: Arc<dyn DataSender>, open_jobs: Arc<OpenJobs>) -> Self {
        let (asked, waiting) = mpsc::channel(ASKED_MAX);
        let inner = Arc::new(Inner::new(node, blobs, sender, open_jobs, asked));
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(inner.clone(), waiting));
        Self { inner, tasks: Arc::new(Mutex::new(tasks)) }
    }

    /// The blobs here.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// What is called `digest`, from here or from `from`; at most `max` bytes.
    ///
    /// # Errors
    /// See [`DataError`].
    pub async fn fetch(&self, from: NodeId, digest: Digest, max: u64) -> Result<Vec<u8>, DataError> {
        self.inner.fetch(Target { from, digest, max }, Gift::Output, None).await
    }

    /// The checkpoint called `digest`, from `from`; at most `max` bytes.
    ///
    /// # Errors
    /// See [`DataError`].
    pub async fn fetch_checkpoint(&self, from: NodeId, digest: Digest, max: u64) -> Result<Vec<u8>, DataError> {
        let fetched = self.inner.fetch(Target { from, digest, max }, Gift::Checkpoint, None).await;
        self.inner.drop_checkpoint(&digest);
        fetched
    }

    /// Keeps `bytes`, the output of `task`, and returns once `to` has it too.
    ///
    /// # Errors
    /// See [`DataError`].
    pub async fn give(&self, to: NodeId, task: TaskId, bytes: &[u8]) -> Result<Digest, DataError> {
        self.give_as(Gift::Output, to, task, bytes).await
    }

    /// Returns once `to` has `bytes`, a checkpoint of `task`.
    ///
    /// # Errors
    /// See [`DataError`].
    pub async fn give_checkpoint(&self, to: NodeId, task: TaskId, bytes: &[u8]) -> Result<Digest, DataError> {
        // Also if this future is dropped half-way; the offer is gone by then.
        let _over = OnDrop(Some(|| self.inner.drop_checkpoint(&Digest::of(bytes))));
        self.give_as(Gift::Checkpoint, to, task, bytes).await
    }

    async fn give_as(&self, gift: Gift, to: NodeId, task: TaskId, bytes: &[u8]) -> Result<Digest, DataError> {
        let inner = &self.inner;
        let digest = inner.keep(gift, bytes)?;
        let (sender, mut offered) = watch::channel(Offered::default());
        lock(&inner.offers).insert((digest, task), sender);
        let _over = OnDrop(Some(|| drop(lock(&inner.offers).remove(&(digest, task)))));
        let (mut tries, mut asked, mut refused, mut denied) = (0, 0, 0, 0);
        loop {
            inner.request(to, digest, Request::Offer { task, gift, length: bytes.len() as u64 });
            match timeout(PATIENCE, offered.wait_for(|offered| offered.have)).await {
                Ok(Ok(_)) => return Ok(digest),
                // The same task is given a second time, and that offer took the place of this one.
                Ok(Err(_)) => return Err(DataError::Silent { node: to, digest }),
                Err(_) => tries += 1,
            }
            let now = *offered.borrow();
            if now.asked > asked {
                (tries, asked, denied) = (0, now.asked, 0);
            }
            if now.unwanted > refused {
                (refused, denied) = (now.unwanted, denied + 1);
            }
            // One alone may come of an offer that was altered on its way.
            if denied >= TRIES_DENIED {
                return Err(DataError::Unwanted { node: to, digest });
            }
            if tries >= TRIES {
                return Err(DataError::Silent { node: to, digest });
            }
        }
    }

    /// Handles what came in over the data channel, without waiting for the disk; what makes no sense is dropped.
    pub fn on_data(&self, bytes: &[u8]) {
        // Longer than any of ours: not worth the memory.
        if bytes.len() > CHUNK_BYTES_MAX {
            return;
        }
        match borsh::from_slice(bytes) {
            Ok(DataMessage::Request(label, Request::Ask { offset })) => self.inner.on_ask(label, offset),
            Ok(DataMessage::Request(label, Request::Offer { task, gift, length })) => {
                self.on_offer(Offer { label, task, gift }, length);
            }
            Ok(DataMessage::Answer(label, answer)) if self.inner.is_answer(&label) => self.on_answer(label, answer),
            _ => {}
        }
    }

    fn on_answer(&self, Label { from, digest, .. }: Label, answer: Answer) {
        let inner = &self.inner;
        match answer {
            Answer::Piece { length, offset, bytes } => {
                let piece = Piece { length, offset, bytes };
                if let Err(Heard::Piece(from, piece)) = inner.hear(&digest, Heard::Piece(from, piece)) {
                    self.on_first_piece(from, digest, piece);
                }
            }
            Answer::Missing => drop(inner.hear(&digest, Heard::Missing(from))),
            Answer::Have { task } => inner.note(digest, task, |offered| offered.have = true),
            Answer::Unwanted { task } => inner.note(digest, task, |offered| offered.unwanted += 1),
        }
    }

    fn on_offer(&self, offer: Offer, length: u64) {
        let Offer { label, task, gift } = offer;
        let Label { from, digest, .. } = label;
        match self.inner.open_jobs.room(task, gift, digest, length) {
            None => self.inner.answer(&label, Answer::Unwanted { task }),
            // The offerer asks again, and there may be room when its job has a new try.
            Some(room) if room.places == 0 => {}
            Some(_) => {
                let is_running = self.inner.follows.note(offer);
                // Past every end: says whether the offerer has it too, and costs no piece.
                let offset = if is_running { u64::MAX } else { 0 };
                self.inner.request(from, digest, Request::Ask { offset });
            }
        }
    }

    /// A piece of something that is not being fetched: an offerer has what it offers.
    fn on_first_piece(&self, from: NodeId, digest: Digest, piece: Piece) {
        let is_first = piece.offset == 0 && piece.bytes.len() as u64 == piece.length.min(CHUNK as u64);
        let is_whole = piece.length <= CHUNK as u64;
        let Inner { follows, open_jobs, .. } = &*self.inner;
        let room = |offer: Offer| open_jobs.room(offer.task, offer.gift, digest, piece.length).map(|room| (offer, room));
        let Some((Offer { task, gift, .. }, room)) = follows.offered(from, &digest).into_iter().find_map(room) else { return };
        if !is_first || is_whole && Digest::of(&piece.bytes) != digest {
            return;
        }
        follows.start(digest, (task.job, task.task), room.places, || {
            let inner = self.inner.clone();
            self.spawn(async move {
                let fetched = inner.fetch(Target { from, digest, max: room.bytes_max }, gift, Some(piece)).await;
                for Offer { label, task, gift: other } in inner.follows.end(&digest) {
                    let Ok(bytes) = &fetched else { continue };
                    // The same may be offered as this and as that.
                    let is_kept = other == gift || inner.keep(other, bytes).is_ok();
                    if is_kept && inner.open_jobs.keep(task, other, digest, bytes.len() as u64) {
                        inner.answer(&label, Answer::Have { task });
                    }
                }
                inner.open_jobs.take_forgotten().iter().for_each(|old| inner.drop_checkpoint(old));
            })
        });
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        let mut tasks = lock(&self.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task)
    }
}

/// Sends the pieces that others ask for, one after the other.
async fn serve(inner: Arc<Inner>, mut asked: mpsc::Receiver<Asked>) {
    while let Some(Asked { label, offset }) = asked.recv().await {
        let answer = match block_in_place(|| inner.blobs.piece(&label.digest, offset, CHUNK)) {
            Some((length, bytes)) => Answer::Piece { length, offset, bytes },
            None => Answer::Missing,
        };
        inner.answer(&label, answer);
    }
}
