//! Why no worker fits a task, in counts and in words.

use crate::id::NodeId;
use crate::job::{Privacy, TaskSpec};
use crate::schedule::Capacity;
use borsh::{BorshDeserialize, BorshSerialize};
use core::fmt;

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
    /// … that are not trusted with private data, which this task works on.
    pub not_trusted: u32,
    /// … that failed this task before, or have a copy of it.
    pub tried_before: u32,
    /// … that could run it but are offline.
    pub offline: u32,
    /// … that could run it but are left alone for a while, because they failed again and again.
    pub paused: u32,
    /// … that are online and could run it but are full now.
    pub busy: u32,
}

impl WhyNot {
    /// Counts each member, with whether it is up, paused and trusted, at the first filter that it falls out at. Members that pass
    /// all are not counted as any of these: there is none if nobody fits.
    pub fn of<'a>(
        task: &TaskSpec,
        tried: impl Fn(&NodeId) -> bool,
        members: impl Iterator<Item = (NodeId, [bool; 3], &'a Capacity)>,
    ) -> Self {
        let mut why = Self { memory_mib: task.memory_mib, gpu_memory_mib: task.gpu_memory_mib, ..Self::default() };
        for (node, [online, paused, trusted], capacity) in members {
            why.members += 1;
            let total = capacity.total();
            let filter = if total.slots == 0 || total.speed.0 == 0 {
                &mut why.without_slots
            } else if total.memory_mib < task.memory_mib {
                &mut why.short_of_memory
            } else if total.gpu_memory_mib < task.gpu_memory_mib {
                &mut why.short_of_gpu_memory
            } else if task.privacy == Privacy::Trusted && !trusted {
                &mut why.not_trusted
            } else if tried(&node) {
                &mut why.tried_before
            } else if !online {
                &mut why.offline
            } else if paused {
                &mut why.paused
            } else if !(capacity.has_slot() && capacity.has_memory(task) && capacity.has_gpu_memory(task)) {
                &mut why.busy
            } else {
                continue;
            };
            *filter += 1;
        }
        why
    }
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
            (self.not_trusted, "are not trusted"),
            (self.tried_before, "failed this task before or have a copy of it"),
            (self.offline, "are offline"),
            (self.paused, "are paused after failures"),
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
    use crate::time::Span;
    use crate::units::{MilliGflop, MilliGflops};
    use crate::wire::Capability;
    use std::string::ToString;

    #[test]
    fn each_member_is_counted_at_its_first_filter() {
        let (stage, work) = (Stage::Map, MilliGflop(100));
        let task = TaskSpec {
            stage,
            work,
            input_bytes: 0,
            output_bytes: 0,
            memory_mib: 8,
            gpu_memory_mib: 4,
            checkpoint_every: Span::ZERO,
            checkpoint_bytes: 0,
            replica: crate::job::Replica::ONE,
            privacy: crate::job::Privacy::Open,
            near_bytes: 0,
        };
        let member = |speed, memory_mib, gpu_memory_mib, slots| {
            Capacity::new(Capability { speed: MilliGflops(speed), memory_mib, gpu_memory_mib, slots, ..Capability::default() })
        };
        let mut members = [
            member(5, 8, 4, 1),
            member(9, 8, 4, 1),
            member(9, 8, 0, 1),
            member(9, 4, 4, 1),
            member(9, 8, 4, 1),
            member(9, 8, 4, 0),
        ];
        assert!(members[0].reserve(&task) && members[4].reserve(&task));
        let all = |online| (0..).zip(&members).map(move |(id, capacity)| (NodeId(id), [online, false, id == 0], capacity));
        assert_eq!(
            WhyNot::of(&task, |node| *node == NodeId(1), all(true)).to_string(),
            "a task asks for 8 MiB memory and 4 MiB GPU memory; the region has 6 workers: 1 take no tasks, \
             1 have too little memory, 1 have too little GPU memory, 1 failed this task before or have a copy of it, 2 are busy"
        );
        assert_eq!(WhyNot::of(&task, |_| false, all(false)).offline, 3);
        let private = TaskSpec { privacy: Privacy::Trusted, ..task };
        assert_eq!(
            WhyNot::of(&private, |_| false, all(true)).to_string(),
            "a task asks for 8 MiB memory and 4 MiB GPU memory; the region has 6 workers: 1 take no tasks, \
             1 have too little memory, 1 have too little GPU memory, 2 are not trusted, 1 are busy"
        );
    }
}
