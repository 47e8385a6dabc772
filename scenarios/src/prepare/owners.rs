//! Owners: local time of each region, and whose machines are used.

use super::Keys;
use crate::error::PrepareError;
use crate::preset;
use records::scenario::OwnersModel;
use world::{Conduct, NodePlan, Owners, Role};

/// The activity of owners, if they have any, and marks the workers of `nodes` that it is about.
pub(super) fn plan(at: &Keys<'_>, nodes: &mut [NodePlan]) -> Result<Option<Owners>, PrepareError> {
    let (owners, regions) = (&at.0.scenario.owners, &at.0.scenario.population.regions);
    if owners.model == OwnersModel::None {
        return Ok(None);
    }
    let mut offset_s = Vec::with_capacity(regions.len());
    for (site, name) in regions.iter().enumerate() {
        let offset_h = match owners.utc_offset_h.get(site) {
            Some(given) => *given,
            None => preset::utc_offset_h(name).map_err(at.wrong("population.regions"))?,
        };
        offset_s.push(libm::round(offset_h * 3_600.0) as i32);
    }
    // A scenario has 24 of them: its rules have seen to it.
    let mut share_by_hour = [0.0; 24];
    share_by_hour.iter_mut().zip(&owners.share_by_hour).for_each(|(hour, share)| *hour = *share);
    for node in nodes.iter_mut().filter(|node| node.role == Role::Worker && node.conduct == Conduct::Honest) {
        node.owned = owners.classes.is_empty() || owners.classes.iter().any(|class| **class == *node.device.class);
    }
    Ok(Some(Owners::new(owners.throttle, owners.active_mean_s, share_by_hour, offset_s)))
}
