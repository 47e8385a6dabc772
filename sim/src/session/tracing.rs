//! Recording the run's own course, as at fidelity `message`.

use super::Session;
use crate::digest::combine;
use crate::error::SimError;
use crate::trace::{content, heard, kind_of};
use engine::wire::Message;
use engine::{Input, Time};
use records::table::{EventKind, EventRow};

impl Session {
    /// The digest so far.
    pub(super) fn digest(&self) -> u64 {
        let fixed = self.fixed.iter().map(|fixed| fixed.chain);
        combine(fixed.chain(self.workers.hot.iter().map(|hot| hot.chain)))
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
        self.record_seen(node, self.trace.origin.0, kind_of(input), content(input))
    }

    /// A node hears something said by another, in the window.
    pub(super) fn record_heard(&mut self, node: u32, from: u32, message: &Message) -> Result<(), SimError> {
        self.record_seen(node, from, EventKind::Deliver, heard(message))
    }

    /// A node or its machine sees something, in the window.
    pub(super) fn record_seen(&mut self, node: u32, sender: u32, kind: EventKind, what: String) -> Result<(), SimError> {
        let (Time(time_ns), sequence, row) = (self.now, self.trace.origin.1, self.row(node));
        let fixed = self.fixed.get(node as usize).map(|fixed| fixed.chain);
        let chain = fixed.or_else(|| self.workers.hot.get(row).map(|hot| hot.chain)).unwrap_or_default().value();
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
