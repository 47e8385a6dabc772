//! What a run records of its own course, if asked to: its digest at regular times, and all that nodes see in a window of time.

use engine::{Envelope, Input, Message};
use records::observe::Observer;
use records::run::Recording;
use records::table::{DigestRow, EventKind, TableError};
use std::fmt;

/// Where the recording stands.
#[derive(Clone, Copy, Debug)]
pub struct Trace {
    /// When something next begins, ends or is due (ns): one comparison an event is all that a run pays that records nothing.
    pub turn_ns: u64,
    /// Whether what nodes see now is recorded.
    pub open: bool,
    /// The event being handled: its sender and the sender's number. Kept while `open`.
    pub origin: (u32, u32),
    recording: Recording,
    /// The next digest covers all up to and at this time (ns).
    digest_ns: u64,
    /// Time of the last digest recorded (ns).
    digested_ns: Option<u64>,
}

/// Never.
const NEVER: u64 = u64::MAX;

impl Trace {
    /// Of a run that is at `now_ns` and has handled everything up to and at that time, or nothing at all.
    pub fn new(recording: Recording, now_ns: u64) -> Self {
        let digest_ns = recording.digest_every_ns.map_or(NEVER, |every| (now_ns / every.max(1) + 1).saturating_mul(every.max(1)));
        let mut trace = Self { turn_ns: 0, open: false, origin: (0, 0), recording, digest_ns, digested_ns: None };
        trace.turn(now_ns);
        trace
    }

    /// The time of a digest that is due when everything before `now_ns` has been handled (ns); called until there is none.
    pub fn due(&mut self, now_ns: u64) -> Option<u64> {
        let every_ns = self.recording.digest_every_ns.filter(|_| self.digest_ns < now_ns)?;
        let due_ns = self.digest_ns;
        self.digest_ns = due_ns.saturating_add(every_ns.max(1));
        Some(due_ns)
    }

    /// Opens or closes the window as it is at `now_ns`, and finds the next turn.
    pub fn turn(&mut self, now_ns: u64) {
        let (from_ns, to_ns) = self.recording.events_ns.unwrap_or((NEVER, 0));
        self.open = (from_ns..=to_ns).contains(&now_ns);
        let edge_ns = match () {
            () if now_ns < from_ns => from_ns,
            () if self.open => to_ns.saturating_add(1),
            () => NEVER,
        };
        self.turn_ns = edge_ns.min(self.digest_ns.saturating_add(1));
    }

    /// Records the digest at `time_ns`.
    pub fn digest(&mut self, observer: &mut Observer, time_ns: u64, events: u64, digest: u64) -> Result<(), TableError> {
        self.digested_ns = Some(time_ns);
        observer.on_digest(DigestRow { time_ns, digest: format!("{digest:016x}"), events })
    }

    /// Whether the digest at `time_ns` is still to be recorded.
    pub fn wants_digest(&self, time_ns: u64) -> bool {
        self.recording.digest_every_ns.is_some() && self.digested_ns != Some(time_ns)
    }
}

/// What kind of thing a node is told.
pub fn kind_of(input: &Input) -> EventKind {
    match input {
        Input::Start => EventKind::Start,
        Input::Deliver(envelope) if matches!(envelope.message, Message::Heartbeat { .. }) => EventKind::Heartbeat,
        Input::Deliver(_) => EventKind::Deliver,
        Input::Finished { .. } => EventKind::Finished,
        Input::Checkpointed { .. } => EventKind::Checkpointed,
        Input::Failed { .. } => EventKind::Failed,
        Input::Wake => EventKind::Wake,
        Input::Submit { .. } => EventKind::Submit,
        Input::Beat => EventKind::Beat,
        Input::Heard { .. } => EventKind::Heard,
        Input::Beats { .. } => EventKind::Beats,
        Input::Silent { .. } => EventKind::Silent,
    }
}

/// All that a node is told, a field a line; empty if the kind says it all.
pub fn content(input: &Input) -> String {
    match input {
        Input::Start | Input::Wake | Input::Beat => String::new(),
        Input::Deliver(envelope) => format!("{:#?}", Delivered(envelope)),
        told => format!("{told:#?}"),
    }
}

/// What was said where nothing is sealed.
pub fn heard(message: &Message) -> String {
    format!("{:#?}", Heard(message))
}

/// A message without an envelope.
struct Heard<'a>(&'a Message);

impl fmt::Debug for Heard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deliver").field("message", self.0).finish()
    }
}

/// An envelope with its signature in one line.
struct Delivered<'a>(&'a Envelope);

impl fmt::Debug for Delivered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Envelope { version, sender, to, sequence, expires, message, signature } = self.0;
        let signed: String = signature.0.iter().map(|byte| format!("{byte:02x}")).collect();
        f.debug_struct("Deliver")
            .field("message", message)
            .field("sender", sender)
            .field("to", to)
            .field("sequence", sequence)
            .field("expires", expires)
            .field("version", version)
            .field("signature", &format_args!("{signed}"))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At which of these times the window is open, and which digests are due before them.
    fn followed(recording: Recording, from_ns: u64, times_ns: &[u64]) -> Vec<(u64, bool, Vec<u64>)> {
        let mut trace = Trace::new(recording, from_ns);
        let at = |now_ns: &u64| {
            let mut due = Vec::new();
            if *now_ns >= trace.turn_ns {
                due.extend(std::iter::from_fn(|| trace.due(*now_ns)));
                trace.turn(*now_ns);
            }
            (*now_ns, trace.open, due)
        };
        times_ns.iter().map(at).collect()
    }

    #[test]
    fn the_window_includes_its_ends() {
        let recording = Recording { events_ns: Some((10, 20)), digest_every_ns: None };
        let open: Vec<u64> =
            followed(recording, 0, &[0, 9, 10, 11, 20, 21, 30]).iter().filter(|at| at.1).map(|at| at.0).collect();
        assert_eq!(open, [10, 11, 20]);
        let all = Recording { events_ns: Some((0, u64::MAX)), digest_every_ns: None };
        assert!(followed(all, 0, &[0, 5, u64::MAX]).iter().all(|at| at.1));
        assert!(followed(Recording::default(), 0, &[0, 5, u64::MAX]).iter().all(|at| !at.1));
    }

    #[test]
    fn a_digest_is_due_once_all_up_to_its_time_is_handled() {
        let recording = Recording { digest_every_ns: Some(10), events_ns: Some((15, 25)) };
        let due: Vec<_> = followed(recording, 0, &[0, 10, 11, 19, 20, 45]).into_iter().map(|at| at.2).collect();
        assert_eq!(due, [vec![], vec![], vec![10], vec![], vec![], vec![20, 30, 40]]);
        let resumed: Vec<_> = followed(recording, 20, &[20, 21, 31]).into_iter().map(|at| at.2).collect();
        assert_eq!(resumed, [vec![], vec![], vec![30]], "what was recorded before is not recorded again");
    }
}
