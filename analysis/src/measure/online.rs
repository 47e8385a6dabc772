//! Workers up over time, and the traffic per hour that one of them stands for.

use crate::run::Timeline;

/// Workers up over time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Online {
    /// Time-weighted mean; `None` without a timeline.
    pub mean: Option<f64>,
    /// Fewest at a sampling instant.
    pub least: u32,
    /// Most at a sampling instant.
    pub most: u32,
    /// Sum of all workers' time up \[h\].
    pub node_hours: f64,
}

/// Workers truly up: each sample holds until the next one, the last until the end of the run at `span_s` \[s\].
pub fn online(timeline: &Timeline, span_s: f64) -> Online {
    let end_ns = (span_s * 1e9) as u64;
    let mut node_ns = 0.0;
    let mut covered_ns = 0.0;
    for (at, &time_ns) in timeline.time_ns.iter().enumerate() {
        let next_ns = timeline.time_ns.get(at + 1).copied().unwrap_or(end_ns.max(time_ns));
        let held_ns = next_ns.saturating_sub(time_ns) as f64;
        node_ns += held_ns * f64::from(timeline.online[at]);
        covered_ns += held_ns;
    }
    Online {
        mean: match (covered_ns > 0.0, timeline.online.first()) {
            (true, _) => Some(node_ns / covered_ns),
            (false, first) => first.map(|&count| f64::from(count)),
        },
        least: timeline.online.iter().copied().min().unwrap_or(0),
        most: timeline.online.iter().copied().max().unwrap_or(0),
        node_hours: node_ns / 3.6e12,
    }
}

/// Messages and bytes of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traffic {
    /// Messages sent.
    pub messages: u64,
    /// Bytes sent \[B\].
    pub bytes: u64,
    /// Messages per hour of a worker's time up; `None` when none was up.
    pub messages_per_node_hour: Option<f64>,
    /// Bytes per hour of a worker's time up \[B\]; `None` when none was up.
    pub bytes_per_node_hour: Option<f64>,
}

/// Traffic up to the last line of the timeline, and per node-hour of the workers up.
pub fn traffic(timeline: &Timeline, span_s: f64) -> Traffic {
    let messages = timeline.messages.last().copied().unwrap_or(0);
    let bytes = timeline.bytes.last().copied().unwrap_or(0);
    let node_hours = online(timeline, span_s).node_hours;
    let per_node_hour = |count: u64| (node_hours > 0.0).then(|| count as f64 / node_hours);
    Traffic { messages, bytes, messages_per_node_hour: per_node_hour(messages), bytes_per_node_hour: per_node_hour(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline() -> Timeline {
        let hour_ns = 3_600_000_000_000;
        Timeline {
            time_ns: vec![0, hour_ns, 3 * hour_ns],
            online: vec![10, 4, 8],
            messages: vec![0, 100, 520],
            bytes: vec![0, 1_000, 2_600],
            ..Timeline::default()
        }
    }

    #[test]
    fn the_mean_weighs_samples_by_how_long_they_hold() {
        let found = online(&timeline(), 4.0 * 3_600.0);
        assert_eq!((found.mean, found.least, found.most), (Some(6.5), 4, 10)); // (10·1 + 4·2 + 8·1) / 4
        assert_eq!(found.node_hours, 26.0);
        assert_eq!(online(&Timeline::default(), 10.0).mean, None);
    }

    #[test]
    fn traffic_is_per_hour_of_a_node_up() {
        let found = traffic(&timeline(), 4.0 * 3_600.0);
        assert_eq!((found.messages_per_node_hour, found.bytes_per_node_hour), (Some(20.0), Some(100.0)));
        assert_eq!(traffic(&Timeline::default(), 0.0).messages_per_node_hour, None);
    }
}
