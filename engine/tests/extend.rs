//! The example of docs/extending.md, file and line of registration, as it stands there.

mod poai {
    pub use engine::poai::*;
}
use engine::Amount;
use engine::poai::schedule::{Constant, EpochFacts, ParameterError, Schedule};

#[path = "../../docs/examples/on_demand.rs"]
mod on_demand;

/// A kind that ships, beside the new one.
mod shipped {
    pub use engine::poai::schedule::Constant;
}

engine::schedules! {
    /// Two schedules.
    pub enum Emission {
        /// Ships.
        shipped::Constant,
        /// So many tokens a node.
        on_demand::OnDemand,
    }
}

#[test]
fn a_schedule_of_ones_own_is_known_by_name_and_keeps_to_the_cap() {
    let mut schedule = Emission::named("on-demand", &[("per_node_tokens", "4")]).unwrap();
    let mut of = |burned, minted| {
        let (burned, minted, cap) = (Amount(burned), Amount::tokens(minted), Amount::tokens(100));
        schedule.tokens(&EpochFacts { nodes: 10, burned, minted, cap, ..EpochFacts::default() })
    };
    assert_eq!([of(1, 0), of(0, 0), of(0, 0), of(5, 70)], [40, 20, 10, 30].map(Amount::tokens));
    let unknown = Emission::named("halving", &[]).unwrap_err();
    assert_eq!(unknown, ParameterError::Schedule { found: "halving".into(), known: "constant, on-demand".into() });
    assert_eq!(Emission::from(Constant { per_epoch: Amount(1), epochs: 0 }).tokens(&EpochFacts::default()), Amount::ZERO);
}

#[test]
fn the_example_is_short_and_the_page_names_it() {
    let example = include_str!("../../docs/examples/on_demand.rs");
    assert!(example.lines().count() <= 40, "{} lines", example.lines().count());
    assert!(include_str!("../../docs/extending.md").contains("examples/on_demand.rs"));
}
