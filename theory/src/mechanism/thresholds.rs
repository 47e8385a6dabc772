//! What it takes for an attack not to pay, found by bisection on what the attack is assessed at (E11, E12, E13, E15, E26).

use super::sample::least;
use super::{Entry, Parameter, Played, Values};
use crate::closed::break_even::{LICENCE_DAYS, LICENCE_TOKENS_PER_DAY};
use crate::closed::deterrence::{Spoofer, Worker};
use crate::closed::shares;
use economy::attack::{
    AttackFacts, AuditFacts, EmissionFacts, HorizonFacts, OperatorFacts, VolumeFacts, spoofed_capacity, strategy, sybil,
};
use engine::Amount;
use engine::id::NodeId;
use engine::poai;
use engine::ratio1::nd;
use engine::wire::EpochEntry;

/// What a strategy brings under `facts` (USD an epoch).
fn profit_usd(name: &str, strength: f64, facts: &AttackFacts) -> f64 {
    strategy(name, strength).map_or(f64::NAN, |strategy| strategy.assess(facts).profit_usd)
}

const WAGE: Parameter = Parameter::number("wage_usd", "w: pay of an epoch's work (USD).", 1.0, [1e-6, 1e9]);
const WORK: Parameter = Parameter::number("work_usd", "c: cost of doing it (USD).", 0.6, [0.0, 1e9]);
const FAKE: Parameter = Parameter::number("fake_work_usd", "c_f: cost of making its results up (USD).", 0.05, [0.0, 1e9]);
const SLASH: Parameter = Parameter::number("slash_usd", "S: stake lost when found out (USD).", 5.0, [0.0, 1e9]);
const UNVESTED: Parameter =
    Parameter::number("unvested_usd", "Rewards not vested yet, which are lost too when found out (USD).", 0.0, [0.0, 1e9]);
const DISCOUNT: Parameter =
    Parameter::number("discount_per_epoch", "Weight of the next epoch against this one.", 0.99, [0.0, 0.99999]);
const LEFT: Parameter = Parameter::count("epochs_left", "Epochs until emission ends (count); 0: it never does.", 0.0, [0.0, 1e6]);

/// A worker that emission pays a wage; whoever is found out is banned.
fn work(values: &Values) -> AttackFacts {
    let epochs_left = if values.count(&LEFT) == 0 { f64::INFINITY } else { values.of(&LEFT) };
    AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: values.of(&WAGE), ..EmissionFacts::default() },
        operator: OperatorFacts { work_usd: values.of(&WORK), fake_work_usd: values.of(&FAKE), ..OperatorFacts::default() },
        audit: AuditFacts {
            sensitivity: 1.0,
            slash_usd: values.of(&SLASH),
            unvested_usd: values.of(&UNVESTED),
            withheld_epochs: f64::INFINITY,
            ..AuditFacts::default()
        },
        horizon: HorizonFacts { epochs_left, discount_per_epoch: values.of(&DISCOUNT) },
        ..AttackFacts::default()
    }
}

/// The same in the closed form's terms: honest work at a loss has no future to lose.
fn worker(values: &Values) -> Worker {
    let (wage, cost) = (values.of(&WAGE), values.of(&WORK));
    let stake = values.of(&SLASH) + values.of(&UNVESTED);
    Worker { wage, cost, cost_faked: values.of(&FAKE), stake, discount: values.of(&DISCOUNT) }
}

fn lazy_pays(facts: &AttackFacts, audit_share: f64) -> bool {
    let audit = AuditFacts { audit_share, ..facts.audit.clone() };
    profit_usd("lazy_work", 1.0, &AttackFacts { audit, ..facts.clone() }) > 0.0
}

pub(super) const LAZY: Entry = Entry {
    name: "attack-threshold-lazy",
    about: "An operator makes up all its results and is banned when found out.",
    value: "detection from which it does not pay (0 to 1); none where it pays even if always found out",
    parameters: &[WAGE, WORK, FAKE, SLASH, UNVESTED, DISCOUNT, LEFT],
    play: |_, values| {
        let (facts, worker) = (work(values), worker(values));
        let detection = least(0.0, 1.0, |audit_share| !lazy_pays(&facts, audit_share));
        let left = values.count(&LEFT);
        let future = if left == 0 { worker.future_value() } else { worker.future_value_of(f64::from(left)) };
        // With the future put into the stake, T3 knows every horizon.
        let needed = Worker { stake: worker.stake + future.max(0.0), discount: 0.0, ..worker }.detection_needed().max(0.0);
        Played::exact(detection, if needed > 1.0 { f64::INFINITY } else { needed })
    },
};

const DETECTION: Parameter = Parameter::number("detection", "Chance that an epoch's cheating is found.", 0.02, [1e-6, 1.0]);
/// No horizon is longer (epochs).
const HORIZON_MOST: u32 = 1_000_000;

pub(super) const END_GAME: Entry = Entry {
    name: "attack-end-game",
    about: "An honest operator turns lazy near the end of emission, when it has no future left to lose.",
    value: "epochs left from which honesty pays (count); none where it never does",
    parameters: &[DETECTION, WAGE, WORK, FAKE, SLASH, UNVESTED, DISCOUNT],
    play: |_, values| {
        let (facts, worker, detection) = (work(values), worker(values), values.of(&DETECTION));
        let pays = |epochs: u128| {
            let horizon = HorizonFacts { epochs_left: epochs as f64, ..facts.horizon.clone() };
            lazy_pays(&AttackFacts { horizon, ..facts.clone() }, detection)
        };
        let found = super::sample::least_whole(HORIZON_MOST.into(), |epochs| !pays(epochs));
        // d·(w + S + V) = c − c_f for V, and V = V∞(1 − γⁿ) for n, in whole epochs.
        let future = ((worker.cost - worker.cost_faked) / detection - worker.wage - worker.stake).max(0.0);
        let forever = worker.future_value().max(0.0);
        let epochs = match future / forever {
            _ if future == 0.0 => 0.0,
            part if part < 1.0 => libm::ceil(libm::log1p(-part) / libm::log(worker.discount) - 1e-9),
            _ => f64::INFINITY,
        };
        let theory = if epochs > f64::from(HORIZON_MOST) { f64::INFINITY } else { epochs };
        Played::exact(found.map_or(f64::INFINITY, |epochs| epochs as f64), theory)
    },
};

const FACTOR: Parameter = Parameter::number("factor", "φ: capacity claimed over capacity held.", 150.0, [1.001, 500.0]);
const HONEST: Parameter =
    Parameter::number("honest_reward_usd", "What the real capacity earns in an epoch (USD).", 1.0, [1e-6, 1e9]);
const CLAIM: Parameter = Parameter::number("claim_usd", "c: cost of keeping up the claim (USD an epoch).", 0.0, [0.0, 1e9]);
const AT_STAKE: Parameter =
    Parameter::number("at_stake_usd", "S + V: stake and later rewards lost when found out (USD).", 2_830.0, [0.0, 1e12]);

pub(super) const SPOOF: Entry = Entry {
    name: "attack-threshold-spoof",
    about: "An operator claims many times its capacity and is benchmarked again now and then.",
    value: "detection from which it does not pay (0 to 1)",
    parameters: &[FACTOR, HONEST, CLAIM, AT_STAKE],
    play: |_, values| {
        let spoofer = Spoofer {
            factor: values.of(&FACTOR),
            honest_reward: values.of(&HONEST),
            cost: values.of(&CLAIM),
            at_stake: values.of(&AT_STAKE),
        };
        let facts = |benchmark_share: f64| AttackFacts {
            emission: EmissionFacts { reward_usd_per_weight: spoofer.honest_reward, ..EmissionFacts::default() },
            operator: OperatorFacts { claim_usd: spoofer.cost, ..OperatorFacts::default() },
            audit: AuditFacts { benchmark_share, slash_usd: spoofer.at_stake, ..AuditFacts::default() },
            ..AttackFacts::default()
        };
        let detection = least(0.0, 1.0, |share| profit_usd(spoofed_capacity::ENTRY.name, spoofer.factor, &facts(share)) <= 0.0);
        Played::exact(detection, spoofer.detection_needed().max(0.0))
    },
};

const REAL: Parameter = Parameter::share("real_share", "Share of the real power that spoofers have.", 0.01);

pub(super) const SPOOF_SHARE: Entry = Entry {
    name: "spoof-share",
    about: "A share of the real power claims many times what it has, and the engine's split pays by claims.",
    value: "share of the pool that it takes (0 to 1)",
    parameters: &[FACTOR, REAL],
    play: |_, values| {
        const POWER: f64 = 1e12;
        let (factor, real) = (values.of(&FACTOR), values.of(&REAL));
        let claim = |node, power: f64| EpochEntry { node: NodeId(node), power_mgflops: power as i64, available_s: 1 };
        let claims = [claim(0, POWER * (1.0 - real)), claim(1, POWER * real * factor)];
        let paid = poai::split(Amount::TOKEN, &claims).last().copied().unwrap_or_default();
        Played::exact(paid.0 as f64 / Amount::TOKEN.0 as f64, shares::spoofed_share(real, factor))
    },
};

const EMITTED: Parameter =
    Parameter::number("emitted_tokens", "Tokens shared out by paid volume in an epoch.", 1_000.0, [1e-3, 1e9]);
const PRICE: Parameter = Parameter::number("price_usd", "Price of the token (USD).", 0.5, [1e-6, 1e6]);
const BURN: Parameter = Parameter::number("burn_share", "Share of what is paid that is burned.", 0.15, [1e-3, 1.0]);
const VOLUME: Parameter = Parameter::number("honest_usd", "Volume that others pay for (USD an epoch).", 1_000.0, [1e-3, 1e9]);

fn wash(values: &Values, burn_share: f64) -> AttackFacts {
    AttackFacts {
        volume: VolumeFacts {
            honest_volume_usd: values.of(&VOLUME),
            volume_reward_usd: values.of(&EMITTED) * values.of(&PRICE),
            burn_share,
            ..VolumeFacts::default()
        },
        ..AttackFacts::default()
    }
}

pub(super) const WASH: Entry = Entry {
    name: "attack-wash",
    about: "A small operator pays itself for jobs to earn emission that follows volume; what is burned is lost.",
    value: "burn share from which it does not pay; above 1: no burn is enough",
    parameters: &[EMITTED, PRICE, VOLUME],
    play: |_, values| {
        // Small against honest volume, whose share it takes.
        let honest_usd = values.of(&VOLUME);
        let small_usd = honest_usd * 1e-6;
        let burn = least(0.0, 1e18, |burn| profit_usd("self_dealing", small_usd, &wash(values, burn)) <= 0.0);
        Played::exact(burn, values.of(&EMITTED) * values.of(&PRICE) / honest_usd)
    },
};

pub(super) const WASH_VOLUME: Entry = Entry {
    name: "attack-wash-volume",
    about: "Wash jobs under free entry grow until all of them together earn what they burn.",
    value: "volume paid to oneself at which it stops paying (USD an epoch)",
    parameters: &[EMITTED, PRICE, BURN, VOLUME],
    play: |_, values| {
        let (emitted, price, burn, honest) = (values.of(&EMITTED), values.of(&PRICE), values.of(&BURN), values.of(&VOLUME));
        let facts = wash(values, burn);
        // A strategy takes 10⁹ USD at most; volumes scale.
        let most = 1e9;
        let volume = least(most * 1e-15, most, |usd| profit_usd("self_dealing", usd, &facts) <= 0.0);
        let volume = if volume <= most * 1e-15 { 0.0 } else { volume };
        let theory = shares::wash_volume_usd(emitted, price, burn, honest);
        Played::exact(volume, if theory > most { f64::INFINITY } else { theory })
    },
};

const FULL: Parameter =
    Parameter::number("adoption_full_usd", "Volume at which its half of the adoption score is full (USD).", 5e6, [1.0, 1e12]);
const GATED: Parameter =
    Parameter::number("gated_tokens", "Tokens of the attacker that adoption holds back.", 42_230_686.878, [1e-3, 1e12]);

pub(super) const ADOPTION: Entry = Entry {
    name: "attack-adoption",
    about: "Holders of tokens that adoption holds back buy adoption with jobs of their own.",
    value: "token price up to which it does not pay (USD)",
    parameters: &[FULL, GATED, BURN],
    play: |_, values| {
        let (adoption_full_usd, gated_tokens, burn_share) = (values.of(&FULL), values.of(&GATED), values.of(&BURN));
        let facts = |token_price_usd: f64| AttackFacts {
            emission: EmissionFacts { token_price_usd, ..EmissionFacts::default() },
            volume: VolumeFacts { adoption_full_usd, gated_tokens, burn_share, ..VolumeFacts::default() },
            ..AttackFacts::default()
        };
        let price = least(0.0, 1e18, |price| profit_usd("adoption_wash", 1.0, &facts(price)) > 0.0);
        Played::exact(price, 2.0 * adoption_full_usd * burn_share / gated_tokens)
    },
};

const NODES: Parameter = Parameter::count("nodes_per_machine", "Licences that share one machine (count).", 1.0, [1.0, 10_000.0]);
const LICENCE: Parameter = Parameter::number("licence_usd", "Price of a licence (USD).", 500.0, [0.0, 1e6]);
const MACHINE: Parameter =
    Parameter::number("machine_usd_per_day", "Running cost of the machine (USD a day).", 0.3855, [0.0, 1e5]);

pub(super) const PACKING: Entry = Entry {
    name: "attack-packing",
    about: "Licences share one machine, and each is paid for availability by the deployed contract, whatever stands behind it.",
    value: "token price from which it pays (USD)",
    parameters: &[NODES, LICENCE, MACHINE],
    play: |_, values| {
        let reward_tokens = nd::reward(Amount::ZERO, &[255]).0 as f64 / Amount::TOKEN.0 as f64;
        let (nodes, licence_usd) = (values.count(&NODES), values.of(&LICENCE) / LICENCE_DAYS);
        let machine_usd = values.of(&MACHINE);
        let left = |price: f64| sybil::packed_profit_usd(reward_tokens * price, licence_usd, machine_usd, nodes);
        let theory = (licence_usd + machine_usd / f64::from(nodes)) / LICENCE_TOKENS_PER_DAY;
        Played::exact(least(0.0, 1e12, |price| left(price) >= 0.0), theory)
    },
};

const IDENTITIES: Parameter = Parameter::count("identities", "Identities on one machine (count).", 10.0, [2.0, 1_000.0]);
const EXPONENT: Parameter = Parameter::share(
    "split_exponent",
    "Exponent of capacity in the split: 1 proportional, 0.5 square root, 0 flat per node.",
    0.5,
);

pub(super) const SYBIL: Entry = Entry {
    name: "attack-sybil",
    about: "One machine stands as many identities before a split that grows less than capacity does.",
    value: "cost of one more identity from which it does not pay (USD an epoch)",
    parameters: &[IDENTITIES, EXPONENT, HONEST],
    play: |_, values| {
        let (identities, split_exponent, reward) = (values.of(&IDENTITIES), values.of(&EXPONENT), values.of(&HONEST));
        let facts = |identity_usd: f64| AttackFacts {
            emission: EmissionFacts { reward_usd_per_weight: reward, split_exponent, ..EmissionFacts::default() },
            operator: OperatorFacts { identity_usd, ..OperatorFacts::default() },
            ..AttackFacts::default()
        };
        let cost = least(0.0, 1e12, |cost| profit_usd(sybil::ENTRY.name, identities, &facts(cost)) <= 0.0);
        Played::exact(cost, reward * (libm::pow(identities, 1.0 - split_exponent) - 1.0) / (identities - 1.0))
    },
};
