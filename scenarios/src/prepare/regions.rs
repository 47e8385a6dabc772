//! Regions of the protocol, each with a validator, and the places they lie in.

use records::scenario::{Scenario, ScheduleScope};
use std::iter::repeat_n;

/// The regions of a network.
pub(super) struct Regions {
    /// Their names: that of the place, numbered where a place has several.
    pub names: Vec<String>,
    /// The place of each: index into `population.regions`.
    pub sites: Vec<u16>,
    /// The region whose validator serves each.
    pub served_by: Vec<u16>,
    /// First region and number of regions of each place.
    pub of_site: Vec<(u16, u16)>,
}

impl Regions {
    /// As many regions in each place as its expected workers need.
    pub fn new(Scenario { population, schedule, .. }: &Scenario, workers: u32) -> Self {
        let weight = |site: usize| population.region_weights.get(site).copied().unwrap_or(1.0);
        let total: f64 = (0..population.regions.len()).map(weight).sum();
        let (mut names, mut sites, mut of_site) = (Vec::new(), Vec::new(), Vec::new());
        for (site, name) in population.regions.iter().enumerate() {
            let expected = f64::from(workers) * weight(site) / total.max(f64::MIN_POSITIVE);
            let count = match population.workers_per_validator {
                0 => 1,
                most => libm::ceil(expected / f64::from(most)).clamp(1.0, 4_096.0) as u16,
            };
            of_site.push((u16::try_from(names.len()).unwrap_or(u16::MAX), count));
            names.extend((1..=count).map(|number| if count == 1 { name.clone() } else { format!("{name} {number}") }));
            sites.extend(repeat_n(u16::try_from(site).unwrap_or(u16::MAX), usize::from(count)));
        }
        let served_by = match schedule.scope {
            ScheduleScope::Regional => (0..=u16::MAX).take(names.len()).collect(),
            ScheduleScope::Central => vec![0; names.len()],
        };
        Self { names, sites, served_by, of_site }
    }
}
