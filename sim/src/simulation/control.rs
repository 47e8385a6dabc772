//! Control traffic: all that is sent but the data of tasks, what is evaluated without events included.

use super::Simulation;
use crate::transport::{Sent, Traffic};
use engine::wire::MessageKind;
use records::observe::Control;
use world::Role;

impl Simulation {
    /// What nodes sent so far, beats without events included.
    fn messages_now(&self) -> Traffic {
        let mut traffic = self.traffic;
        *traffic.of(MessageKind::Heartbeat) += self.beats_now();
        traffic
    }

    /// What validators broadcast so far beyond the protocol's messages.
    fn broadcasts_now(&self) -> impl Iterator<Item = (&str, Sent)> {
        let (validators, workers) = (self.plan.count(Role::Validator), self.plan.count(Role::Worker));
        self.plan.overhead.broadcasts.iter().map(move |broadcast| {
            let (messages, bytes) = broadcast.sent(self.now.since(engine::Time::ZERO), validators.into(), workers.into());
            (broadcast.name.as_str(), Sent { messages, bytes })
        })
    }

    /// All that was sent so far.
    pub(super) fn sent_now(&self) -> Sent {
        let mut sent = self.messages_now().total();
        self.broadcasts_now().for_each(|(_, more)| sent += more);
        sent
    }

    /// The same by kind.
    pub(super) fn control(&self) -> Vec<Control> {
        let traffic = self.messages_now();
        let messages = traffic.by_kind().map(|(kind, sent)| (kind.name().to_owned(), sent));
        let broadcasts = self.broadcasts_now().map(|(name, sent)| (format!("broadcast {name}"), sent));
        messages.chain(broadcasts).map(|(kind, Sent { messages, bytes })| Control { kind, messages, bytes }).collect()
    }
}
