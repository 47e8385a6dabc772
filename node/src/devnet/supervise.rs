//! Runs a devnet along its agenda and watches it.

use super::agenda::Act;
use super::books::NodeBooks;
use super::files::FileJob;
use super::host::{Ground, Host};
use super::options::Options;
use super::outcome::{Killed, Outcome};
use crate::clock::{Clock, Machine};
use crate::driver::Seen;
use anyhow::{Result, bail};
use engine::job::JobState;
use engine::wire::JobStatus;
use engine::{JobId, Span, Time};
use indicatif::ProgressBar;
use records::observe::Observer;
use records::run::RunWriter;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use world::{Role, SpellsState, Workload};

/// A job on files that takes longer is given up on.
pub(super) const LIMIT: Span = Span::from_secs(1_800);

pub(super) struct Devnet {
    pub(super) options: Options,
    pub(super) ground: Ground,
    pub(super) hosts: Vec<Host>,
    pub(super) names: Vec<String>,
    pub(super) clock: Mutex<Clock>,
    pub(super) seen: mpsc::UnboundedReceiver<Seen>,
    pub(super) bar: ProgressBar,
    pub(super) observer: Observer,
    pub(super) books: Vec<NodeBooks>,
    pub(super) agenda: BTreeSet<(Time, Act)>,
    pub(super) spells: BTreeMap<usize, SpellsState>,
    pub(super) workload: Workload,
    pub(super) registered: BTreeSet<u32>,
    pub(super) linked: BTreeSet<u32>,
    pub(super) totals: [u64; 2],
    pub(super) started: Instant,
    pub(super) job: Option<FileJob>,
    pub(super) submitted: Option<Time>,
    pub(super) over: Option<(Time, JobStatus)>,
    pub(super) settled: u32,
    pub(super) killed: Vec<Killed>,
    pub(super) verified: BTreeSet<(JobId, u16)>,
}

impl Devnet {
    pub fn new(
        options: Options,
        ground: Ground,
        hosts: Vec<Host>,
        writer: RunWriter,
        seen: mpsc::UnboundedReceiver<Seen>,
        bar: ProgressBar,
    ) -> Result<Self> {
        let observer = Observer::new(options.plan.node_rows(), Some(writer))?;
        Ok(Self {
            clock: Mutex::new(Clock::new(Machine::default(), ground.genesis, Time::ZERO).0),
            names: hosts.iter().map(|host| host.name.clone()).collect(),
            books: vec![NodeBooks::default(); hosts.len()],
            workload: Workload::new(options.plan.workload.clone(), options.plan.seed),
            agenda: BTreeSet::new(),
            spells: BTreeMap::new(),
            registered: BTreeSet::new(),
            linked: BTreeSet::new(),
            totals: [0; 2],
            started: Instant::now(),
            job: None,
            submitted: None,
            over: None,
            settled: 0,
            killed: Vec::new(),
            verified: BTreeSet::new(),
            options,
            ground,
            hosts,
            seen,
            bar,
            observer,
        })
    }

    /// Tells people what happens, with the time since genesis.
    pub(super) fn say(&self, text: std::fmt::Arguments<'_>) {
        super::say(&self.bar, text);
    }

    pub(super) fn now(&self) -> Time {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner).now()
    }

    /// Runs to the end and closes the books.
    pub async fn run(mut self) -> Result<Outcome> {
        match self.follow_agenda().await {
            Ok(()) => self.end().await,
            Err(error) => self.give_up(&error),
        }
    }

    async fn follow_agenda(&mut self) -> Result<()> {
        self.begin().await?;
        // One future for all turns: a signal that comes while something is done is still heard.
        let mut stop = pin!(tokio::signal::ctrl_c());
        while !self.is_over() {
            let next = self.agenda.first().copied();
            let wait = next.map_or(Duration::from_secs(1), |(at, _)| Duration::from_nanos(at.since(self.now()).0));
            tokio::select! {
                biased;
                () = tokio::time::sleep(wait.min(Duration::from_secs(1))) => {
                    while let Some((at, act)) = self.agenda.first().copied().filter(|(at, _)| *at <= self.now()) {
                        self.agenda.remove(&(at, act));
                        self.act(at, act).await?;
                    }
                    for host in &mut self.hosts {
                        host.check().await?;
                    }
                }
                Some(seen) = self.seen.recv() => self.on_seen(seen)?,
                _ = &mut stop => bail!("stopped"),
            }
            self.show();
        }
        Ok(())
    }

    /// What was seen is written; without a summary, because the run did not end.
    fn give_up(self, error: &anyhow::Error) -> Result<Outcome> {
        let out = self.options.out.display().to_string();
        if let (_, Some(mut writer)) = self.observer.finish()? {
            writer.flush()?;
        }
        bail!("{error:#}; what ran until now is in {out}: see `xpand report {out}`")
    }

    /// Starts all nodes that the plan has up: validators first, so that nobody asks into the void.
    async fn begin(&mut self) -> Result<()> {
        let mut up = vec![true; self.hosts.len()];
        for (id, node) in (0_u32..).zip(&self.options.plan.nodes) {
            let (state, is_up, change) = SpellsState::start(&node.spells, self.options.plan.seed, id);
            let host = id as usize;
            up[host] = is_up;
            if let Some(at) = change {
                self.agenda.insert((at, Act::Turn { host, up: !is_up }));
            }
            self.spells.insert(host, state);
        }
        for roles in [[Role::Validator, Role::Validator], [Role::Requester, Role::Worker]] {
            let of_roles = |host: &usize| roles.contains(&self.options.plan.nodes[*host].role) && up[*host];
            let hosts: Vec<usize> = (0..self.hosts.len()).filter(of_roles).collect();
            for &host in &hosts {
                self.start(host)?;
            }
            self.wait_for_links(&hosts).await?;
        }
        for kill in &self.options.kills {
            let worker = self.worker(kill.worker)?;
            self.agenda.insert((Time::ZERO + kill.at, Act::Kill(worker)));
        }
        let protocol = &self.ground.shared.protocol;
        self.agenda.insert((Time(protocol.epoch.0), Act::EpochEnd(0)));
        self.agenda.insert((Time::ZERO, Act::Sample));
        if self.options.files.is_some() {
            // Under way when the first worker is killed, however fast the machine.
            let first = self.options.kills.iter().map(|kill| kill.at).min().unwrap_or_default();
            self.agenda.insert((Time::ZERO + first - Span::from_millis(500), Act::Submit));
        } else if let Some(at) = self.workload.next_arrival(Time::ZERO) {
            self.agenda.insert((at, Act::Submit));
        }
        Ok(())
    }

    async fn wait_for_links(&mut self, hosts: &[usize]) -> Result<()> {
        let limit = Instant::now() + Duration::from_secs(20);
        while hosts.iter().any(|host| !self.linked.contains(&(*host as u32))) {
            match tokio::time::timeout_at(limit.into(), self.seen.recv()).await {
                Ok(Some(seen)) => self.on_seen(seen)?,
                _ => bail!(
                    "the nodes got no connection within 20 s: is the broker still there, and does it let them in (user and password in its URL, its access list)?"
                ),
            }
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        let now = self.now();
        if self.options.files.is_none() {
            return now.0 >= self.options.plan.duration.0;
        }
        let Some((at, status)) = &self.over else { return now.0 > LIMIT.0 };
        let epoch = at.0 / self.ground.shared.protocol.epoch.0;
        let waits = self.agenda.iter().any(|(_, act)| matches!(act, Act::Start(_)));
        status.state != JobState::Settled || u64::from(self.settled) > epoch && !waits
    }

    fn show(&self) {
        let now = self.now();
        self.bar.set_message(match (&self.over, self.options.files.is_some()) {
            (_, false) => {
                format!("{:.0} of {:.0} s", now.since(Time::ZERO).as_secs_f64(), self.options.plan.duration.as_secs_f64())
            }
            (None, _) if self.submitted.is_none() => "waiting for the workers".to_owned(),
            (None, _) => "working".to_owned(),
            (Some((at, _)), _) => {
                let protocol = &self.ground.shared.protocol;
                let due = protocol.report_due(u32::try_from(at.0 / protocol.epoch.0).unwrap_or(u32::MAX));
                format!("the job is paid; its epoch is settled in {:.0} s", due.since(now).as_secs_f64())
            }
        });
    }
}
