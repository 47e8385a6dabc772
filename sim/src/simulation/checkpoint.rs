//! A simulation's whole state between two events, saved and loaded.
//!
//! What happens next is saved in its order, each happening with the envelope or the work that it brings, so that equal states
//! have equal bytes, whatever places in slabs and buckets they have.

use super::happening::{Kind, What};
use super::{Simulation, Work};
use crate::error::SimError;
use crate::host::Hosts;
use crate::simulation::Progress;
use crate::trace::Trace;
use borsh::io::{Error, ErrorKind, Read, Result as IoResult, Write};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::{Envelope, Span, Time};
use kernel::{Entry, Queue};
use records::observe::Observer;
use records::run::{Marks, Recording, RunWriter};
use world::Plan;

impl Simulation {
    /// Appends the whole state but the plan and the rows that are buffered: [`mark`](Self::mark) writes these first.
    ///
    /// # Errors
    /// If `out` takes no more.
    pub fn save(&self, out: &mut impl Write) -> IoResult<()> {
        // A new field is to be saved too, or to be listed as one that is made anew.
        let Self {
            plan: _,
            shared: _,
            beat_rule: _,
            served_by_region: _,
            validators: _,
            requesters: _,
            outbox: _,
            trace: _,
            seen: _,
            deliveries: _,
            queue: _,
            envelopes: _,
            works: _,
            now,
            hosts,
            lives,
            beats_before,
            network,
            workload,
            observer,
            online,
            world_sequence,
            begun,
            events,
            traffic,
            epoch,
            troubles,
            crashes,
        } = self;
        observer.save(out)?;
        (now, online, world_sequence, begun, events, traffic, epoch, beats_before).serialize(out)?;
        (troubles.struck, crashes).serialize(out)?;
        workload.position().serialize(out)?;
        network.save(out)?;
        lives.serialize(out)?;
        hosts.save(out)?;
        self.save_queue(out)
    }

    /// Reads what [`save`](Self::save) wrote in a simulation of this plan; every later event is that of the other. It records
    /// nothing until it is told [where](Self::record_into).
    ///
    /// # Errors
    /// If `from` is not a saved simulation of so many nodes, to its end.
    pub fn load(plan: Plan, from: &mut impl Read) -> Result<Self, SimError> {
        let observer = Observer::load(plan.node_rows(), from)?;
        let mut new = Self::without_hosts(plan, observer)?;
        (new.now, new.online, new.world_sequence, new.begun, new.events, new.traffic, new.epoch, new.beats_before) =
            BorshDeserialize::deserialize_reader(from)?;
        (new.troubles.struck, new.crashes) = BorshDeserialize::deserialize_reader(from)?;
        new.workload.go_to(BorshDeserialize::deserialize_reader(from)?);
        let count = u32::try_from(new.plan.nodes.len()).unwrap_or(u32::MAX);
        let ours = new.network.restore(count, from)?;
        new.lives = BorshDeserialize::deserialize_reader(from)?;
        if !ours || new.lives.len() != count as usize {
            return Err(wrong("it is of other nodes").into());
        }
        new.hosts = Hosts::load(&new.shared, count, from)?;
        new.load_queue(from)?;
        match from.read(&mut [0])? {
            0 => Ok(new),
            _ => Err(wrong("it goes on after its end").into()),
        }
    }

    /// Writes the rows that are buffered; how far the tables are written then. `None` if nothing is recorded.
    ///
    /// # Errors
    /// If rows cannot be written.
    pub fn mark(&mut self) -> Result<Option<Marks>, SimError> {
        Ok(self.observer.mark()?)
    }

    /// From now on rows go to `writer`, which has all that came before and the tables that `recording` asks for.
    pub fn record_into(&mut self, writer: RunWriter, recording: Recording) {
        self.observer.record_into(writer);
        self.trace = Trace::new(recording, self.now.0);
    }

    /// Events so far.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The next multiple of `every` after `last` and before the end that has an event between the one before it and itself.
    pub(crate) fn next_boundary(&mut self, last: Time, every: Span) -> Option<Time> {
        let next = if self.begun == 0 { 0 } else { self.queue.next_time()? };
        let before = last.0.max(next / every.0 * every.0);
        let boundary = Time(before.saturating_add(every.0));
        (boundary < Time::ZERO + self.plan.duration).then_some(boundary)
    }

    /// Handles all events before `boundary`.
    pub(crate) fn run_before(&mut self, boundary: Time, progress: &mut impl FnMut(Progress)) -> Result<(), SimError> {
        let end = Time::ZERO + self.plan.duration;
        self.run_until(boundary - Span(1), |so_far| progress(Progress { end, ..so_far }))
    }

    fn save_queue(&self, out: &mut impl Write) -> IoResult<()> {
        let mut entries: Vec<_> = self.queue.iter().collect();
        entries.sort_unstable_by_key(|entry| (entry.key(), entry.target, entry.what.life));
        (entries.len() as u64).serialize(out)?;
        for Entry { time_ns, sender, sequence, target, purpose, what } in entries {
            (time_ns, sender, sequence, target, purpose, what.life).serialize(out)?;
            let (envelope, work) = match brings(*purpose) {
                Some(Brings::Envelope) => (self.envelopes.get(what.slot), None),
                Some(Brings::Work) => (None, self.works.get(what.slot)),
                _ => (None, None),
            };
            (envelope, work).serialize(out)?;
        }
        Ok(())
    }

    fn load_queue(&mut self, from: &mut impl Read) -> IoResult<()> {
        let hosts = self.hosts.len();
        for _ in 0..u64::deserialize_reader(from)? {
            let (time_ns, sender, sequence, target, purpose, life) = BorshDeserialize::deserialize_reader(from)?;
            let brought: (Option<Box<Envelope>>, Option<Work>) = BorshDeserialize::deserialize_reader(from)?;
            let slot = match (brings(purpose), brought) {
                (Some(Brings::Envelope), (Some(envelope), None)) if target < hosts && envelope.sender.0 < hosts => {
                    self.envelopes.insert(envelope)
                }
                (Some(Brings::Work), (None, Some(work))) if target < hosts => self.works.insert(work),
                (Some(Brings::Nothing), (None, None)) if target < hosts => 0,
                (Some(Brings::World), (None, None)) => 0,
                _ => return Err(wrong("nothing happens like this")),
            };
            self.queue.push(Entry { time_ns, sender, sequence, target, purpose, what: What { life, slot } });
        }
        Ok(())
    }
}

/// What a happening brings along.
enum Brings {
    Envelope,
    Work,
    /// Nothing, to a host.
    Nothing,
    /// Nothing, and it happens to no host.
    World,
}

/// What a happening of this kind brings; `None` if there is no such kind.
fn brings(purpose: u8) -> Option<Brings> {
    Some(match Kind::ALL.get(usize::from(purpose))? {
        Kind::Deliver | Kind::BeatArrives => Brings::Envelope,
        Kind::Finished => Brings::Work,
        Kind::Up | Kind::Down | Kind::Start | Kind::Wake | Kind::Beat => Brings::Nothing,
        Kind::Submit | Kind::HandOver | Kind::EpochEnd | Kind::Sample => Brings::World,
    })
}

fn wrong(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
