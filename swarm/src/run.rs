//! One world, from its seed to what it came to.

use crate::checker::Checker;
use crate::draw::{Drawn, draw};
use crate::tally::REFERRED;
use crate::violation::Violation;
use sim::{SimError, Simulation};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use world::engine::job::JobState;
use world::engine::{Amount, NodeId, Span, Time};
use world::{Plan, Role};

/// Between two looks at the nodes' books.
const LOOK: Span = Span::from_secs(30);

/// A world goes on for so long after its last job is over, in case something comes late.
const AFTER: Span = Span::from_secs(600);

/// What a world came to.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// Its seed.
    pub seed: u64,
    /// The first violations found.
    pub violations: Vec<Violation>,
    /// All of them (count).
    pub violations_count: u64,
    /// How often each fault happened, by its name in `summary.json`.
    pub faults: BTreeMap<&'static str, u64>,
    /// Jobs settled.
    pub settled: u64,
    /// Jobs given up and refunded.
    pub refunded: u64,
    /// Nodes.
    pub nodes: usize,
    /// When it was stopped.
    pub until: Time,
    /// Events handled.
    pub events: u64,
    /// Digest of all that the nodes saw.
    pub digest: u64,
}

impl Ended {
    /// What is printed of a world in which something was violated: the seed first, and how to repeat it.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        if self.violations.is_empty() {
            return None;
        }
        let seed = self.seed;
        let mut text = format!("seed {seed} failed; repeat it with: xpand swarm --seed {seed}");
        for violation in &self.violations {
            text += &format!("\n  {violation}");
        }
        match self.violations_count.saturating_sub(self.violations.len() as u64) {
            0 => Some(text),
            more => Some(format!("{text}\n  and {more} more")),
        }
    }

    fn broke_off(seed: u64, why: String) -> Self {
        Self { seed, violations: vec![Violation::BrokeOff(why)], violations_count: 1, ..Self::default() }
    }
}

/// Runs the world of `seed`. Whatever goes wrong is a violation, a panic too.
#[must_use]
pub fn run(seed: u64) -> Ended {
    let whole = || match draw(seed) {
        Ok(drawn) => run_drawn(&drawn),
        Err(error) => Ended::broke_off(seed, format!("the world cannot be drawn: {error}")),
    };
    catch_unwind(AssertUnwindSafe(whole)).unwrap_or_else(|panic| {
        let told = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Ended::broke_off(seed, format!("it panicked: {}", told.unwrap_or("without a word")))
    })
}

/// Runs a world.
#[must_use]
pub fn run_drawn(drawn: &Drawn) -> Ended {
    let seed = drawn.loaded.scenario.seed;
    let plan = match scenarios::prepare(&drawn.loaded) {
        Ok(prepared) => prepared.plan,
        Err(error) => return Ended::broke_off(seed, format!("the world cannot be prepared: {error}")),
    };
    let (nodes, mut run) = (
        plan.nodes.len(),
        match Run::new(plan) {
            Ok(run) => run,
            Err(error) => return Ended::broke_off(seed, format!("the run cannot begin: {error}")),
        },
    );
    if let Err(error) = run.go(Time::ZERO + Span::from_secs(drawn.active_s)) {
        run.checker.note(Err(Violation::BrokeOff(format!("the run broke off at {}: {error}", run.simulation.now()))));
    }
    let Run { simulation, checker, .. } = run;
    let mut faults = simulation.faults();
    faults.insert(REFERRED, checker.referred());
    Ended {
        seed,
        violations: checker.violations().to_vec(),
        violations_count: checker.count(),
        faults,
        settled: checker.ended(JobState::Settled),
        refunded: checker.ended(JobState::Refunded),
        nodes,
        until: simulation.now(),
        events: simulation.events(),
        digest: simulation.digest(),
    }
}

/// A run and who checks it.
struct Run {
    simulation: Simulation,
    checker: Checker,
    /// Ids of validators and requesters.
    offices: Vec<u32>,
    end: Time,
}

impl Run {
    fn new(plan: Plan) -> Result<Self, SimError> {
        let offices = (0..).zip(&plan.nodes).filter(|(_, node)| node.role != Role::Worker).map(|(id, _)| id).collect();
        let end = Time::ZERO + plan.duration;
        let mut simulation = Simulation::new(plan, None)?;
        simulation.watch();
        Ok(Self { simulation, checker: Checker::default(), offices, end })
    }

    /// Until `active` and then until all jobs are over, or their time is.
    fn go(&mut self, active: Time) -> Result<(), SimError> {
        while self.simulation.now() < active {
            self.look_at(active)?;
        }
        while self.checker.open() > 0 && self.simulation.now() < self.end {
            self.look_at(self.end)?;
        }
        let end = self.simulation.now() + AFTER;
        while self.simulation.now() < end {
            self.look_at(end)?;
        }
        self.close()
    }

    /// Goes on a little, at most up to `end`, and looks at the books.
    fn look_at(&mut self, end: Time) -> Result<(), SimError> {
        let next = (self.simulation.now() + LOOK).min(end);
        self.simulation.run_until(next, |_| ())?;
        self.checker.see(&self.simulation.take_seen());
        let now = self.simulation.now();
        for &id in &self.offices {
            let validator = self.simulation.node(id).and_then(|node| node.validator());
            if validator.is_some_and(|validator| !validator.is_consistent()) {
                self.checker.note(Err(Violation::Inconsistent { node: NodeId(id), at: now }));
            }
        }
        if self.simulation.node(0).is_some() {
            self.simulation.audit()?;
        }
        Ok(())
    }

    /// All must be over and balanced.
    fn close(&mut self) -> Result<(), SimError> {
        let now = self.simulation.now();
        for &id in self.offices.iter().filter(|id| self.simulation.node(**id).is_none()) {
            self.checker.note(Err(Violation::Down { node: NodeId(id), at: now }));
        }
        self.checker.end(now);
        let left = self.simulation.audit()?.escrow;
        if self.checker.open() > 0 {
            return Ok(());
        }
        self.checker.note(if left == Amount::ZERO { Ok(()) } else { Err(Violation::Locked { left }) });
        if let Some(chain) = self.simulation.node(0).and_then(|node| node.sequencer()) {
            self.checker.compare(chain.ledger().flows());
        }
        Ok(())
    }
}
