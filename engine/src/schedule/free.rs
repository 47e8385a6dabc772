//! What members have free, in the order of ranks, and over these a tree of maxima.
//!
//! ```text
//!   level 2   most of each 256            a member that fits is looked for upwards until a
//!   level 1   most of each 16             maximum fits, then downwards; a maximum of two may
//!   level 0   one a rank                  be of two different members, then it goes on
//! ```

use super::Capacity;
use crate::job::TaskSpec;
use alloc::vec::Vec;

/// Entries under one of the next level: two cache lines.
const FAN_OUT: usize = 16;

/// What a member could still take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Free {
    /// Memory (MiB) and one more; 0 if it takes nothing now.
    memory: u32,
    gpu_memory_mib: u32,
}

impl Free {
    /// Nothing: it is down, full, or of no speed.
    pub const NOTHING: Self = Self { memory: 0, gpu_memory_mib: 0 };

    /// What a member with these books has free. Of 2³² − 1 MiB of memory the last does not count.
    #[must_use]
    pub fn of(online: bool, capacity: &Capacity) -> Self {
        if !online || !capacity.has_slot() || capacity.speed().0 == 0 {
            return Self::NOTHING;
        }
        let (memory_mib, gpu_memory_mib) = capacity.free_memory_mib();
        Self { memory: memory_mib.saturating_add(1), gpu_memory_mib }
    }

    /// Whether anything has room.
    #[must_use]
    pub fn takes_any(self) -> bool {
        self.memory > 0
    }

    /// Whether `task` has room.
    #[must_use]
    pub fn takes(self, task: &TaskSpec) -> bool {
        self.memory > task.memory_mib && self.gpu_memory_mib >= task.gpu_memory_mib
    }

    fn max(self, other: Self) -> Self {
        let (memory, gpu_memory_mib) = (self.memory.max(other.memory), self.gpu_memory_mib.max(other.gpu_memory_mib));
        Self { memory, gpu_memory_mib }
    }
}

/// The tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FreeTree {
    leaves: Vec<Free>,
    /// From the level over the leaves up to one of at most [`FAN_OUT`].
    levels: Vec<Vec<Free>>,
}

impl FreeTree {
    /// The tree over `leaves`.
    pub fn over(leaves: Vec<Free>) -> Self {
        let mut levels: Vec<Vec<Free>> = Vec::new();
        while levels.last().unwrap_or(&leaves).len() > FAN_OUT {
            let below = levels.last().unwrap_or(&leaves);
            levels.push(below.chunks(FAN_OUT).map(most).collect());
        }
        Self { leaves, levels }
    }

    pub fn reserve(&mut self, leaves: usize) {
        self.leaves.reserve_exact(leaves);
    }

    pub fn at(&self, at: usize) -> Free {
        self.leaves.get(at).copied().unwrap_or_default()
    }

    /// One more leaf, which is not found before a tree is made over all.
    pub fn append(&mut self, free: Free) {
        if self.leaves.len() == self.leaves.capacity() {
            self.leaves.reserve_exact(self.leaves.len() / FAN_OUT + 1);
        }
        self.leaves.push(free);
    }

    /// Changes a leaf that is not in the tree yet.
    pub fn set_waiting(&mut self, at: usize, free: Free) {
        self.leaves[at] = free;
    }

    /// Changes a leaf and what is over it.
    pub fn set(&mut self, mut at: usize, free: Free) {
        let was = core::mem::replace(&mut self.leaves[at], free);
        if was == free {
            return;
        }
        let mut below = &self.leaves;
        for level in &mut self.levels {
            at /= FAN_OUT;
            let most = most(&below[at * FAN_OUT..below.len().min((at + 1) * FAN_OUT)]);
            if core::mem::replace(&mut level[at], most) == most {
                return;
            }
            below = level;
        }
    }

    /// The first leaf from `from` on that is `wanted`; what is wanted of a leaf holds for whatever has more.
    pub fn first_from(&self, from: usize, wanted: impl Fn(Free) -> bool) -> Option<usize> {
        let (mut level, mut at) = (0, from);
        loop {
            let row = if level == 0 { &self.leaves } else { &self.levels[level - 1] };
            let end = row.len().min((at / FAN_OUT + 1) * FAN_OUT);
            match (at..end).find(|&at| wanted(row[at])) {
                Some(found) if level == 0 => return Some(found),
                Some(found) => (level, at) = (level - 1, found * FAN_OUT),
                None if level == self.levels.len() => return None,
                None => (level, at) = (level + 1, at / FAN_OUT + 1),
            }
        }
    }
}

fn most(all: &[Free]) -> Free {
    all.iter().fold(Free::NOTHING, |most, free| most.max(*free))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_finds_what_a_scan_finds(
            leaves in proptest::collection::vec((0_u32..4, 0_u32..4), 0..700),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_u32..6, 0_u32..6), 1..60),
            sparse in any::<bool>(),
        ) {
            let free = |(memory, gpu_memory_mib)| if sparse { Free::NOTHING } else { Free { memory, gpu_memory_mib } };
            let mut leaves: Vec<Free> = leaves.into_iter().map(free).collect();
            let mut tree = FreeTree::over(leaves.clone());
            for (pick, memory, gpu_memory_mib) in changes {
                if !leaves.is_empty() {
                    let at = pick.index(leaves.len());
                    leaves[at] = Free { memory, gpu_memory_mib };
                    tree.set(at, leaves[at]);
                }
                prop_assert_eq!(&tree, &FreeTree::over(leaves.clone()));
                let from = pick.index(leaves.len() + 1);
                for (memory, gpu_memory_mib) in [(0, 0), (1, 0), (1, 3), (3, 1), (5, 5)] {
                    let wanted = |free: Free| free.memory > memory && free.gpu_memory_mib >= gpu_memory_mib;
                    let scanned = (from..leaves.len()).find(|&at| wanted(leaves[at]));
                    prop_assert_eq!(tree.first_from(from, wanted), scanned);
                }
            }
        }
    }
}
