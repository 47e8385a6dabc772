//! Availability as the validators measured it, against the world's truth.

use crate::run::Epochs;

/// One worker's availability over the settled epochs (shares, 0 to 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NodeAvailability {
    /// Node id.
    pub node: u32,
    /// As measured by the validator.
    pub measured: f64,
    /// As it truly was.
    pub truth: f64,
}

/// Availability of all workers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Availability {
    /// Each worker, by node id.
    pub nodes: Vec<NodeAvailability>,
    /// Mean of the measured shares.
    pub measured_mean: Option<f64>,
    /// Mean of the true shares.
    pub true_mean: Option<f64>,
    /// Mean of |measured − true|.
    pub error_mean: Option<f64>,
    /// Largest |measured − true|.
    pub error_max: Option<f64>,
}

/// Availability of each worker: its seconds over all recorded epochs, as a share of those epochs' length.
///
/// A worker without a row in an epoch was neither known nor up in it: it counts as away. `epoch_s` is the length of an
/// epoch \[s\]; without it (a run killed before its first settlement) there is no share to give.
pub fn availability(epochs: &Epochs, epoch_s: Option<f64>) -> Availability {
    let span_s = epoch_s.map(|length_s| length_s * epochs.loads.len() as f64);
    let Some(span_s) = span_s.filter(|&span_s| span_s > 0.0) else {
        return Availability::default();
    };
    let share = |seconds: u64| seconds as f64 / span_s;
    let nodes: Vec<NodeAvailability> = epochs
        .workers
        .iter()
        .map(|worker| NodeAvailability { node: worker.node, measured: share(worker.available_s), truth: share(worker.up_s) })
        .collect();
    let mean = |value: fn(&NodeAvailability) -> f64| {
        (!nodes.is_empty()).then(|| nodes.iter().map(value).sum::<f64>() / nodes.len() as f64)
    };
    let error = |node: &NodeAvailability| (node.measured - node.truth).abs();
    Availability {
        measured_mean: mean(|node| node.measured),
        true_mean: mean(|node| node.truth),
        error_mean: mean(error),
        error_max: nodes.iter().map(error).max_by(f64::total_cmp),
        nodes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::{epochs, rows};

    #[test]
    fn shares_are_of_all_recorded_epochs() {
        let found = availability(&epochs(), Some(3_600.0));
        let share = |node, measured, truth| NodeAvailability { node, measured, truth };
        assert_eq!(found.nodes, [share(10, 0.75, 1.0), share(20, 0.25, 0.375)]);
        assert_eq!((found.measured_mean, found.true_mean), (Some(0.5), Some(0.6875)));
        assert_eq!((found.error_mean, found.error_max), (Some(0.1875), Some(0.25)));
    }

    #[test]
    fn a_worker_without_a_row_was_away() {
        let found = availability(&rows(&[(0, 10, 0, [10, 10, 0], [0, 0])]), Some(10.0));
        assert_eq!((found.nodes[1].measured, found.nodes[1].truth), (0.0, 0.0));
    }

    #[test]
    fn without_a_settled_epoch_there_is_no_share() {
        assert_eq!(availability(&epochs(), None), Availability::default());
    }
}
