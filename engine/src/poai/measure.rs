//! How power is measured: work scaled to the speed that a node claims, against the clock, at times it cannot foresee.
//!
//! ```text
//!   verifier: is it due? ──yes──▶ issue: work = claim × span, a fresh seed, a deadline ──▶ node
//!   node:     does the work ──▶ result ──▶ verifier: judge: right? in time? ──▶ measured speed ──▶ power score
//! ```
//!
//! Who claims φ times its real speed needs φ times the span and misses the deadline for any φ above 1 + slack; one challenge
//! suffices, as nothing of it is left to luck but the slack. What remains to a liar is not to be asked: whether a node is asked in
//! an epoch follows from a secret of the verifier's by SHA-256, so that it cannot know. The streams of
//! [`rng`](crate::rng) are not fit for that.
//!
//! What this does not show: work rented for the time of a challenge, or one machine that answers for several nodes at
//! different times. Against the latter, all of an owner's nodes are to be asked at once.

use super::{PowerRule, PowerScore};
use crate::id::NodeId;
use crate::rng::hits;
use crate::time::{Span, Time};
use crate::units::{MilliGflop, MilliGflops};
use crate::wire::Digest;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// Parameters of measurements; all nodes of a network share them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct MeasureRule {
    /// Time that the work takes at the claimed speed.
    pub span: Span,
    /// More time than that is allowed, as a share of it (10⁻⁶): what honest machines vary by.
    pub slack_ppm: u32,
    /// Time allowed for messages, there and back. The span should be many times that.
    pub round_trip: Span,
    /// Chance that a node is asked in an epoch (parts of 2³²).
    pub asked_parts: u32,
}

impl MeasureRule {
    /// Time allowed from the question to the answer.
    #[must_use]
    pub fn allowed(&self) -> Span {
        let slack = u128::from(self.span.0) * u128::from(self.slack_ppm) / 1_000_000;
        let work = self.span.0.saturating_add(u64::try_from(slack).unwrap_or(u64::MAX));
        Span(work.saturating_add(self.round_trip.0))
    }
}

/// A verifier's secret: whoever knows it can foresee its questions. 32 bytes from the system's entropy, made by the driver.
#[derive(Clone, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Secret(pub [u8; 32]);

impl core::fmt::Debug for Secret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A digest that only this secret's owner can tell in advance.
    fn draw(&self, node: NodeId, epoch: u32, purpose: u8) -> Digest {
        let mut bytes = [0; 41];
        bytes[..32].copy_from_slice(&self.0);
        bytes[32..36].copy_from_slice(&node.0.to_le_bytes());
        bytes[36..40].copy_from_slice(&epoch.to_le_bytes());
        bytes[40] = purpose;
        Digest::of(&bytes)
    }

    /// Whether `node` is asked in `epoch`.
    #[must_use]
    pub fn asks(&self, node: NodeId, epoch: u32, rule: &MeasureRule) -> bool {
        let Digest([a, b, c, d, ..]) = self.draw(node, epoch, 0);
        hits(u64::from(u32::from_le_bytes([a, b, c, d])) << 32, rule.asked_parts.into())
    }

    /// When in an epoch of length `epoch` it is asked: anywhere.
    #[must_use]
    pub fn moment(&self, node: NodeId, number: u32, epoch: Span) -> Span {
        let Digest([a, b, c, d, e, f, g, h, ..]) = self.draw(node, number, 1);
        let word = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        Span(((u128::from(word) * u128::from(epoch.0)) >> 64) as u64)
    }
}

/// A question: so much work, with this seed, in this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Challenge {
    /// Who is asked.
    pub node: NodeId,
    /// What the work starts from, so that no result can be kept from before.
    pub seed: Digest,
    /// How much work.
    pub work: MilliGflop,
    /// The speed claimed.
    pub claimed: MilliGflops,
    /// When it was asked.
    pub issued: Time,
    /// When the answer must be there.
    pub deadline: Time,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Verdict {
    /// Right and in time: as fast as was claimed, within the slack.
    Passed(MilliGflops),
    /// Right, too late: this fast.
    Late(MilliGflops),
    /// A wrong result.
    Wrong,
    /// No answer by the deadline.
    Silent,
}

impl Challenge {
    /// The question to `node`, which claims a speed, at `now`.
    #[must_use]
    pub fn issue(secret: &Secret, node: NodeId, epoch: u32, claimed: MilliGflops, now: Time, rule: &MeasureRule) -> Self {
        let (seed, work) = (secret.draw(node, epoch, 2), claimed.over(rule.span));
        Self { node, seed, work, claimed, issued: now, deadline: now + rule.allowed() }
    }

    /// Judges a result that came at `at` against the one that the work must give. The speed is that of the work alone: the time
    /// that messages are allowed is taken off.
    #[must_use]
    pub fn judge(&self, result: &Digest, expected: &Digest, at: Time, rule: &MeasureRule) -> Verdict {
        if result != expected {
            return Verdict::Wrong;
        }
        let worked = at.since(self.issued).0.saturating_sub(rule.round_trip.0).max(1);
        let speed = u128::from(self.work.0) * u128::from(Span::SECOND.0) / u128::from(worked);
        let speed = MilliGflops(u64::try_from(speed).unwrap_or(u64::MAX)).min(self.claimed);
        // Within the slack the claim stands.
        if at <= self.deadline { Verdict::Passed(self.claimed) } else { Verdict::Late(speed) }
    }
}

impl Verdict {
    /// What it does to a power score: the benchmark becomes what was measured; a wrong or missing answer is a failure, and of a
    /// missing one nothing is known, so that the benchmark stays.
    pub fn apply(self, power: &mut PowerScore, rule: PowerRule) {
        match self {
            Self::Passed(speed) => power.benchmark_mgflops = i64::try_from(speed.0).unwrap_or(i64::MAX),
            Self::Late(speed) => {
                // The penalty is of what was claimed: the lie costs more the bigger it is.
                power.on_failed(rule);
                power.benchmark_mgflops = i64::try_from(speed.0).unwrap_or(i64::MAX);
            }
            Self::Wrong | Self::Silent => power.on_failed(rule),
        }
    }
}

/// A verifier's open questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Measuring {
    open: BTreeMap<NodeId, Challenge>,
}

impl Measuring {
    /// Asks a node, unless a question to it is open: then nothing.
    pub fn ask(&mut self, challenge: Challenge) -> Option<Challenge> {
        if self.open.contains_key(&challenge.node) {
            return None;
        }
        self.open.insert(challenge.node, challenge);
        Some(challenge)
    }

    /// The open question to `node`.
    #[must_use]
    pub fn open(&self, node: NodeId) -> Option<&Challenge> {
        self.open.get(&node)
    }

    /// An answer came. `expected` computes what the result must be, from the question. Nothing for an answer that nobody asked
    /// for, or to another question than the open one.
    pub fn on_answer(
        &mut self,
        node: NodeId,
        seed: &Digest,
        result: &Digest,
        at: Time,
        rule: &MeasureRule,
        expected: impl FnOnce(&Challenge) -> Digest,
    ) -> Option<Verdict> {
        let challenge = self.open.get(&node).filter(|challenge| challenge.seed == *seed).copied()?;
        self.open.remove(&node);
        Some(challenge.judge(result, &expected(&challenge), at, rule))
    }

    /// Gives up on answers that are too late by `grace`: until then a late one still tells a speed.
    pub fn give_up(&mut self, now: Time, grace: Span) -> Vec<(NodeId, Verdict)> {
        let over = self.open.extract_if(.., |_, challenge| now > challenge.deadline + grace);
        over.map(|(node, _)| (node, Verdict::Silent)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Ten seconds of work, a tenth of slack, a fifth of a second for messages, asked in every fourth epoch.
    const RULE: MeasureRule =
        MeasureRule { span: Span(10_000_000_000), slack_ppm: 100_000, round_trip: Span(200_000_000), asked_parts: 1 << 30 };
    const SECRET: Secret = Secret([7; 32]);
    const NODE: NodeId = NodeId(3);
    const NOW: Time = Time(5_000_000_000);

    /// A node of `real` speed that claims `claimed`, messages taking all the time they are allowed.
    fn measured(claimed: u64, real: u64) -> Verdict {
        let challenge = Challenge::issue(&SECRET, NODE, 9, MilliGflops(claimed), NOW, &RULE);
        let at = NOW + challenge.work.at(MilliGflops(real)) + RULE.round_trip;
        challenge.judge(&Digest::NONE, &Digest::NONE, at, &RULE)
    }

    #[test]
    fn a_claim_of_so_many_times_the_real_speed_fails_with_the_ratio() {
        assert_eq!(measured(1_000, 1_000), Verdict::Passed(MilliGflops(1_000)));
        assert_eq!(measured(1_000, 5_000), Verdict::Passed(MilliGflops(1_000)), "no more than was claimed");
        assert_eq!(measured(1_100, 1_000), Verdict::Passed(MilliGflops(1_100)), "just within the slack");
        assert_eq!(measured(1_101, 1_000), Verdict::Late(MilliGflops(1_000)));
        // io.net: 1.8 million claimed, 12,000 real.
        assert_eq!(measured(150_000, 1_000), Verdict::Late(MilliGflops(1_000)));
    }

    #[test]
    fn verdicts_reach_the_power_score() {
        let rule = PowerRule { penalty_ppm: 50_000, half_life_epochs: 4 };
        let after = |verdict: Verdict| {
            let mut power = PowerScore { benchmark_mgflops: 150_000, ..PowerScore::default() };
            verdict.apply(&mut power, rule);
            (power.benchmark_mgflops, power.failed, power.score_mgflops())
        };
        assert_eq!(after(Verdict::Passed(MilliGflops(150_000))), (150_000, 0, 150_000));
        assert_eq!(after(Verdict::Late(MilliGflops(1_000))), (1_000, 1, 500 - 7_500), "negative: a debt");
        assert_eq!(after(Verdict::Silent), (150_000, 1, 75_000 - 7_500));
        assert_eq!(after(Verdict::Wrong), after(Verdict::Silent));
    }

    #[test]
    fn only_the_answer_to_the_open_question_counts() {
        let mut verifier = Measuring::default();
        let challenge = Challenge::issue(&SECRET, NODE, 9, MilliGflops(1_000), NOW, &RULE);
        assert_eq!(verifier.ask(challenge), Some(challenge));
        assert_eq!(verifier.ask(challenge), None, "one at a time");
        let result = Digest::of(b"result");
        let mut answer = |node, seed: &Digest, result: &Digest, s| {
            verifier.on_answer(node, seed, result, NOW + Span::from_secs(s), &RULE, |_| Digest::of(b"result"))
        };
        assert_eq!(answer(NodeId(4), &challenge.seed, &result, 1), None);
        assert_eq!(answer(NODE, &Digest::NONE, &result, 1), None, "a seed of another question");
        assert_eq!(answer(NODE, &challenge.seed, &Digest::NONE, 1), Some(Verdict::Wrong));
        assert_eq!(answer(NODE, &challenge.seed, &result, 1), None, "one answer");
        let later = Challenge { seed: Digest::of(b"other"), ..challenge };
        verifier.ask(later);
        assert_eq!(verifier.give_up(later.deadline + Span(5), Span(5)), []);
        assert_eq!(verifier.give_up(later.deadline + Span(6), Span(5)), [(NODE, Verdict::Silent)]);
        assert_eq!(verifier.open(NODE), None);
    }

    #[test]
    fn who_is_asked_and_when_follows_from_the_secret_and_looks_like_chance() {
        let asked = |secret: &Secret| (0..4_000).filter(|epoch| secret.asks(NODE, *epoch, &RULE)).collect::<Vec<u32>>();
        let (mine, others) = (asked(&SECRET), asked(&Secret([8; 32])));
        // A quarter of 4,000, three standard errors of 27.4; both at once a sixteenth, 15.3.
        assert!(mine.len().abs_diff(1_000) < 82 && others.len().abs_diff(1_000) < 82);
        let both = mine.iter().filter(|epoch| others.contains(epoch)).count();
        assert!(both.abs_diff(250) < 46, "{both}");
        let day = Span::from_secs(86_400);
        let early = (0..4_000).filter(|epoch| SECRET.moment(NODE, *epoch, day).0 < day.0 / 2).count();
        assert!(early.abs_diff(2_000) < 95, "{early}");
        let always = MeasureRule { asked_parts: u32::MAX, ..RULE };
        assert!((0..100).all(|epoch| SECRET.asks(NODE, epoch, &always)));
        assert_eq!(std::format!("{SECRET:?}"), "Secret(…)");
    }

    proptest! {
        #[test]
        fn a_liar_is_late_beyond_the_slack_and_its_real_speed_is_found(real in 1_000_u64..1_000_000_000, lie_ppm in 0_u64..150_000_000) {
            let claimed = real + (u128::from(real) * u128::from(lie_ppm) / 1_000_000) as u64;
            match measured(claimed, real) {
                Verdict::Passed(speed) => prop_assert!(lie_ppm <= 102_000 && speed.0 == claimed),
                Verdict::Late(speed) => prop_assert!(lie_ppm >= 98_000 && speed.0.abs_diff(real) <= 1 + real / 1_000_000),
                verdict => prop_assert!(false, "{verdict:?}"),
            }
        }
    }
}
