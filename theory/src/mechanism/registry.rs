//! The mechanisms there are, by name. One line each.

use super::parameter::nearest;
use super::{Entry, Mechanism, MechanismError, Values, backtest, chains, checks, contests, nodes, prices, thresholds, votes};

/// The mechanism `name` with the parameters `given`; the others have their defaults.
///
/// # Errors
/// A name or a parameter that there is not, with the nearest one and all there are; a value outside its range.
pub fn named<'a>(name: &str, given: impl IntoIterator<Item = (&'a str, f64)>) -> Result<Mechanism, MechanismError> {
    let Some(entry) = REGISTRY.iter().copied().find(|entry| entry.name == name) else {
        let known: Vec<&str> = REGISTRY.iter().map(|entry| entry.name).collect();
        let near = nearest(name, &known).unwrap_or_default();
        return Err(MechanismError::Unknown { found: name.to_owned(), nearest: near, known: known.join(", ") });
    };
    Ok(Mechanism { entry, values: Values::checked(entry.name, entry.parameters, given)? })
}

/// All mechanisms, by their subject.
pub static REGISTRY: &[&Entry] = &[
    &chains::CONFORMANCE,
    &chains::BREAK_EVEN_PRICE,
    &chains::SUSTAINABILITY_LINE,
    &chains::SURVIVAL_LINE,
    &chains::NEGATIVE_SCORE,
    &prices::FIRST_PASSAGE,
    &prices::POOL_DUMP,
    &prices::POOL_HEALING,
    &votes::VOTE_CAPTURE,
    &votes::JURY_CAPTURE,
    &votes::JURY_BRIBE,
    &votes::JURY_BRIBE_COST,
    &votes::FAULTY_EPOCH,
    &checks::VERIFIER_DETECTION,
    &checks::VERIFIER_CHEATING,
    &checks::STALE_COPY,
    &checks::COPY_PAYS,
    &checks::GRIEFING_FACTOR,
    &nodes::SESSION_CUT,
    &nodes::SESSION_LOSS,
    &nodes::QUORUM_WRONG,
    &nodes::HEARTBEAT_LOSS,
    &nodes::THRESHOLD_OVERPAY,
    &contests::OLIGOPOLY_ACTIVE,
    &contests::OLIGOPOLY_TOP,
    &contests::OLIGOPOLY_HHI,
    &contests::ERLANG_WAIT,
    &thresholds::LAZY,
    &thresholds::END_GAME,
    &thresholds::SPOOF,
    &thresholds::SPOOF_SHARE,
    &thresholds::WASH,
    &thresholds::WASH_VOLUME,
    &thresholds::ADOPTION,
    &thresholds::PACKING,
    &thresholds::SYBIL,
    &backtest::LIVEPEER,
    &backtest::HIP_20,
    &backtest::HIP_149_FLOOR,
    &backtest::HIP_149_CAP,
    &backtest::FILECOIN,
    &backtest::MASTER_NODES,
    &backtest::HELIUM_2022,
];
