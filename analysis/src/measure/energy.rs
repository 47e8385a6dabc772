//! Electricity of the workers.

use std::collections::BTreeMap;

use crate::run::{Epochs, Nodes};

/// Electricity used and what it cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Energy {
    /// Energy \[kWh\].
    pub kwh: f64,
    /// Cost at each node's own price \[USD\].
    pub usd: f64,
}

impl std::iter::Sum for Energy {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |total, part| Self { kwh: total.kwh + part.kwh, usd: total.usd + part.usd })
    }
}

/// Energy and cost by device class.
///
/// A worker draws `idle_w` while up and `busy_w − idle_w` more in proportion to its busy slots; a machine that is down
/// draws nothing. Workers missing from the nodes table of a killed run are left out.
pub fn energy_by_class(nodes: &Nodes, epochs: &Epochs) -> BTreeMap<String, Energy> {
    let mut by_class: BTreeMap<&str, Energy> = BTreeMap::new();
    for worker in epochs.workers.iter().filter(|worker| worker.epochs > 0) {
        let Some(node) = nodes.row(worker.node) else {
            continue;
        };
        let busy_s = worker.busy_s / f64::from(nodes.slots[node].max(1));
        let extra_w = nodes.busy_w[node] - nodes.idle_w[node];
        let joules = nodes.idle_w[node] * worker.up_s as f64 + extra_w * busy_s;
        let energy = by_class.entry(nodes.class.get(node)).or_default();
        energy.kwh += joules / 3.6e6;
        energy.usd += joules / 3.6e6 * nodes.usd_per_kwh[node];
    }
    by_class.into_iter().map(|(class, energy)| (class.to_owned(), energy)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::{epochs, nodes};

    #[test]
    fn idle_power_while_up_plus_the_busy_share() {
        let by_class = energy_by_class(&nodes(), &epochs());
        // a: 100 W · 2 h + 200 W · 1 h (7,200 task-s on 2 slots) = 0.4 kWh at 0.5 USD
        assert!((by_class["a"].kwh - 0.4).abs() < 1e-12);
        assert!((by_class["a"].usd - 0.2).abs() < 1e-12);
        // b: 50 W · 0.75 h, busy draws no more
        assert!((by_class["b"].kwh - 0.0375).abs() < 1e-12);
        let total: Energy = by_class.values().copied().sum();
        assert!((total.usd - 0.2075).abs() < 1e-12);
    }
}
