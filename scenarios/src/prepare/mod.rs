//! From a scenario to a plan: presets resolved, devices drawn, protocol parameters in the engine's units.

mod churn;
mod emission;
mod faults;
mod limits;
mod market;
mod mechanism;
mod network;
mod owners;
mod population;
mod protocol;
mod ready;
mod regions;
mod stages;
mod sybils;
mod workload;

pub use market::prepare_market;
pub use mechanism::prepare_mechanism;
pub use ready::{Ready, ready};

use crate::error::{PrepareError, Problem};
use crate::trace::Window;
use records::scenario::{self, Arrivals, ChurnModel, Loaded};
use world::engine::poai::Emission;
use world::engine::poai::schedule::Needs;
use world::engine::{Span, Time};
use world::{Fidelity, NodePlan, Plan, Role};

/// A plan, and where the windows of its trace lie if it replays one.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Ready to run.
    pub plan: Plan,
    /// Windows of the trace; empty without one.
    pub windows: Vec<Window>,
}

/// Resolves everything that `loaded` names.
///
/// # Errors
/// A preset, region or trace that is not there or not usable, with the key and where it was set.
pub fn prepare(loaded: &Loaded) -> Result<Prepared, PrepareError> {
    let at = Keys(loaded);
    let scenario = &loaded.scenario;
    let network = network::plan(&at)?;
    let spells = churn::spells(&at)?;
    let regions = regions::Regions::new(scenario, spells.workers().unwrap_or(scenario.population.workers));
    let first_worker =
        u32::try_from(regions.names.len() * (1 + scenario.population.requesters_per_region as usize)).unwrap_or(u32::MAX);
    let drawn_from = population::drawn_from(&at, &regions, spells.workers().unwrap_or(scenario.population.workers))?;
    let workers = population::workers(&at, &drawn_from, &spells, &regions, first_worker)?;
    let mut nodes: Vec<NodePlan> = Vec::with_capacity(first_worker as usize + workers.len());
    for (role, copies) in [(Role::Validator, 1), (Role::Requester, scenario.population.requesters_per_region)] {
        for region in 0..regions.names.len() {
            nodes.extend((0..copies).map(|_| population::fixed(role, region)));
        }
    }
    nodes.extend(workers);
    population::grow(scenario, &mut nodes, Time::ZERO + Span::from_secs(scenario.time.duration_s));
    let mut faults = faults::plan(&at, &regions, &mut nodes)?;
    faults.sybils = sybils::join(scenario, &drawn_from, &mut nodes);
    let owners = owners::plan(&at, &mut nodes)?;
    let has_jobs = scenario.workload.arrivals != Arrivals::None;
    if has_jobs && scenario.population.requesters_per_region == 0 {
        let problem = Problem::Value("is 0, but jobs arrive: set it to 1, or workload.arrivals to none".to_owned());
        return Err(at.wrong("population.requesters_per_region")(problem));
    }
    let replays = scenario.churn.model == ChurnModel::Trace;
    let plan = Plan {
        name: scenario.name.clone(),
        seed: scenario.seed,
        fidelity: match scenario.fidelity {
            scenario::Fidelity::Message => Fidelity::Message,
            scenario::Fidelity::Session => Fidelity::Session,
            scenario::Fidelity::Epoch | scenario::Fidelity::Mechanism => {
                let problem = "has no machines, and this needs some: set it to \"message\" or \"session\"";
                return Err(at.wrong("fidelity")(Problem::Value(problem.to_owned())));
            }
        },
        duration: world::engine::Span::from_secs(scenario.time.duration_s),
        sample: world::engine::Span::from_secs(scenario.time.sample_s),
        regions: regions.names,
        served_by: regions.served_by,
        sites: regions.sites,
        nodes,
        protocol: protocol::parameters(scenario, rules(&at)?),
        requester_funds: world::engine::Amount::tokens(scenario.economy.requester_funds_tokens),
        real_signatures: scenario.costs.signature == records::scenario::Signature::Ed25519,
        costs: protocol::costs(scenario),
        network,
        overhead: network::overhead(scenario),
        workload: workload::plan(&at)?,
        wrong_parts: world::parts_in_2_32(scenario.population.wrong_share),
        owners,
        faults,
        limits: limits::of(scenario, replays),
    };
    Ok(Prepared { plan, windows: spells.windows })
}

/// The emission schedule; refuses rules that runs by messages and sessions do not know.
fn rules(at: &Keys<'_>) -> Result<Emission, PrepareError> {
    let (economy, only) = (&at.0.scenario.economy, "which only fidelity = \"epoch\" knows");
    let (emission, needs) = emission::of(at)?;
    if needs != Needs::Ledger {
        let problem = Problem::Value(format!("is \"{}\", which needs a price or payments in dollars, {only}", economy.emission));
        return Err(at.wrong("economy.emission")(problem));
    }
    if economy.rewards.split != scenario::Split::Proportional {
        return Err(at.wrong("economy.rewards.split")(Problem::Value(format!("is not \"proportional\", {only}"))));
    }
    if economy.rewards.vesting_epochs > 0 {
        let problem = Problem::Value(format!("is {}: rewards vest, {only}", economy.rewards.vesting_epochs));
        return Err(at.wrong("economy.rewards.vesting_epochs")(problem));
    }
    Ok(emission)
}

/// A loaded scenario with the means to say where a key was set.
pub(crate) struct Keys<'a>(pub &'a Loaded);

impl Keys<'_> {
    /// Wraps what is wrong with the value of `key`.
    fn wrong<P: Into<Problem>>(&self, key: &str) -> impl FnOnce(P) -> PrepareError {
        let (place, key) = (self.0.place(key), key.to_owned());
        move |problem| PrepareError { place, key, problem: Box::new(problem.into()) }
    }
}
