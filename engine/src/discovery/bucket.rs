//! Machines that are about alike: their capability to the power of two.

use super::compact;
use crate::job::TaskSpec;
use crate::schedule::Capacity;
use crate::wire::Capability;
use borsh::{BorshDeserialize, BorshSerialize};

/// What a task asks a machine for: memory and GPU memory (MiB).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Demand {
    /// Memory.
    pub memory_mib: u32,
    /// GPU memory.
    pub gpu_memory_mib: u32,
}

impl Demand {
    /// Of a task.
    #[must_use]
    pub fn of(task: &TaskSpec) -> Self {
        Self { memory_mib: task.memory_mib, gpu_memory_mib: task.gpu_memory_mib }
    }

    /// Whether an idle machine can do it.
    #[must_use]
    pub fn fits(&self, machine: &Capability) -> bool {
        takes_tasks(machine) && self.memory_mib <= machine.memory_mib && self.gpu_memory_mib <= machine.gpu_memory_mib
    }
}

/// Whether a machine takes any tasks at all.
fn takes_tasks(machine: &Capability) -> bool {
    machine.slots > 0 && machine.speed.0 > 0
}

/// Machines whose speed, memory and GPU memory have as many binary digits: within a factor of two of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Bucket {
    speed: u8,
    memory: u8,
    gpu_memory: u8,
}

fn digits(number: u64) -> u8 {
    (u64::BITS - number.leading_zeros()) as u8
}

/// The least and the greatest number of so many digits, as far as they have 64.
fn ends(digits: u8) -> [u64; 2] {
    let beyond = 1_u64.checked_shl(digits.into());
    [1_u64.checked_shl(digits.saturating_sub(1).into()).filter(|_| digits > 0).unwrap_or(0), beyond.map_or(u64::MAX, |n| n - 1)]
}

impl Bucket {
    /// That of a machine; `None` for one that takes no tasks.
    #[must_use]
    pub fn of(machine: &Capability) -> Option<Self> {
        let [memory, gpu_memory] = [machine.memory_mib, machine.gpu_memory_mib].map(|mib| digits(mib.into()));
        takes_tasks(machine).then(|| Self { speed: digits(machine.speed.0), memory, gpu_memory })
    }

    /// Whether a machine in it can do `demand`: all of them can if `surely`, else some may.
    #[must_use]
    pub fn suits(&self, demand: Demand, surely: bool) -> bool {
        let [memory, gpu_memory] = [self.memory, self.gpu_memory].map(|digits| ends(digits)[usize::from(!surely)]);
        u64::from(demand.memory_mib) <= memory && u64::from(demand.gpu_memory_mib) <= gpu_memory
    }
}

/// How many machines there are in a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Supply {
    /// Machines, up or not.
    #[borsh(serialize_with = "compact::write", deserialize_with = "compact::read")]
    pub machines: u32,
    /// Those that are up.
    #[borsh(serialize_with = "compact::write", deserialize_with = "compact::read")]
    pub online: u32,
    /// Slots free on these.
    #[borsh(serialize_with = "compact::write", deserialize_with = "compact::read")]
    pub slots_free: u32,
}

impl Supply {
    /// Adds a machine that is up or not, and gets tasks or not.
    pub fn add(&mut self, capacity: &Capacity, online: bool, takes: bool) {
        self.machines = self.machines.saturating_add(1);
        self.online = self.online.saturating_add(online.into());
        if online && takes {
            let free = capacity.total().slots.saturating_sub(capacity.slots_reserved());
            self.slots_free = self.slots_free.saturating_add(free.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::MilliGflops;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_bucket_that_surely_suits_has_no_machine_that_does_not(
            (speed, memory_mib, gpu_memory_mib, slots) in (0_u64..9, 0_u32..99, 0_u32..99, 0_u16..2),
            (wants, wants_gpu) in (0_u32..99, 0_u32..99)
        ) {
            let machine = Capability { speed: MilliGflops(speed), memory_mib, gpu_memory_mib, slots, ..Capability::default() };
            let demand = Demand { memory_mib: wants, gpu_memory_mib: wants_gpu };
            let bucket = Bucket::of(&machine);
            prop_assert_eq!(bucket.is_some(), slots > 0 && speed > 0);
            if let Some(bucket) = bucket {
                prop_assert!(!bucket.suits(demand, true) || demand.fits(&machine));
                prop_assert!(!demand.fits(&machine) || bucket.suits(demand, false));
            } else {
                prop_assert!(!demand.fits(&machine));
            }
        }
    }

    #[test]
    fn ends_have_so_many_digits() {
        assert_eq!(
            [0, 1, 2, 5, 63, 64, 200].map(ends),
            [[0, 0], [1, 1], [2, 3], [16, 31], [1 << 62, (1 << 63) - 1], [1 << 63, u64::MAX], [0, u64::MAX],]
        );
    }
}
