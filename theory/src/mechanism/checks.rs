//! Who checks whom, and whether it pays to look (E14, E17, E18).

use super::sample::least;
use super::{Entry, Parameter, Played, Values};
use crate::closed::{deterrence, oracle};
use economy::attack::games::verifier::{self, Lure};
use economy::attack::games::{grief, stale};
use economy::attack::learning::Inspection;
use economy::attack::{AttackFacts, AuditFacts, JuryFacts, OracleFacts, strategy};

const ROUNDS: Parameter = Parameter::rounds(20_000.0);

const CHECKERS: Parameter = Parameter::count("checkers", "Checkers, all alike (count).", 3.0, [1.0, 1_000.0]);
const GAIN: Parameter = Parameter::number("gain_usd", "G: what cheating brings if nobody looks (USD).", 1.0, [1e-6, 1e9]);
const SLASH: Parameter = Parameter::number("slash_usd", "S: what the cheat loses if somebody does (USD).", 4.0, [0.0, 1e9]);

pub(super) const VERIFIER_DETECTION: Entry = Entry {
    name: "verifier-detection",
    about: "The verifier's dilemma: each of some checkers checks as often as at their equilibrium, so more of them see no more.",
    value: "share of cheats that are seen (0 to 1)",
    parameters: &[CHECKERS, GAIN, SLASH, ROUNDS],
    play: |seed, values| {
        let (checkers, gain, slash) = (values.count(&CHECKERS), values.of(&GAIN), values.of(&SLASH));
        let check = verifier::check_share(&inspection(values), checkers);
        let seen = verifier::detection(seed, values.count(&ROUNDS), checkers, check);
        Played::sampled(seen.into(), deterrence::found_share(gain, slash))
    },
};

const CHECK: Parameter = Parameter::number("check_usd", "C: cost of a check (USD).", 1.0, [0.0, 1e9]);
const REWARD: Parameter = Parameter::number("reward_usd", "R: what a check that finds a cheat brings (USD).", 20.0, [0.0, 1e9]);
const LOSS: Parameter =
    Parameter::number("loss_usd", "L: what a cheat that is not seen costs the checker (USD).", 40.0, [1e-6, 1e9]);
const LURE: Parameter = Parameter::count(
    "lure",
    "What else makes checking pay: 0 nothing, 1 attention challenges, 2 errors forced on purpose.",
    0.0,
    [0.0, 2.0],
);
const LURE_SHARE: Parameter = Parameter::share("lure_share", "Share of rounds with a challenge or a forced error.", 0.1);
const LURE_USD: Parameter = Parameter::number(
    "lure_usd",
    "Penalty of who has not checked when challenged, or jackpot of who finds a forced error (USD).",
    5.0,
    [0.0, 1e9],
);
const LEARNED: Parameter = Parameter::rounds(1_000_000.0);

fn inspection(values: &Values) -> Inspection {
    Inspection {
        check_usd: values.of(&CHECK),
        reward_usd: values.of(&REWARD),
        loss_usd: values.of(&LOSS),
        gain_usd: values.of(&GAIN),
        slash_usd: values.of(&SLASH),
    }
}

pub(super) const VERIFIER_CHEATING: Entry = Entry {
    name: "verifier-cheating",
    about: "A worker that may cheat and a checker that may check answer each other's habits, with or without a lure to check.",
    value: "share of rounds with a cheat, by fictitious play (0 to 1)",
    parameters: &[CHECK, REWARD, LOSS, GAIN, SLASH, LURE, LURE_SHARE, LURE_USD, LEARNED],
    play: |_, values| {
        let (game, share, usd) = (inspection(values), values.of(&LURE_SHARE), values.of(&LURE_USD));
        let lure = match values.count(&LURE) {
            0 => Lure::None,
            1 => Lure::Attention { share, penalty_usd: usd },
            _ => Lure::ForcedError { share, jackpot_usd: usd },
        };
        let lured_usd = if lure == Lure::None { 0.0 } else { share * usd };
        let theory = deterrence::cheat_share((game.check_usd - lured_usd).max(0.0), game.reward_usd, game.loss_usd).min(1.0);
        Played::exact(verifier::cheat_share(&game, lure, values.count(&LEARNED)), theory)
    },
};

const DRIFT: Parameter =
    Parameter::number("score_drift", "Standard deviation of a score's change in one epoch.", 0.03, [1e-9, 1e6]);
const DELAY: Parameter = Parameter::count("delay_epochs", "Age of a table when it can be copied (epochs).", 4.0, [0.0, 10_000.0]);

pub(super) const STALE_COPY: Entry = Entry {
    name: "stale-copy",
    about: "An oracle publishes another's old scores, which move as a random walk.",
    value: "mean error of a copied score (unit of the score)",
    parameters: &[DRIFT, DELAY, ROUNDS],
    play: |seed, values| {
        let (drift, delay) = (values.of(&DRIFT), values.count(&DELAY));
        let error = stale::copy_error(seed, values.count(&ROUNDS), drift, delay);
        Played::sampled(error.into(), oracle::stale_error(drift, f64::from(delay)))
    },
};

const EVALUATION: Parameter =
    Parameter::number("evaluation_usd", "Cost of measuring instead of copying (USD an epoch).", 1.0, [1e-6, 1e6]);
const DIVIDEND: Parameter = Parameter::number("dividend_usd", "Dividend of an oracle (USD an epoch).", 50.0, [1e-3, 1e9]);
const ERROR_PENALTY: Parameter =
    Parameter::number("error_penalty", "Share of the dividend that is lost per unit of error.", 1.0, [1e-6, 1e6]);
/// No delay is longer (epochs).
const DELAY_MOST: f64 = 1e30;

pub(super) const COPY_PAYS: Entry = Entry {
    name: "copy-pays",
    about: "Oracles that copy save the cost of measuring and lose dividend to the error of what they copy.",
    value: "age of a table from which copying it does not pay (epochs)",
    parameters: &[DRIFT, EVALUATION, DIVIDEND, ERROR_PENALTY],
    play: |_, values| {
        let oracles = OracleFacts {
            evaluation_usd: values.of(&EVALUATION),
            dividend_usd: values.of(&DIVIDEND),
            error_penalty: values.of(&ERROR_PENALTY),
            score_drift: values.of(&DRIFT),
            ..OracleFacts::default()
        };
        let delay = strategy("oracle_copying", 1.0).map(|copying| {
            least(0.0, DELAY_MOST, |copy_delay_epochs| {
                let oracles = OracleFacts { copy_delay_epochs, ..oracles.clone() };
                copying.assess(&AttackFacts { oracles, ..AttackFacts::default() }).profit_usd <= 0.0
            })
        });
        let per_error = oracles.dividend_usd * oracles.error_penalty;
        let theory = deterrence::copy_delay_epochs(oracles.evaluation_usd, per_error, oracles.score_drift);
        Played::exact(delay.unwrap_or(f64::NAN), theory)
    },
};

const DEPOSIT: Parameter = Parameter::number("deposit_usd", "Deposit of the challenger (USD).", 10.0, [0.0, 1e9]);
const ERROR: Parameter = Parameter::share("error", "Chance that a jury decides wrongly.", 0.05);
const BOUNTY: Parameter = Parameter::share("bounty_share", "Share of a slash that goes to the challenger.", 0.5);
const SLASHED: Parameter =
    Parameter::number("slash_usd", "What the challenged loses if the jury is wrong (USD).", 100.0, [0.0, 1e9]);
const DEFENCE: Parameter =
    Parameter::number("defence_usd", "What answering costs the challenged, right or wrong (USD).", 1.0, [0.0, 1e9]);
const CASES: Parameter = Parameter::rounds(40_000.0);

pub(super) const GRIEFING_FACTOR: Entry = Entry {
    name: "griefing-factor",
    about: "False challenges of an honest node, case by case, before juries that err.",
    value: "lost by the victim per USD lost by the challenger (USD); negative where the challenger earns",
    parameters: &[DEPOSIT, ERROR, BOUNTY, SLASHED, DEFENCE, CASES],
    play: |seed, values| {
        let jury = JuryFacts {
            challenge_deposit_usd: values.of(&DEPOSIT),
            error: values.of(&ERROR),
            bounty_share: values.of(&BOUNTY),
            defence_usd: values.of(&DEFENCE),
            ..JuryFacts::default()
        };
        let audit = AuditFacts { slash_usd: values.of(&SLASHED), ..AuditFacts::default() };
        let loss = jury.defence_usd + jury.error * audit.slash_usd;
        let theory =
            deterrence::griefing_factor(loss, jury.challenge_deposit_usd, jury.error, jury.bounty_share, audit.slash_usd);
        let facts = AttackFacts { jury, audit, ..AttackFacts::default() };
        let (costs, loses) = grief::challenge(seed, values.count(&CASES), &facts);
        let value = loses.mean / costs.mean;
        // Both sides see the same cases, and what one gains the other loses: their errors add up whole.
        let error = loses.standard_error + value.abs() * costs.standard_error;
        Played { value, standard_error: error / costs.mean.abs(), theory: Some(theory) }
    },
};
