//! What goes wrong at set times: which nodes are down when, what the network does.

use super::Keys;
use super::regions::Regions;
use crate::error::PrepareError;
use crate::preset;
use records::scenario::{Scenario, Victim};
use std::collections::BTreeMap;
use std::sync::Arc;
use world::engine::{Span, Time};
use world::{Disturbance, FaultPlan, Leave, NodePlan, Outage, Restart, Role, Trouble, parts_in_2_32, with_outages};

/// Where faults may lie: the nodes of a run.
struct Nodes<'a> {
    scenario: &'a Scenario,
    regions: &'a Regions,
    nodes: &'a [NodePlan],
}

/// The moment `s` after genesis.
fn at(s: u64) -> Time {
    Time::ZERO + Span::from_secs(s)
}

/// Plans every fault, and takes outages out of the spells of `nodes`.
///
/// # Errors
/// A preset that is not there.
pub(super) fn plan(keys: &Keys<'_>, regions: &Regions, nodes: &mut [NodePlan]) -> Result<FaultPlan, PrepareError> {
    let scenario = &keys.0.scenario;
    let all = Nodes { scenario, regions, nodes };
    let (crashes, restarts, leaves) = (all.crashes(), all.restarts(), all.leaves(keys)?);
    let mut plan = FaultPlan { disturbances: all.disturbances(), ..FaultPlan::default() };
    let (end, mut crashed) = (at(scenario.time.duration_s), 0);
    for (outages, hit) in [(crashes, &mut crashed), (restarts, &mut plan.restarts), (leaves, &mut plan.leaves)] {
        for (id, outages) in outages {
            let node = &mut nodes[id as usize];
            let (spells, up) = with_outages(&node.spells, scenario.seed, id, end, &outages);
            node.spells = Arc::new(spells);
            *hit += up;
        }
    }
    Ok(plan)
}

impl Nodes<'_> {
    /// Which sites have these names; all of them without a name.
    fn sites(&self, names: &[String]) -> Vec<bool> {
        self.scenario.population.regions.iter().map(|region| names.is_empty() || names.contains(region)).collect()
    }

    /// Ids of the nodes with this role at the sites of these names.
    fn at_sites(&self, role: Role, names: &[String]) -> Vec<u32> {
        let sites = self.sites(names);
        let is_there = |node: &NodePlan| sites[usize::from(self.regions.sites[usize::from(node.region)])];
        (0..).zip(self.nodes).filter(|(_, node)| node.role == role && is_there(node)).map(|(id, _)| id).collect()
    }

    fn crashes(&self) -> BTreeMap<u32, Vec<Outage>> {
        let mut outages = BTreeMap::<u32, Vec<Outage>>::new();
        for crash in &self.scenario.faults.crash {
            let ids = match crash.who {
                Victim::Validator => self.at_sites(Role::Validator, &crash.regions),
                Victim::Requester => self.at_sites(Role::Requester, &crash.regions),
                // The first of the plan: see `Plan::nodes`.
                Victim::Sequencer => vec![0],
            };
            let outage = (at(crash.at_s), at(crash.at_s + crash.length_s));
            ids.into_iter().for_each(|id| outages.entry(id).or_default().push(outage));
        }
        outages
    }

    fn restarts(&self) -> BTreeMap<u32, Vec<Outage>> {
        let mut outages = BTreeMap::<u32, Vec<Outage>>::new();
        for (index, restart) in (0..).zip(&self.scenario.faults.mass_restart) {
            let (over, down) = (Span::from_secs(restart.over_s), Span::from_secs(restart.down_s));
            let drawn = Restart { at: at(restart.at_s), over, parts: parts_in_2_32(restart.share), down };
            for id in self.at_sites(Role::Worker, &restart.regions) {
                outages.entry(id).or_default().extend(drawn.outage(self.scenario.seed, id, index));
            }
        }
        outages.retain(|_, outages| !outages.is_empty());
        outages
    }

    fn leaves(&self, keys: &Keys<'_>) -> Result<BTreeMap<u32, Vec<Outage>>, PrepareError> {
        let mut outages = BTreeMap::<u32, Vec<Outage>>::new();
        for (index, leave) in (0_u64..).zip(&self.scenario.faults.mass_leave) {
            let measured = preset::leaving(&leave.preset).map_err(keys.wrong(&format!("faults.mass_leave.{index}.preset")))?;
            let drawn = Leave {
                at: at(leave.at_s),
                over: Span::from_secs(3_600),
                parts: parts_in_2_32(measured.share.law.quantile(leave.quantile)),
                gone_parts: parts_in_2_32(measured.gone_share),
                away_s: measured.away_h.law.scaled(3_600.0),
            };
            for id in self.at_sites(Role::Worker, &leave.regions) {
                if let Some(outage) = drawn.outage(self.scenario.seed, id, index) {
                    outages.entry(id).or_default().push(outage);
                }
            }
        }
        Ok(outages)
    }

    fn disturbances(&self) -> Vec<Disturbance> {
        let faults = &self.scenario.faults;
        let disturbance = |at_s: u64, length_s: u64, regions: &[String], trouble| {
            let (from, until) = (at(at_s), at(at_s + length_s));
            Disturbance { from, until, sites: self.sites(regions), trouble }
        };
        let cuts = faults.partition.iter().map(|cut| disturbance(cut.at_s, cut.length_s, &cut.regions, Trouble::Cut));
        let slow = faults.slow_links.iter().map(|slow| {
            let factor_q16 = libm::round(slow.factor * 65_536.0) as u64;
            disturbance(slow.at_s, slow.length_s, &slow.regions, Trouble::Slow { factor_q16 })
        });
        let bursts = faults.loss.iter().map(|burst| {
            let (loss_parts, duplicate_parts) = (parts_in_2_32(burst.loss), parts_in_2_32(burst.duplicate));
            let trouble = Trouble::Burst { loss_parts, duplicate_parts, reorder: Span::from_millis(burst.reorder_ms) };
            disturbance(burst.at_s, burst.length_s, &burst.regions, trouble)
        });
        cuts.chain(slow).chain(bursts).collect()
    }
}
