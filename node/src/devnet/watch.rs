//! What the nodes of a devnet are seen to do.

use super::books::book;
use super::supervise::Devnet;
use crate::driver::Seen;
use anyhow::Result;
use engine::node::TaskOutcome;
use engine::{Event, NodeId, TaskId, Time};

impl Devnet {
    pub(super) fn on_seen(&mut self, seen: Seen) -> Result<()> {
        if let Some(tap) = &self.options.tap {
            let _ = tap.send(seen.clone());
        }
        book(&mut self.books, &seen);
        match seen {
            Seen::Event { at, event, node } => {
                match &*event {
                    // Anybody may register; the job waits for the devnet's own workers.
                    Event::MemberUp(member) if (member.0 as usize) < self.hosts.len() => {
                        self.registered.insert(member.0);
                    }
                    Event::MemberLost(member) => {
                        self.registered.remove(&member.0);
                        let seconds = at.since(Time::ZERO).as_secs_f64();
                        self.say(format_args!("{seconds:>6.1} s  {} is missed by its validator", self.name_of(*member)));
                    }
                    Event::TaskEnded { task: TaskId { job, task, .. }, outcome: TaskOutcome::Verified, .. } => {
                        self.verified.insert((*job, *task));
                        self.bar.set_position(self.verified.len() as u64);
                    }
                    Event::TaskEnded { task, node, outcome } => {
                        let (seconds, name) = (at.since(Time::ZERO).as_secs_f64(), self.name_of(*node));
                        self.say(format_args!(
                            "{seconds:>6.1} s  task {} on {name}: {}; it is placed again",
                            task.task,
                            outcome.name()
                        ));
                    }
                    Event::WorkFailed { task, reason } => {
                        let (seconds, name) = (at.since(Time::ZERO).as_secs_f64(), self.name_of(node));
                        self.say(format_args!("{seconds:>6.1} s  {name} gives task {} back: {reason}", task.task));
                    }
                    Event::EpochSettled(settled) => self.settled = settled.epoch + 1,
                    Event::JobOver(status) => self.over = Some((at, (**status).clone())),
                    _ => {}
                }
                self.observer.on_event(at, *event)?;
            }
            Seen::Work { node, at, running } => {
                if let Some(books) = self.books.get_mut(node.0 as usize) {
                    let before = books.set_running(at, running);
                    let idle = before == 0 || running == 0;
                    self.observer.on_work(i64::from(running) - i64::from(before), idle);
                }
            }
            Seen::Sent(bytes) => {
                self.totals[0] += 1;
                self.totals[1] += bytes;
            }
            Seen::Link(node, up) => {
                let changed = if up { self.linked.insert(node.0) } else { self.linked.remove(&node.0) };
                if changed && !up {
                    let seconds = self.now().since(Time::ZERO).as_secs_f64();
                    self.say(format_args!("{seconds:>6.1} s  {} lost its connection", self.name_of(node)));
                }
            }
            Seen::Malformed(_) | Seen::Dropped(..) => {}
            Seen::Behind(node, behind) => {
                let (name, seconds) = (self.name_of(node), behind.0.as_secs_f64());
                self.say(format_args!("{name}: the clock is {seconds:.1} s behind what was persisted; going on from there"));
            }
        }
        Ok(())
    }

    /// As people call a node; a stranger by its number.
    fn name_of(&self, node: NodeId) -> String {
        self.names.get(node.0 as usize).cloned().unwrap_or_else(|| format!("stranger {node}"))
    }
}
