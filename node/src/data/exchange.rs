//! One node's end of the data plane: fetches, gives, and handles what comes in.

use super::fetch::{Heard, Piece};
use super::follow::Offer;
use super::inner::{Asked, Inner, Offered, OnDrop, lock};
use super::message::{Answer, DataMessage, Label, Request};
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
        self.inner.fetch(from, digest, max, None).await
    }

    /// Keeps `bytes`, the output of `task`, and returns once `to` has it too.
    ///
    /// # Errors
    /// See [`DataError`].
    pub async fn give(&self, to: NodeId, task: TaskId, bytes: &[u8]) -> Result<Digest, DataError> {
        let inner = &self.inner;
        let digest = inner.keep(bytes)?;
        let (sender, mut offered) = watch::channel(Offered::default());
        lock(&inner.offers).insert((digest, task), sender);
        let _over = OnDrop(Some(|| drop(lock(&inner.offers).remove(&(digest, task)))));
        let (mut tries, mut asked, mut refused, mut denied) = (0, 0, 0, 0);
        loop {
            inner.request(to, digest, Request::Offer { task, length: bytes.len() as u64 });
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
            Ok(DataMessage::Request(label, Request::Offer { task, length })) => self.on_offer(label, task, length),
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

    fn on_offer(&self, label: Label, task: TaskId, length: u64) {
        let Label { from, digest, .. } = label;
        match self.inner.open_jobs.room(task, digest, length) {
            None => self.inner.answer(&label, Answer::Unwanted { task }),
            // The offerer asks again, and there may be room when its job has a new try.
            Some(room) if room.places == 0 => {}
            Some(_) => {
                let is_running = self.inner.follows.note(Offer { label, task });
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
        let room = |task: TaskId| open_jobs.room(task, digest, piece.length).map(|room| (task, room));
        let Some((task, room)) = follows.offered(from, &digest).into_iter().find_map(room) else { return };
        if !is_first || is_whole && Digest::of(&piece.bytes) != digest {
            return;
        }
        follows.start(digest, (task.job, task.task), room.places, || {
            let inner = self.inner.clone();
            self.spawn(async move {
                let fetched = inner.fetch(from, digest, room.output_bytes, Some(piece)).await;
                let length = fetched.as_ref().map(|bytes| bytes.len() as u64);
                for Offer { label, task } in inner.follows.end(&digest) {
                    if length.as_ref().is_ok_and(|length| inner.open_jobs.keep(task, digest, *length)) {
                        inner.answer(&label, Answer::Have { task });
                    }
                }
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
