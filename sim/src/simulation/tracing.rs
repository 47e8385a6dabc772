//! Recording the run's own course: digests when they are due, rows for what nodes see.

use super::Simulation;
use crate::error::SimError;
use crate::trace::{Trace, content, kind_of};
use engine::{Input, Time};
use records::run::Recording;
use records::table::{EventKind, EventRow};

impl Simulation {
    /// Records the run's own course from here on; needs a writer.
    ///
    /// # Errors
    /// If the tables for it cannot be made.
    pub fn record(mut self, recording: Recording) -> Result<Self, SimError> {
        self.observer.record(&recording)?;
        self.trace = Trace::new(recording, self.now.0);
        Ok(self)
    }

    /// Everything before `now_ns` has been handled, and nothing at it.
    pub(super) fn turn(&mut self, now_ns: u64) -> Result<(), SimError> {
        while let Some(due_ns) = self.trace.due(now_ns) {
            self.record_digest(due_ns)?;
        }
        self.trace.turn(now_ns);
        Ok(())
    }

    /// The digest at `time_ns`, if digests are recorded.
    pub(super) fn record_digest(&mut self, time_ns: u64) -> Result<(), SimError> {
        if self.trace.wants_digest(time_ns) {
            let digest = self.digest();
            self.trace.digest(&mut self.observer, time_ns, self.events, digest)?;
        }
        Ok(())
    }

    /// A node is told something, in the window.
    pub(super) fn record_input(&mut self, node: u32, input: &Input) -> Result<(), SimError> {
        self.record_seen(node, kind_of(input), content(input))
    }

    /// A node or its machine sees something, in the window.
    pub(super) fn record_seen(&mut self, node: u32, kind: EventKind, what: String) -> Result<(), SimError> {
        let (Time(time_ns), (sender, sequence)) = (self.now, self.trace.origin);
        let chain = self.hosts.hot[node as usize].chain.value();
        Ok(self.observer.on_seen(EventRow { event: self.events, time_ns, node, sender, kind, sequence, what, chain })?)
    }

    /// Ends here, before the plan does; what was recorded until now reaches the disk.
    ///
    /// # Errors
    /// If rows cannot be written.
    pub fn stop(mut self) -> Result<u64, SimError> {
        self.record_digest(self.now.0)?;
        let digest = self.digest();
        let (_, writer) = self.observer.finish()?;
        writer.map_or(Ok(()), |mut writer| writer.flush())?;
        Ok(digest)
    }
}
