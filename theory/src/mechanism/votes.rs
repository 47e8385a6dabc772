//! Votes, juries and agreement, taken by those who hold some of the voters (E16, E17).

use super::{Entry, Parameter, Played, Values};
use economy::attack::games::{faulty, jury, vote};
use economy::attack::{JuryFacts, bribery, faulty_epoch, jury_collusion, oracle_capture};

const ROUNDS: Parameter = Parameter::rounds(20_000.0);
const ORACLES: Parameter = Parameter::count("oracles", "Oracles there are (count).", 9.0, [1.0, 254.0]);

const HELD: Parameter = Parameter::count(
    "held",
    "Oracles of the coalition (count); 0: as held_share says, or the fewest that can win, n div 3 + 1, where that is 0 too.",
    0.0,
    [0.0, 254.0],
);
const HELD_SHARE: Parameter =
    Parameter::share("held_share", "Share of the oracles that the coalition has, rounded down to whole ones.", 0.0);
const FIRST: Parameter =
    Parameter::count("first", "1: the coalition proposes before all others; 0: all in random order.", 0.0, [0.0, 1.0]);

pub(super) const VOTE_CAPTURE: Entry = Entry {
    name: "vote-capture",
    about: "A coalition of oracles proposes who is paid for a job, all others propose another set, by the deployed rule.",
    value: "share of votes that the coalition wins (0 to 1)",
    parameters: &[ORACLES, HELD, HELD_SHARE, FIRST, ROUNDS],
    play: |seed, values| {
        let (oracles, first) = (values.count(&ORACLES), values.count(&FIRST) == 1);
        let held = match (values.count(&HELD), values.of(&HELD_SHARE)) {
            (0, 0.0) => oracle_capture::identical_needed(oracles),
            (0, share) => part(share, oracles),
            (held, _) => held,
        };
        let held = held.min(oracles);
        let played = vote::capture(seed, values.count(&ROUNDS), oracles, held, first);
        Played::sampled(played.into(), oracle_capture::capture_share(oracles, held, first))
    },
};

/// A share of `all`, rounded down, where a third of 9 is 3.
fn part(share: f64, all: u32) -> u32 {
    libm::floor(share * f64::from(all) + 1e-9) as u32
}

const JURORS: Parameter = Parameter::count("jurors", "Jurors there are (count).", 1_000.0, [1.0, 10_000.0]);
const CAPTURED: Parameter =
    Parameter::share("captured_share", "Share of the jurors who are bought, rounded down to whole ones.", 0.3);
const JURY_SIZE: Parameter = Parameter::count("jury_size", "Jurors drawn for a case (count).", 7.0, [1.0, 1_001.0]);
const APPEALS: Parameter =
    Parameter::count("appeals", "Appeals of whoever loses; each doubles the jury (count).", 0.0, [0.0, 10.0]);

pub(super) const JURY_CAPTURE: Entry = Entry {
    name: "jury-capture",
    about: "Juries are drawn without replacement from jurors of whom some are bought; appeals draw twice as many anew.",
    value: "share of cases that end with a bought majority (0 to 1)",
    parameters: &[JURORS, CAPTURED, JURY_SIZE, APPEALS, ROUNDS],
    play: |seed, values| {
        let (jurors, jury_size, appeals) = (values.count(&JURORS), values.count(&JURY_SIZE), values.count(&APPEALS));
        let facts = JuryFacts { jurors, jury_size, appeals, ..JuryFacts::default() };
        let held = part(values.of(&CAPTURED), jurors);
        let played = jury::capture(seed, values.count(&ROUNDS), &facts, held);
        Played::sampled(played.into(), jury_collusion::capture_share(jurors, held, jury_collusion::last_jury(&facts)))
    },
};

const PAY: Parameter = Parameter::number("juror_pay_usd", "What a juror of the majority earns on a case (USD).", 1.0, [0.0, 1e6]);
const DEPOSIT: Parameter =
    Parameter::number("juror_deposit_usd", "Deposit that a juror of the minority loses (USD).", 4.0, [0.0, 1e6]);
const BRIBABLE: Parameter =
    Parameter::share("bribable_share", "Share of jurors who take a bribe that pays more than honesty.", 0.6);
const OFFER: Parameter = Parameter::number(
    "offer_usd",
    "What the briber promises each juror who votes for it, due if it loses (USD); followed from pay and deposit on.",
    5.0,
    [0.0, 1e6],
);

fn bribed(values: &Values) -> JuryFacts {
    JuryFacts {
        jury_size: values.count(&JURY_SIZE),
        juror_pay_usd: values.of(&PAY),
        juror_deposit_usd: values.of(&DEPOSIT),
        bribable_share: values.of(&BRIBABLE),
        ..JuryFacts::default()
    }
}

pub(super) const JURY_BRIBE: Entry = Entry {
    name: "jury-bribe",
    about: "A p + ε attack: jurors are promised more than they lose by a wrong vote, due only if the attack fails.",
    value: "share of cases that the briber wins (0 to 1)",
    parameters: &[JURY_SIZE, PAY, DEPOSIT, BRIBABLE, OFFER, ROUNDS],
    play: |seed, values| {
        let (facts, offer_usd) = (bribed(values), values.of(&OFFER));
        let (wins, _) = jury::bribe(seed, values.count(&ROUNDS), &facts, offer_usd);
        Played::sampled(wins.into(), bribery::outcome(&facts, offer_usd).0)
    },
};

pub(super) const JURY_BRIBE_COST: Entry = Entry {
    name: "jury-bribe-cost",
    about: "A p + ε attack on a jury: what the briber pays, which is nothing where it wins.",
    value: "paid a case (USD)",
    play: |seed, values| {
        let (facts, offer_usd) = (bribed(values), values.of(&OFFER));
        let (_, pays) = jury::bribe(seed, values.count(&ROUNDS), &facts, offer_usd);
        Played::sampled(pays.into(), bribery::outcome(&facts, offer_usd).1)
    },
    ..JURY_BRIBE
};

const WITHHELD: Parameter = Parameter::count("withheld", "Oracles of the attacker (count).", 3.0, [0.0, 254.0]);
const PARTICIPATION: Parameter =
    Parameter::share("participation", "Chance that an honest oracle takes part in an epoch's agreement.", 0.8);
const DISSENT: Parameter =
    Parameter::count("dissent", "0: the attacker's oracles keep silent; 1: each publishes a table of its own.", 0.0, [0.0, 1.0]);

pub(super) const FAULTY_EPOCH: Entry = Entry {
    name: "faulty-epoch",
    about: "Oracles are withheld from agreement on an epoch, by the deployed quorum; without it every node is paid in full.",
    value: "share of epochs without agreement (0 to 1)",
    parameters: &[ORACLES, WITHHELD, PARTICIPATION, DISSENT, ROUNDS],
    play: |seed, values| {
        let (oracles, participation) = (values.count(&ORACLES), values.of(&PARTICIPATION));
        let held = values.count(&WITHHELD).min(oracles);
        let (tactic, theory) = match values.count(&DISSENT) {
            0 => (faulty::Tactic::Silence, faulty_epoch::fault_share(oracles, held, participation)),
            _ => (faulty::Tactic::Dissent, faulty_epoch::dissent_share(oracles, held, participation)),
        };
        Played::sampled(faulty::fault(seed, values.count(&ROUNDS), oracles, held, participation, tactic).into(), theory)
    },
};
