//! A worker's free capacity as its validator books it.

use crate::job::TaskSpec;
use crate::units::MilliGflops;
use crate::wire::Capability;
use borsh::{BorshDeserialize, BorshSerialize};

/// Total and reserved capacity of one worker. Reserved never exceeds total. In 32 bytes: every member has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Capacity {
    speed: MilliGflops,
    memory_mib: u32,
    gpu_memory_mib: u32,
    memory_reserved_mib: u32,
    gpu_memory_reserved_mib: u32,
    slots: u16,
    slots_reserved: u16,
    micro_usd_per_hour: u32,
}

impl Capacity {
    /// All free.
    #[must_use]
    pub fn new(Capability { speed, memory_mib, gpu_memory_mib, slots, micro_usd_per_hour, .. }: Capability) -> Self {
        Self { speed, memory_mib, gpu_memory_mib, slots, micro_usd_per_hour, ..Self::default() }
    }

    /// What the worker advertised, but for whether it is trusted.
    #[must_use]
    pub fn total(&self) -> Capability {
        let Self { speed, memory_mib, gpu_memory_mib, slots, micro_usd_per_hour, .. } = *self;
        Capability { speed, memory_mib, gpu_memory_mib, slots, micro_usd_per_hour, trusted: false }
    }

    /// Speed of one slot.
    #[must_use]
    pub fn speed(&self) -> MilliGflops {
        self.speed
    }

    /// What an hour of one slot costs the operator (10⁻⁶ USD), rounded up; `None` if it is not told.
    #[must_use]
    pub fn slot_micro_usd_per_hour(&self) -> Option<u32> {
        Some(self.micro_usd_per_hour.div_ceil(u32::from(self.slots.max(1)))).filter(|cost| *cost > 0)
    }

    /// Tasks running or about to.
    #[must_use]
    pub fn slots_reserved(&self) -> u16 {
        self.slots_reserved
    }

    /// Whether a slot is free.
    #[must_use]
    pub fn has_slot(&self) -> bool {
        self.slots_reserved < self.slots
    }

    /// Free memory and GPU memory (MiB).
    #[must_use]
    pub fn free_memory_mib(&self) -> (u32, u32) {
        (self.memory_mib - self.memory_reserved_mib, self.gpu_memory_mib - self.gpu_memory_reserved_mib)
    }

    /// Whether the free memory is enough for `task`.
    #[must_use]
    pub fn has_memory(&self, task: &TaskSpec) -> bool {
        task.memory_mib <= self.memory_mib - self.memory_reserved_mib
    }

    /// Whether the free GPU memory is enough for `task`.
    #[must_use]
    pub fn has_gpu_memory(&self, task: &TaskSpec) -> bool {
        task.gpu_memory_mib <= self.gpu_memory_mib - self.gpu_memory_reserved_mib
    }

    /// Reserves what `task` needs; changes nothing and returns false if it does not fit.
    #[must_use]
    pub fn reserve(&mut self, task: &TaskSpec) -> bool {
        if !(self.has_slot() && self.has_memory(task) && self.has_gpu_memory(task)) {
            return false;
        }
        self.slots_reserved += 1;
        self.memory_reserved_mib += task.memory_mib;
        self.gpu_memory_reserved_mib += task.gpu_memory_mib;
        true
    }

    /// Gives back what [`reserve`](Self::reserve) took for `task`.
    ///
    /// # Panics
    /// If more is released than was reserved: the caller's books are wrong.
    pub fn release(&mut self, task: &TaskSpec) {
        let books = "a release without its reservation";
        self.slots_reserved = self.slots_reserved.checked_sub(1).expect(books);
        self.memory_reserved_mib = self.memory_reserved_mib.checked_sub(task.memory_mib).expect(books);
        self.gpu_memory_reserved_mib = self.gpu_memory_reserved_mib.checked_sub(task.gpu_memory_mib).expect(books);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Stage;
    use crate::time::Span;
    use crate::units::MilliGflop;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_over_reserved(
            total in (0_u16..5, 0_u32..100, 0_u32..50),
            steps in proptest::collection::vec((any::<bool>(), 0_u32..60, 0_u32..30), 1..60)
        ) {
            let (slots, memory_mib, gpu_memory_mib) = total;
            let total = Capability { speed: MilliGflops(1), memory_mib, gpu_memory_mib, slots, ..Capability::default() };
            let (mut capacity, mut held) = (Capacity::new(total), Vec::<TaskSpec>::new());
            let task = TaskSpec {
                stage: Stage::Map,
                work: MilliGflop(1),
                input_bytes: 0,
                output_bytes: 0,
                memory_mib: 0,
                gpu_memory_mib: 0,
                checkpoint_every: Span::ZERO,
                checkpoint_bytes: 0,
                replica: crate::job::Replica::ONE,
                privacy: crate::job::Privacy::Open,
                near_bytes: 0,
            };
            for (take, memory_mib, gpu_memory_mib) in steps {
                let task = TaskSpec { memory_mib, gpu_memory_mib, ..task };
                if take {
                    let fits = held.len() < usize::from(total.slots)
                        && held.iter().map(|t| t.memory_mib).sum::<u32>() + memory_mib <= total.memory_mib
                        && held.iter().map(|t| t.gpu_memory_mib).sum::<u32>() + gpu_memory_mib <= total.gpu_memory_mib;
                    prop_assert_eq!(capacity.reserve(&task), fits);
                    if fits {
                        held.push(task);
                    }
                } else if let Some(task) = held.pop() {
                    capacity.release(&task);
                }
                prop_assert_eq!(usize::from(capacity.slots_reserved()), held.len());
            }
            for task in held {
                capacity.release(&task);
            }
            prop_assert_eq!(capacity, Capacity::new(total));
        }
    }
}
