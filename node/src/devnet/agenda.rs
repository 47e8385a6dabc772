//! What is done to a devnet, and when: jobs, kills, spells up and down, ends of epochs.

use super::files;
use super::host::Host;
use super::options::budget;
use super::outcome::Killed;
use super::report::counted;
use super::supervise::Devnet;
use crate::data::ballast;
use anyhow::{Result, anyhow};
use engine::job::JobSpec;
use engine::{Input, Span, Time};
use std::collections::BTreeSet;
use std::sync::Arc;
use world::Role;

/// How much longer than a worker's silence is noticed a killed one stays away.
const AWAY: Span = Span::from_secs(3);

/// What is to be done, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    EpochEnd(u32),
    Sample,
    Submit,
    Kill(usize),
    Start(usize),
    /// End of a spell up or down of the scenario's churn.
    Turn {
        host: usize,
        up: bool,
    },
}

impl Devnet {
    pub(super) fn start(&mut self, host: usize) -> Result<()> {
        self.hosts[host].start(&self.ground)?;
        let at = self.now();
        self.books[host].set_up(at, true);
        Ok(())
    }

    /// Kills a node; gives back how many tasks it had under way.
    pub(super) async fn kill(&mut self, host: usize) -> Result<u32> {
        if !self.hosts[host].kill().await {
            return Ok(0);
        }
        // All that it did until it died.
        while let Ok(seen) = self.seen.try_recv() {
            self.on_seen(seen)?;
        }
        let (at, running) = (self.now(), self.books[host].running());
        self.books[host].set_up(at, false);
        self.observer.on_work(-i64::from(running), running > 0);
        self.observer.on_crash();
        self.linked.remove(&(host as u32));
        Ok(running)
    }

    pub(super) async fn act(&mut self, at: Time, act: Act) -> Result<()> {
        match act {
            Act::EpochEnd(epoch) => {
                let truths = self.books.iter_mut().map(|books| books.take_truth(at)).collect();
                self.observer.close_epoch(epoch, truths);
                self.agenda.insert((at + self.ground.shared.protocol.epoch, Act::EpochEnd(epoch + 1)));
            }
            Act::Sample => {
                let workers = |host: &&Host| host.is_up() && host.local.roles.worker.is_some();
                let online = u32::try_from(self.hosts.iter().filter(workers).count()).unwrap_or(u32::MAX);
                let [messages, bytes] = self.totals;
                self.observer.sample(at, online, [messages, bytes, messages])?;
                self.agenda.insert((at + self.options.plan.sample, Act::Sample));
            }
            Act::Submit if self.options.files.is_some() => self.submit_files(at).await?,
            Act::Submit => self.submit_next(at).await?,
            Act::Kill(host) => self.kill_for_good_reason(at, host).await?,
            Act::Start(host) => {
                self.start(host)?;
                let back = self.now();
                let name = &self.names[host];
                if let Some(killed) = self.killed.iter_mut().rfind(|killed| killed.name == *name) {
                    killed.back = Some(back);
                }
                self.say(format_args!("{:>6.1} s  {name} started again from its store", back.since(Time::ZERO).as_secs_f64()));
            }
            Act::Turn { host, up } => {
                if up {
                    self.start(host)?;
                } else {
                    let _ = self.kill(host).await?;
                }
                let spells = &self.options.plan.nodes[host].spells;
                if let Some(next) = self.spells.get_mut(&host).and_then(|state| state.end_of_spell(spells, at, up)) {
                    self.agenda.insert((next, Act::Turn { host, up: !up }));
                }
            }
        }
        Ok(())
    }

    /// Kills a worker that has work; one that has none yet is looked at again soon, while it may still get some.
    pub(super) async fn kill_for_good_reason(&mut self, at: Time, host: usize) -> Result<()> {
        if !self.hosts[host].is_up() {
            let seconds = self.now().since(Time::ZERO).as_secs_f64();
            self.say(format_args!("{seconds:>6.1} s  {} is not killed: it is down already", self.names[host]));
            return Ok(());
        }
        if self.books[host].running() == 0 && self.options.files.is_some() && self.over.is_none() {
            self.agenda.insert((at + Span::from_millis(20), Act::Kill(host)));
            return Ok(());
        }
        let tasks = self.kill(host).await?;
        let (now, name) = (self.now(), self.names[host].clone());
        let with = if tasks == 0 { "idle".to_owned() } else { format!("in the middle of {}", counted(tasks.into(), "task")) };
        self.say(format_args!("{:>6.1} s  {name} killed, {with}", now.since(Time::ZERO).as_secs_f64()));
        self.killed.push(Killed { name, at: now, tasks, back: None });
        let away = self.ground.shared.protocol.silence_max() + AWAY;
        self.agenda.insert((now + away, Act::Start(host)));
        Ok(())
    }

    /// Submits the job on files once all workers are there.
    pub(super) async fn submit_files(&mut self, at: Time) -> Result<()> {
        if self.registered.len() < self.options.plan.count(Role::Worker) as usize {
            self.agenda.insert((at + Span::from_millis(50), Act::Submit));
            return Ok(());
        }
        let Some(files) = &self.options.files else { return Ok(()) };
        let requester = self.requester(0)?;
        let job = files::prepare(&files.folder, files.max, &self.hosts[requester].blobs()?)?;
        let now = self.now();
        let seconds = now.since(Time::ZERO).as_secs_f64();
        self.say(format_args!("{seconds:>6.1} s  job submitted: {}", job.in_words()));
        self.submit(requester, "file-types".into(), job.spec.clone(), now).await?;
        self.submitted = Some(now);
        self.bar.set_length(job.spec.tasks.len() as u64);
        self.job = Some(job);
        Ok(())
    }

    /// Submits the scenario's next job; its data is ballast of the same size.
    pub(super) async fn submit_next(&mut self, at: Time) -> Result<()> {
        let arrival = self.workload.draw(self.options.plan.count(Role::Requester));
        let requester = self.requester(arrival.requester)?;
        let blobs = self.hosts[requester].blobs()?;
        for length in arrival.spec.tasks.iter().map(|task| task.input_bytes).collect::<BTreeSet<_>>() {
            blobs.put(&ballast(length))?;
        }
        self.submit(requester, arrival.kind, arrival.spec, at).await?;
        if let Some(next) = self.workload.next_arrival(at) {
            self.agenda.insert((next, Act::Submit));
        }
        Ok(())
    }

    pub(super) async fn submit(&mut self, requester: usize, kind: Arc<str>, spec: JobSpec, now: Time) -> Result<()> {
        let budget = budget(&self.options.plan, &spec);
        self.observer.on_submit(requester as u32, kind, &spec, budget, now);
        self.hosts[requester].order(Input::Submit { spec: Box::new(spec), budget }).await
    }

    /// The host of requester `number`, from 0.
    fn requester(&self, number: u32) -> Result<usize> {
        let mut all = (0..self.hosts.len()).filter(|host| self.options.plan.nodes[*host].role == Role::Requester);
        all.nth(number as usize).ok_or_else(|| anyhow!("there is no requester {number}"))
    }

    /// The host of worker `number`, from 1.
    pub(super) fn worker(&self, number: u32) -> Result<usize> {
        let mut workers = (0..self.hosts.len()).filter(|host| self.options.plan.nodes[*host].role == Role::Worker);
        workers.nth(number.saturating_sub(1) as usize).ok_or_else(|| anyhow!("there is no worker {number}"))
    }
}
