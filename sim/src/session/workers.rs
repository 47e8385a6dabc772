//! Workers in columns: one is one place in each.

use crate::digest::Chain;
use crate::host::{Books, UNKNOWN};
use engine::TaskId;
use engine::job::TaskSpec;
use engine::units::MilliGflop;
use engine::wire::{Assignment, Checkpoint, Digest};
use kernel::Slab;

/// No place in a slab.
pub const NONE: u32 = u32::MAX;

/// What every event of a worker touches: one cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Hot {
    /// Time up and busy.
    pub books: Books,
    /// Digest of all that it saw.
    pub chain: Chain,
    /// Counts the times it went down.
    pub life: u32,
    /// Work that it holds: the first of a chain in [`Workers::works`].
    pub first_work: u32,
    /// How far its spells are: [`world::SpellsState::place`].
    pub place: u32,
    /// Its row at its validator; [`UNKNOWN`] before it was first up.
    pub row: u32,
}

/// Work that a worker holds. It outlives the machine's going down, and goes on from what was kept when it is up again.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    pub worker: u32,
    pub id: TaskId,
    pub spec: TaskSpec,
    /// What it will leave behind.
    pub output: Digest,
    /// Work done and kept.
    pub done: MilliGflop,
    /// Work that will be done when it ends, or is kept next.
    pub next_done: MilliGflop,
    /// When that will be (ns); [`Work::NEVER`] while the machine is down.
    pub ends_ns: u64,
    next: u32,
}

impl Work {
    /// Later than any event.
    pub const NEVER: u64 = u64::MAX;
    /// The end of work that is under way and will not end: as late, and another time.
    pub const ENDLESS: u64 = Self::NEVER - 1;
}

/// All workers.
#[derive(Debug, Default)]
pub struct Workers {
    pub hot: Vec<Hot>,
    pub works: Slab<Work>,
}

impl Workers {
    /// Room for so many.
    pub fn with_capacity(workers: usize) -> Self {
        Self { hot: Vec::with_capacity(workers), works: Slab::default() }
    }

    /// One more worker, down, and not run before.
    pub fn push(&mut self, place: u64) {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let (books, chain) = (Books::default(), Chain::default());
        self.hot.push(Hot { books, chain, life: 0, first_work: NONE, place, row: UNKNOWN });
    }

    /// A worker takes work, which will leave `output` behind; returns its place.
    pub fn hold(&mut self, at: usize, worker: u32, assignment: &Assignment, output: Digest) -> u32 {
        let Assignment { task: id, from: Checkpoint { done, .. }, .. } = *assignment;
        let spec = assignment.spec_here();
        let hot = &mut self.hot[at];
        let (ends_ns, next) = (Work::NEVER, hot.first_work);
        let slot = self.works.insert(Work { worker, id, spec, output, done, next_done: done, ends_ns, next });
        hot.first_work = slot;
        slot
    }

    /// The places of the work that a worker holds.
    pub fn held(&self, at: usize) -> impl Iterator<Item = u32> {
        let first = Some(self.hot[at].first_work).filter(|slot| *slot != NONE);
        std::iter::successors(first, |slot| self.works.get(*slot).map(|work| work.next).filter(|next| *next != NONE))
    }

    /// Where a worker holds `id`, if it does.
    pub fn find(&self, at: usize, id: TaskId) -> Option<u32> {
        self.held(at).find(|slot| self.works.get(*slot).is_some_and(|work| work.id == id))
    }

    /// Takes work off its worker.
    pub fn drop_work(&mut self, at: usize, slot: u32) -> Work {
        let next = self.works.get(slot).map_or(NONE, |work| work.next);
        if self.hot[at].first_work == slot {
            self.hot[at].first_work = next;
        } else {
            let before = self.held(at).find(|before| self.works.get(*before).is_some_and(|work| work.next == slot));
            if let Some(before) = before.and_then(|before| self.works.get_mut(before)) {
                before.next = next;
            }
        }
        self.works.remove(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::Span;
    use engine::job::Stage;
    use engine::units::MilliGflop;

    #[test]
    fn a_worker_is_hot_in_one_cache_line() {
        assert_eq!(size_of::<Hot>(), 64);
    }

    #[test]
    fn work_is_taken_from_anywhere_in_the_chain() {
        let spec = TaskSpec {
            stage: Stage::Map,
            work: MilliGflop(1),
            input_bytes: 0,
            output_bytes: 0,
            memory_mib: 0,
            gpu_memory_mib: 0,
            checkpoint_every: Span::ZERO,
            checkpoint_bytes: 0,
            replica: engine::job::Replica::ONE,
            privacy: engine::job::Privacy::Open,
            near_bytes: 0,
        };
        let task = |task| TaskId { task, ..TaskId::default() };
        let assignment = |number| {
            let (manifest, inputs, from) = (Digest::NONE, Vec::new(), Checkpoint::default());
            Assignment { task: task(number), spec, manifest, inputs, from, here_bytes: 0 }
        };
        for gone in 0..3 {
            let mut workers = Workers::default();
            workers.push(0);
            let slots = [0, 1, 2].map(|number| workers.hold(0, 9, &assignment(number), Digest::NONE));
            assert_eq!(workers.drop_work(0, slots[usize::from(gone)]).id, task(gone));
            assert_eq!(workers.find(0, task(gone)), None);
            let rest: Vec<u16> = workers.held(0).filter_map(|slot| Some(workers.works.get(slot)?.id.task)).collect();
            assert_eq!(rest, [2, 1, 0].into_iter().filter(|number| *number != gone).collect::<Vec<_>>());
        }
    }
}
