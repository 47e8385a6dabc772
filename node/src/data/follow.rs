//! Offers of outputs, from their arrival to the end of the fetch that follows.
//!
//! Anyone can offer anything. So an offer alone costs 1 question and a line in a list; only once the offerer answers with the
//! first piece does a fetch begin. Those are few at once, and one that stands still makes way for the next.

use super::message::{Gift, Label};
use engine::wire::Digest;
use engine::{JobId, NodeId, TaskId};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// Offers whose first piece is waited for; the oldest makes way. They are made again every second.
const WAITING_MAX: usize = 4_096;
/// Offers of one blob that are answered at the end of its fetch; others are made again.
const TELL_MAX: usize = 64;
/// Fetches at once for one task: as many different outputs of it are in memory, each of at most its declared size.
const AT_ONCE_TASK: usize = 4;
/// Fetches at once for all tasks.
const AT_ONCE: usize = 64;
/// Without a new piece for so long, a fetch makes way if another one wants its place.
const STALL: Duration = Duration::from_secs(3);

/// One part of a job, whatever the attempt.
pub(super) type Part = (JobId, u16);

/// Somebody offers what its label says as a gift of `task`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub label: Label,
    pub task: TaskId,
    pub gift: Gift,
}

/// All offers that are being followed.
#[derive(Default)]
pub(super) struct Follows(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: VecDeque<Offer>,
    running: BTreeMap<Digest, Running>,
}

/// A fetch under way.
struct Running {
    part: Part,
    tell: Vec<Offer>,
    /// When its last new piece came.
    progress: Instant,
    fetch: AbortHandle,
}

impl Follows {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers `offer`; whether what it offers is being fetched already.
    pub fn note(&self, offer: Offer) -> bool {
        let mut state = self.state();
        if let Some(running) = state.running.get_mut(&offer.label.digest) {
            if running.tell.len() < TELL_MAX && !running.tell.contains(&offer) {
                running.tell.push(offer);
            }
            return true;
        }
        if !state.waiting.contains(&offer) {
            if state.waiting.len() == WAITING_MAX {
                state.waiting.pop_front();
            }
            state.waiting.push_back(offer);
        }
        false
    }

    /// As what `from` offers `digest`.
    pub fn offered(&self, from: NodeId, digest: &Digest) -> Vec<Offer> {
        let is_it = |offer: &&Offer| offer.label.from == from && offer.label.digest == *digest;
        self.state().waiting.iter().filter(is_it).copied().collect()
    }

    /// Begins a fetch of `digest` for `part`, which may keep `places` more outputs, unless too many are under way.
    pub fn start(&self, digest: Digest, part: Part, places: usize, spawn: impl FnOnce() -> AbortHandle) {
        let mut state = self.state();
        let of_part = state.running.values().filter(|running| running.part == part).count();
        let most = AT_ONCE_TASK.min(places);
        if most == 0 || state.running.contains_key(&digest) {
            return;
        }
        if of_part >= most || state.running.len() >= AT_ONCE {
            let stands = |running: &Running| running.progress.elapsed() >= STALL && (of_part < most || running.part == part);
            let idle = state.running.iter().filter(|(_, running)| stands(running)).min_by_key(|(_, running)| running.progress);
            let Some(idle) = idle.map(|(digest, _)| *digest) else { return };
            if let Some(running) = state.running.remove(&idle) {
                running.fetch.abort();
            }
        }
        let is_of_it = |offer: &Offer| offer.label.digest == digest;
        let tell = state.waiting.iter().copied().filter(is_of_it).take(TELL_MAX).collect();
        state.waiting.retain(|offer| !is_of_it(offer));
        state.running.insert(digest, Running { part, tell, progress: Instant::now(), fetch: spawn() });
    }

    /// The fetch of `digest` got a new piece.
    pub fn progress(&self, digest: &Digest) {
        if let Some(running) = self.state().running.get_mut(digest) {
            running.progress = Instant::now();
        }
    }

    /// The calling task's fetch of `digest` is over: the offers to answer. None if it had to make way.
    pub fn end(&self, digest: &Digest) -> Vec<Offer> {
        let mut state = self.state();
        let is_own = state.running.get(digest).is_some_and(|running| tokio::task::try_id() == Some(running.fetch.id()));
        let ended = if is_own { state.running.remove(digest) } else { None };
        ended.map(|running| running.tell).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(n: u64) -> Digest {
        Digest::of(&n.to_le_bytes())
    }

    fn part(n: u16) -> Part {
        (JobId { requester: NodeId(1), number: 0 }, n)
    }

    fn forever() -> AbortHandle {
        tokio::spawn(std::future::pending::<()>()).abort_handle()
    }

    #[test]
    fn few_at_once_and_who_stands_still_makes_way() {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let follows = Follows::default();
            let start = |n, of, places| {
                let mut begun = false;
                follows.start(digest(n), part(of), places, || {
                    begun = true;
                    forever()
                });
                begun
            };
            assert!(!start(0, 0, 0), "no place left");
            assert!(start(0, 0, 1) && !start(1, 0, 1), "one place, one fetch");
            assert_eq!((1..10).filter(|n| start(*n, 0, 16)).count(), AT_ONCE_TASK - 1);
            assert!(start(50, 1, 16) && !start(50, 1, 16), "another task's; not twice");
            let begun = (100..400).filter(|n| start(*n, *n as u16, 16)).count();
            assert_eq!(begun, AT_ONCE - AT_ONCE_TASK - 1);
            let long_ago = |n| {
                let ago = Instant::now().checked_sub(STALL).unwrap();
                follows.state().running.get_mut(&digest(n)).unwrap().progress = ago;
            };
            long_ago(50);
            assert!(!start(9, 0, 16), "somebody else's does not help a task that has its share");
            assert!(start(999, 2, 16) && !follows.state().running.contains_key(&digest(50)), "but any other task");
            long_ago(0);
            follows.progress(&digest(0));
            assert!(!start(9, 0, 16), "it goes on");
            long_ago(0);
            assert!(start(9, 0, 16) && !start(0, 0, 16));
            assert!(follows.end(&digest(9)).is_empty() && follows.state().running.contains_key(&digest(9)), "not one's own");
        });
    }

    #[test]
    fn a_list_full_of_offers_has_room_for_the_next() {
        let follows = Follows::default();
        let offer = |n: u64| {
            let task = TaskId { job: part(0).0, task: 0, attempt: 0 };
            Offer { label: Label { from: NodeId(3), digest: digest(n), cookie: n }, task, gift: Gift::Output }
        };
        let count = WAITING_MAX as u64 + 5;
        assert!((0..count).all(|n| !follows.note(offer(n))));
        assert_eq!(follows.state().waiting.len(), WAITING_MAX);
        assert!(follows.offered(NodeId(3), &digest(4)).is_empty());
        assert_eq!(follows.offered(NodeId(3), &digest(count - 1)).len(), 1);
        assert!(follows.offered(NodeId(4), &digest(count - 1)).is_empty(), "not its offer");
    }
}
