//! Lines of break-even of a network and of its nodes, by the rules of the deployed contracts (E01, E02, E05, E21).

use super::sample::{least, least_whole};
use super::{Entry, Parameter, Played, Values};
use crate::closed::break_even::{LICENCE_DAYS, Node, net_neutral_fees_usd, survival_fees_usd};
use crate::closed::shares::unclamped_mint_ratio;
use crate::conformance;
use engine::Amount;
use engine::id::NodeId;
use engine::poai;
use engine::ratio1::escrow::BURN_PERCENT;
use engine::ratio1::nd;
use engine::wire::EpochEntry;

pub(super) const CONFORMANCE: Entry = Entry {
    name: "conformance",
    about: "The rows that hold simulation against theory, each with its own mechanism; three in a thousand numbers miss by chance.",
    value: "rows that hold (count)",
    parameters: &[],
    play: |seed, _| {
        let rows = conformance::rows(seed);
        Played::exact(rows.iter().filter(|row| row.holds()).count() as f64, rows.len() as f64)
    },
};

const LICENCE: Parameter = Parameter::number("licence_usd", "Price of the licence (USD); 0 once it is sunk.", 500.0, [0.0, 1e6]);
const OPEX: Parameter =
    Parameter::number("opex_usd_per_day", "Running cost of the node (USD a day); a home box by default.", 0.3855, [0.0, 1e4]);
const AVAILABILITY: Parameter = Parameter::number("availability", "Share of the time that the node is up.", 0.98, [0.01, 1.0]);
const FEES: Parameter =
    Parameter::number("fees_usd_per_day", "Paid for its work, before the split (USD a day).", 0.0, [0.0, 1e5]);
const EPOCHS: Parameter =
    Parameter::count("epochs", "Epochs over which the licence must pay (days).", LICENCE_DAYS, [1.0, LICENCE_DAYS]);

/// Availability as oracles publish it, 0 to 255: rounded so that what is rounded off in one epoch is made up for in the next.
fn published(availability: f64, epochs: u32) -> Vec<u8> {
    let until = |epoch: u32| libm::round(f64::from(epoch) * availability * 255.0);
    (0..epochs).map(|epoch| (until(epoch + 1) - until(epoch)) as u8).collect()
}

/// What a licence leaves over its life at a token price, epoch by epoch (USD).
fn left_usd(values: &Values, rewards: &[Amount], price_usd: f64) -> f64 {
    let kept_usd = micro_usd_to_node(micro_usd(values.of(&FEES))) as f64 / 1e6;
    rewards.iter().fold(-values.of(&LICENCE), |left, reward| {
        left + reward.0 as f64 / Amount::TOKEN.0 as f64 * price_usd + kept_usd - values.of(&OPEX)
    })
}

pub(super) const BREAK_EVEN_PRICE: Entry = Entry {
    name: "break-even-price",
    about: "A licence of the deployed network over its life, epoch by epoch: the token price at which it neither wins nor loses.",
    value: "token price at break-even (USD); negative where fees alone pay for it",
    parameters: &[LICENCE, OPEX, AVAILABILITY, FEES, EPOCHS],
    play: |_, values| {
        let epochs = values.count(&EPOCHS);
        let mut claimed = Amount::ZERO;
        let rewards: Vec<Amount> = published(values.of(&AVAILABILITY), epochs)
            .into_iter()
            .map(|value| {
                let reward = nd::reward(claimed, &[value]);
                claimed = claimed.saturating_add(reward);
                reward
            })
            .collect();
        let price = least(-1e8, 1e8, |price| left_usd(values, &rewards, price) >= 0.0);
        let theory = Node {
            // The closed form spreads a licence over all its epochs.
            licence_usd: values.of(&LICENCE) * LICENCE_DAYS / f64::from(epochs),
            opex_usd_per_day: values.of(&OPEX),
            fees_usd_per_day: values.of(&FEES),
            availability: values.of(&AVAILABILITY),
        };
        Played::exact(price, theory.break_even_price_usd())
    },
};

fn micro_usd(usd: f64) -> u128 {
    libm::round(usd * 1e6) as u128
}

/// What the deployed escrow leaves the node of a payment (micro-USD).
fn micro_usd_to_node(paid: u128) -> u128 {
    paid - paid * BURN_PERCENT / 100
}

const PRICE: Parameter = Parameter::number("price_usd", "Price of the token (USD).", 1.0, [1e-4, 1e4]);
const BURN: Parameter = Parameter::number("burn_share", "Share of what customers pay that is burned.", 0.15, [1e-3, 1.0]);
/// No volume a node-day is larger (micro-USD).
const VOLUME_MOST: u128 = 1 << 60;

/// In millionths.
fn parts_per_million(share: f64) -> u32 {
    libm::round(share * 1e6) as u32
}

pub(super) const SUSTAINABILITY_LINE: Entry = Entry {
    name: "sustainability-line",
    about: "Customers pay, a share is burned, every licence mints for a day up: the volume from which supply does not grow.",
    value: "volume a node-day at which burned USD equal minted USD (USD)",
    parameters: &[PRICE, BURN],
    play: |_, values| {
        let (price_usd, burn_share) = (values.of(&PRICE), values.of(&BURN));
        let minted_usd = nd::reward(Amount::ZERO, &[255]).0 as f64 / Amount::TOKEN.0 as f64 * price_usd;
        let burned = |volume: u128| Amount(volume).parts_per_million(parts_per_million(burn_share)).0;
        let volume = least_whole(VOLUME_MOST, |volume| burned(volume) as f64 >= minted_usd * 1e6);
        let theory = net_neutral_fees_usd(price_usd, burn_share);
        Played::exact(volume.map_or(f64::NAN, |volume| volume as f64 / 1e6), theory)
    },
};

pub(super) const SURVIVAL_LINE: Entry = Entry {
    name: "survival-line",
    about: "A node without any tokens lives on what the deployed escrow leaves it of its customers' payments.",
    value: "volume a node-day at which a node lives on fees alone (USD)",
    parameters: &[OPEX],
    play: |_, values| {
        let opex_usd = values.of(&OPEX);
        let lives = |volume: u128| micro_usd_to_node(volume) >= micro_usd(opex_usd);
        let volume = least_whole(VOLUME_MOST, lives).map_or(f64::NAN, |volume| volume as f64 / 1e6);
        Played::exact(volume, survival_fees_usd(opex_usd))
    },
};

const NODES: Parameter = Parameter::count("nodes", "Nodes of score 10 (count).", 9.0, [1.0, 100_000.0]);
const PENALISED: Parameter = Parameter::count("penalised", "Nodes of a negative score (count).", 1.0, [0.0, 100_000.0]);
const PENALTY: Parameter = Parameter::number("penalty", "By how much their score is below 0.", 10.0, [0.0, 1e4]);
const CLAMPED: Parameter =
    Parameter::count("clamped", "0: shares are of the plain sum of scores; 1: of the sum of those above 0.", 0.0, [0.0, 1.0]);
/// Steps of a score.
const SCORE_ONE: f64 = 1e6;

pub(super) const NEGATIVE_SCORE: Entry = Entry {
    name: "negative-score",
    about: "An epoch's tokens are split by the paper's rule, I over the sum of all I, with negative scores among them.",
    value: "tokens minted over tokens meant; none where the sum is not above 0",
    parameters: &[NODES, PENALISED, PENALTY, CLAMPED],
    play: |_, values| {
        const MEANT: Amount = Amount::tokens(1_000);
        let score = |score: f64| libm::round(score * SCORE_ONE) as i64;
        let scores = || {
            let good = (0..values.count(&NODES)).map(|_| score(10.0));
            good.chain((0..values.count(&PENALISED)).map(|_| -score(values.of(&PENALTY))))
        };
        let over_meant = |minted: u128| minted as f64 / MEANT.0 as f64;
        if values.count(&CLAMPED) == 1 {
            let claim = |(node, power_mgflops)| EpochEntry { node: NodeId(node), power_mgflops, available_s: 1 };
            let claims: Vec<EpochEntry> = (0..).zip(scores()).map(claim).collect();
            return Played::exact(over_meant(poai::split(MEANT, &claims).into_iter().map(|reward| reward.0).sum()), 1.0);
        }
        let all: i128 = scores().map(i128::from).sum();
        if all <= 0 {
            return Played { value: f64::INFINITY, standard_error: 0.0, theory: None };
        }
        // Node by node; whoever is below 0 pays nothing back.
        let share = |score: i64| u128::from(score.max(0).unsigned_abs()) * MEANT.0 / all.unsigned_abs();
        let influences: Vec<f64> = scores().map(|score| score as f64 / SCORE_ONE).collect();
        Played::exact(over_meant(scores().map(share).sum()), unclamped_mint_ratio(&influences))
    },
};
