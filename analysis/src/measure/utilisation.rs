//! How much of the capacity that was up did work.

use std::collections::BTreeMap;

use super::jain;
use crate::run::{Epochs, Load, Nodes, WorkerSums};

impl Load {
    /// Utilisation: busy task-seconds per slot-second up (0 to 1); `None` when nothing was up.
    pub fn utilisation(self) -> Option<f64> {
        (self.slot_s > 0.0).then(|| self.busy_s / self.slot_s)
    }

    fn of(nodes: &Nodes, worker: &WorkerSums) -> Self {
        let slots = nodes.row(worker.node).map_or(0, |row| nodes.slots[row]);
        Self { busy_s: worker.busy_s, slot_s: worker.up_s as f64 * f64::from(slots) }
    }
}

impl std::iter::Sum for Load {
    fn sum<I: Iterator<Item = Self>>(loads: I) -> Self {
        loads.fold(Self::default(), |total, load| Self { busy_s: total.busy_s + load.busy_s, slot_s: total.slot_s + load.slot_s })
    }
}

/// Load by device class over the whole run.
pub fn utilisation_by_class(epochs: &Epochs) -> BTreeMap<String, Load> {
    let mut loads: BTreeMap<String, Load> = BTreeMap::new();
    for (class, load) in epochs.loads.values().flatten() {
        let total = loads.entry(class.clone()).or_default();
        *total = [*total, *load].into_iter().sum();
    }
    loads
}

/// Load by device class, then by epoch.
pub fn utilisation_by_class_and_epoch(epochs: &Epochs) -> BTreeMap<String, BTreeMap<u32, Load>> {
    let mut loads: BTreeMap<String, BTreeMap<u32, Load>> = BTreeMap::new();
    for (epoch, by_class) in &epochs.loads {
        for (class, load) in by_class {
            loads.entry(class.clone()).or_default().insert(*epoch, *load);
        }
    }
    loads
}

/// Jain's fairness index of the utilisation of the workers that were up at all (0 to 1); `None` when none did any work.
pub fn jain_of_load(nodes: &Nodes, epochs: &Epochs) -> Option<f64> {
    let shares: Vec<f64> = epochs.workers.iter().filter_map(|worker| Load::of(nodes, worker).utilisation()).collect();
    jain(&shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::{epochs, nodes, rows};
    use crate::run::CLASS_UNKNOWN;

    #[test]
    fn utilisation_is_busy_time_over_slot_time_up() {
        let loads = utilisation_by_class(&epochs());
        assert_eq!(loads["a"].utilisation(), Some(0.5)); // 7,200 task-s over 7,200 s up · 2 slots
        assert!((loads["b"].utilisation().unwrap() - 1.0 / 3.0).abs() < 1e-12); // 900 over 2,700 · 1
        let total: Load = loads.values().copied().sum();
        assert_eq!(total.utilisation(), Some(8_100.0 / 17_100.0));
        let by_epoch = utilisation_by_class_and_epoch(&epochs());
        assert_eq!(by_epoch["b"][&0].utilisation(), Some(0.5));
        assert_eq!(by_epoch["b"][&1].utilisation(), Some(0.0));
    }

    #[test]
    fn jain_compares_workers_by_utilisation() {
        // shares 1/2 and 1/3: (5/6)² / (2 · 13/36) = 25/26
        assert!((jain_of_load(&nodes(), &epochs()).unwrap() - 25.0 / 26.0).abs() < 1e-12);
        assert_eq!(jain_of_load(&nodes(), &Epochs::default()), None);
    }

    #[test]
    fn a_node_missing_from_a_killed_run_is_kept_apart() {
        let loads = utilisation_by_class(&rows(&[(0, 99, 5, [60, 60, 30], [0, 0])]));
        assert_eq!(loads[CLASS_UNKNOWN].utilisation(), None);
    }
}
