//! Names of topics on a broker: `{network}/node/{id}`, `{network}/region/{region}`, `{network}/validators/{region}` and
//! `{network}/data/{id}`, the network's id in 16 hexadecimal digits.

use engine::{NodeId, Topic};

/// The name of a protocol topic in network `network`.
#[must_use]
pub fn topic_name(network: u64, topic: Topic) -> String {
    match topic {
        Topic::Node(node) => format!("{network:016x}/node/{}", node.0),
        Topic::Region(region) => format!("{network:016x}/region/{}", region.0),
        Topic::Validators(region) => format!("{network:016x}/validators/{}", region.0),
    }
}

/// The name of a node's data channel in network `network`.
#[must_use]
pub fn data_name(network: u64, node: NodeId) -> String {
    format!("{network:016x}/data/{}", node.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::RegionId;

    #[test]
    fn names_are_distinct_and_hold_no_wildcard() {
        let names = [
            topic_name(7, Topic::Node(NodeId(3))),
            topic_name(7, Topic::Region(RegionId(3))),
            topic_name(7, Topic::Validators(RegionId(3))),
            data_name(7, NodeId(3)),
            data_name(8, NodeId(3)),
        ];
        assert_eq!(names[0], "0000000000000007/node/3");
        assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len());
        assert!(names.iter().all(|name| !name.contains(['+', '#', '$'])));
    }
}
