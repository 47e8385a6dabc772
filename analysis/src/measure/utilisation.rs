//! How much of the capacity that was up did work.

use std::collections::BTreeMap;

use super::{CLASS_UNKNOWN, jain};
use crate::run::{Epochs, Nodes};

/// Work done and capacity offered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Task-seconds run \[s\].
    pub busy_s: f64,
    /// Seconds up times slots \[s\].
    pub slot_s: f64,
}

impl Load {
    /// Utilisation: busy task-seconds per slot-second up (0 to 1); `None` when nothing was up.
    pub fn utilisation(self) -> Option<f64> {
        (self.slot_s > 0.0).then(|| self.busy_s / self.slot_s)
    }

    fn add(&mut self, nodes: &Nodes, epochs: &Epochs, row: usize) {
        let slots = nodes.row(epochs.node[row]).map_or(0, |node| nodes.slots[node]);
        self.busy_s += epochs.busy_s[row];
        self.slot_s += f64::from(epochs.up_s[row]) * f64::from(slots);
    }
}

impl std::iter::Sum for Load {
    fn sum<I: Iterator<Item = Self>>(loads: I) -> Self {
        loads.fold(Self::default(), |total, load| Self { busy_s: total.busy_s + load.busy_s, slot_s: total.slot_s + load.slot_s })
    }
}

/// Load by device class over the whole run.
pub fn utilisation_by_class(nodes: &Nodes, epochs: &Epochs) -> BTreeMap<String, Load> {
    let mut loads: BTreeMap<&str, Load> = BTreeMap::new();
    for row in 0..epochs.node.len() {
        loads.entry(class(nodes, epochs.node[row])).or_default().add(nodes, epochs, row);
    }
    loads.into_iter().map(|(class, load)| (class.to_owned(), load)).collect()
}

/// Load by device class, then by epoch.
pub fn utilisation_by_class_and_epoch(nodes: &Nodes, epochs: &Epochs) -> BTreeMap<String, BTreeMap<u32, Load>> {
    let mut loads: BTreeMap<&str, BTreeMap<u32, Load>> = BTreeMap::new();
    for row in 0..epochs.node.len() {
        let by_epoch = loads.entry(class(nodes, epochs.node[row])).or_default();
        by_epoch.entry(epochs.epoch[row]).or_default().add(nodes, epochs, row);
    }
    loads.into_iter().map(|(class, load)| (class.to_owned(), load)).collect()
}

/// Jain's fairness index of the utilisation of the workers that were up at all (0 to 1); `None` when none did any work.
pub fn jain_of_load(nodes: &Nodes, epochs: &Epochs) -> Option<f64> {
    let mut loads: BTreeMap<u32, Load> = BTreeMap::new();
    for row in 0..epochs.node.len() {
        loads.entry(epochs.node[row]).or_default().add(nodes, epochs, row);
    }
    let shares: Vec<f64> = loads.into_values().filter_map(Load::utilisation).collect();
    jain(&shares)
}

pub(super) fn class(nodes: &Nodes, node: u32) -> &str {
    nodes.row(node).map_or(CLASS_UNKNOWN, |row| nodes.class.get(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::{epochs, nodes};

    #[test]
    fn utilisation_is_busy_time_over_slot_time_up() {
        let loads = utilisation_by_class(&nodes(), &epochs());
        assert_eq!(loads["a"].utilisation(), Some(0.5)); // 7,200 task-s over 7,200 s up · 2 slots
        assert!((loads["b"].utilisation().unwrap() - 1.0 / 3.0).abs() < 1e-12); // 900 over 2,700 · 1
        let total: Load = loads.values().copied().sum();
        assert_eq!(total.utilisation(), Some(8_100.0 / 17_100.0));
        let by_epoch = utilisation_by_class_and_epoch(&nodes(), &epochs());
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
        let loads = utilisation_by_class(&Nodes::default(), &epochs());
        assert_eq!(loads[CLASS_UNKNOWN].utilisation(), None);
    }
}
