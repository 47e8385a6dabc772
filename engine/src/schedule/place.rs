//! Placing one task: filter the members, score the rest, take the best, or say why there is none.

use crate::id::{NodeId, TaskId};
use crate::job::TaskSpec;
use crate::schedule::{Capacity, Policy};
use borsh::{BorshDeserialize, BorshSerialize};
use core::fmt;

/// A member of the region as placement sees it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Who.
    pub node: NodeId,
    /// Registered and heard of recently.
    pub online: bool,
    /// Its books.
    pub capacity: &'a Capacity,
}

/// Why no worker fits a task: how many members fell out at each filter, in the order of the filters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct WhyNot {
    /// Memory asked for (MiB).
    pub memory_mib: u32,
    /// GPU memory asked for (MiB).
    pub gpu_memory_mib: u32,
    /// Members of the region.
    pub members: u32,
    /// … that take no tasks at all.
    pub without_slots: u32,
    /// … whose memory is too small even when idle.
    pub short_of_memory: u32,
    /// … whose GPU memory is too small even when idle.
    pub short_of_gpu_memory: u32,
    /// … that failed this task before.
    pub tried_before: u32,
    /// … that could run it but are offline.
    pub offline: u32,
    /// … that are online and could run it but are full now.
    pub busy: u32,
}

/// Gives `task` to the best candidate that passes every filter.
///
/// # Errors
/// [`WhyNot`] if there is none.
pub fn place<'a>(
    policy: &dyn Policy,
    id: TaskId,
    task: &TaskSpec,
    tried: &[NodeId],
    candidates: impl Iterator<Item = Candidate<'a>>,
) -> Result<NodeId, WhyNot> {
    let mut why = WhyNot { memory_mib: task.memory_mib, gpu_memory_mib: task.gpu_memory_mib, ..WhyNot::default() };
    let mut best: Option<(u64, NodeId)> = None;
    for candidate in candidates {
        why.members += 1;
        let total = candidate.capacity.total();
        let filter = if total.slots == 0 || total.speed.0 == 0 {
            &mut why.without_slots
        } else if total.memory_mib < task.memory_mib {
            &mut why.short_of_memory
        } else if total.gpu_memory_mib < task.gpu_memory_mib {
            &mut why.short_of_gpu_memory
        } else if tried.contains(&candidate.node) {
            &mut why.tried_before
        } else if !candidate.online {
            &mut why.offline
        } else if !(candidate.capacity.has_slot()
            && candidate.capacity.has_memory(task)
            && candidate.capacity.has_gpu_memory(task))
        {
            &mut why.busy
        } else {
            let ranked = (policy.score(id, task, &candidate), candidate.node);
            best = Some(best.map_or(ranked, |other| other.min(ranked)));
            continue;
        };
        *filter += 1;
    }
    best.map(|(_, node)| node).ok_or(why)
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a task asks for {} MiB memory", self.memory_mib)?;
        if self.gpu_memory_mib > 0 {
            write!(f, " and {} MiB GPU memory", self.gpu_memory_mib)?;
        }
        write!(f, "; the region has {} workers: ", self.members)?;
        let reasons = [
            (self.without_slots, "take no tasks"),
            (self.short_of_memory, "have too little memory"),
            (self.short_of_gpu_memory, "have too little GPU memory"),
            (self.tried_before, "failed this task before"),
            (self.offline, "are offline"),
            (self.busy, "are busy"),
        ];
        if self.members == 0 {
            return f.write_str("none has registered");
        }
        let mut comma = "";
        for (count, reason) in reasons.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{comma}{count} {reason}")?;
            comma = ", ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Stage;
    use crate::schedule::EarliestFinish;
    use crate::units::{MilliGflop, MilliGflops};
    use crate::wire::Capability;
    use alloc::vec::Vec;
    use std::string::ToString;

    fn member(speed: u64, memory_mib: u32, gpu_memory_mib: u32) -> Capacity {
        Capacity::new(Capability { speed: MilliGflops(speed), memory_mib, gpu_memory_mib, slots: 1 })
    }

    #[test]
    fn takes_the_fastest_that_fits_and_says_why_none_does() {
        let task = TaskSpec {
            stage: Stage::Map,
            work: MilliGflop(100),
            input_bytes: 0,
            output_bytes: 0,
            memory_mib: 8,
            gpu_memory_mib: 4,
        };
        let mut members = [member(5, 8, 4), member(9, 8, 4), member(99, 8, 0), member(99, 4, 4), member(9, 8, 4)];
        let try_place = |members: &[Capacity], tried: &[NodeId], online: bool| {
            let all: Vec<Candidate<'_>> =
                (0..).zip(members).map(|(i, capacity)| Candidate { node: NodeId(i), online, capacity }).collect();
            place(&EarliestFinish, TaskId::default(), &task, tried, all.into_iter())
        };
        assert_eq!(try_place(&members, &[], true), Ok(NodeId(1)), "equal speeds: the lower id");
        assert_eq!(try_place(&members, &[NodeId(1)], true), Ok(NodeId(4)));
        assert!(members[0].reserve(&task) && members[4].reserve(&task));
        let why = try_place(&members, &[NodeId(1)], true).unwrap_err();
        assert_eq!(
            why.to_string(),
            "a task asks for 8 MiB memory and 4 MiB GPU memory; the region has 5 workers: \
             1 have too little memory, 1 have too little GPU memory, 1 failed this task before, 2 are busy"
        );
        assert_eq!(try_place(&members, &[], false).unwrap_err().offline, 3);
    }
}
