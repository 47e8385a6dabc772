//! Headline numbers as cards.

use crate::format::{NONE, count, duration, number, or_none, plural, share};
use crate::measure::SupplyVerdict;
use crate::{Measures, Run};

/// One number to see at a glance.
pub(super) struct Card {
    /// What it is.
    pub name: &'static str,
    /// The number with its unit.
    pub value: String,
    /// What qualifies it.
    pub detail: String,
    /// Style class: empty, `good` or `bad`.
    pub mood: &'static str,
}

pub(super) fn cards(run: &Run, measures: &Measures) -> Vec<Card> {
    let card = |name, value, detail| Card { name, value, detail, mood: "" };
    let completion = measures.completion;
    let availability = &measures.availability;
    let energy = measures.energy();
    let (submitted, settled) = (measures.jobs_submitted(), measures.jobs_in("settled"));
    vec![
        card(
            "Jobs settled",
            count(settled),
            match (submitted, measures.success_share) {
                (0, _) => "none was submitted".to_owned(),
                (_, None) => format!("of {} submitted; none has ended", count(submitted)),
                (_, Some(settled)) => format!("of {} submitted; {} of those ended", count(submitted), share(settled)),
            },
        ),
        card(
            "Completion, median",
            or_none(completion.p50_s, duration),
            format!("95th percentile {}, mean {}", or_none(completion.p95_s, duration), or_none(completion.mean_s, duration)),
        ),
        card(
            "Utilisation",
            or_none(measures.load.utilisation(), share),
            format!("Jain index of load {}", or_none(measures.jain_of_load, number)),
        ),
        card(
            "Workers online",
            or_none(measures.online.mean, number),
            format!("mean, of {}", plural(run.nodes.workers().count() as u64, "worker")),
        ),
        card(
            "Availability measured",
            or_none(availability.measured_mean, share),
            format!("true {}", or_none(availability.true_mean, share)),
        ),
        card(
            "Gini of rewards",
            or_none(measures.reward_gini, |gini| format!("{gini:.3}")),
            format!("with job income {}", or_none(measures.earning_gini, |gini| format!("{gini:.3}"))),
        ),
        supply_card(&measures.supply),
        card(
            "Electricity",
            if energy.kwh > 0.0 { format!("{} USD", number(energy.usd)) } else { NONE.to_owned() },
            format!("{} kWh at each node's own price", number(energy.kwh)),
        ),
    ]
}

fn supply_card(verdict: &SupplyVerdict) -> Card {
    let (value, detail, mood) = match verdict {
        SupplyVerdict::Holds { epochs } => {
            ("exact".to_owned(), format!("genesis + minted − burned = balances in {}", plural(*epochs as u64, "epoch")), "good")
        }
        SupplyVerdict::Violated { epoch, epochs, .. } => {
            ("VIOLATED".to_owned(), format!("in {}, first in epoch {epoch}", plural(*epochs as u64, "epoch")), "bad")
        }
        SupplyVerdict::Unchecked => (NONE.to_owned(), "no epoch was settled".to_owned(), ""),
    };
    Card { name: "Supply identity", value, detail, mood }
}
