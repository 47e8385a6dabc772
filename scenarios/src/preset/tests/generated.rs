//! Generated churn of every preset against its own law, and the gap to what was observed.

use core::convert::Infallible;

use rand_core::TryRng;
use world::law::{Law, Renewal};

use super::super::{ChurnPreset, churn, churn_laws, list};

/// Steele, Lea and Flood's SplitMix64.
struct SplitMix(u64);

impl TryRng for SplitMix {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|bits| (bits >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Ok(z ^ (z >> 31))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

const SPELLS: u32 = 200_000;
const NODES: u32 = 40_000;
/// When the population is counted, after its stationary start (h).
const COUNTED_AT_H: f64 = 48.0;

/// Mean of generated spells in standard errors from the law's mean. A mean with a heavy tail says little about the bulk,
/// so the share below the law's median is checked too.
fn mean_error(name: &str, law: &Law, rng: &mut SplitMix) -> f64 {
    let n = f64::from(SPELLS);
    let median = law.quantile(0.5);
    let (mut sum, mut below) = (0.0, 0.0);
    for _ in 0..SPELLS {
        let spell = law.sample(rng);
        sum += spell;
        below += f64::from(u8::from(spell <= median));
    }
    let z_median = (below / n - 0.5) / (0.25 / n).sqrt();
    assert!(z_median.abs() < 4.0, "{name} {law:?}: share below the median {z_median:.2} standard errors off");
    let variance = law.second_moment() - law.mean() * law.mean();
    (sum / n - law.mean()) / (variance / n).sqrt()
}

/// Share of nodes up at [`COUNTED_AT_H`].
fn share_up(renewal: &Renewal, rng: &mut SplitMix) -> f64 {
    let up = (0..NODES).filter(|_| {
        let (mut is_up, mut until) = renewal.start_stationary(rng);
        while until <= COUNTED_AT_H {
            is_up = !is_up;
            until += renewal.sample_spell(is_up, rng);
        }
        is_up
    });
    up.count() as f64 / f64::from(NODES)
}

fn gap(law: f64, observed: Option<f64>) -> String {
    observed.map_or_else(|| "not observed".to_owned(), |observed| format!("{:+.1} %", 100.0 * (law / observed - 1.0)))
}

fn presets() -> Vec<ChurnPreset> {
    let names = list().into_iter().filter(|entry| entry.kind == "churn").map(|entry| entry.name);
    names.flat_map(|name| churn_laws(&name).unwrap().into_iter().map(move |law| churn(&name, Some(law)).unwrap())).collect()
}

#[test]
fn generated_churn_of_every_preset_is_within_three_standard_errors_of_its_law() {
    println!(
        "mean of law [h] (gap to the observed mean), generated - law [standard errors]; availability of law, generated, observed"
    );
    let mut rng = SplitMix(20_260_801);
    let mut checked = 0;
    for preset in presets() {
        let name = format!("{} {}", preset.name, preset.law);
        let mut line = format!("{name:<30}");
        let sides = [
            ("up", Some(&preset.up_h), preset.observed_up_mean_h),
            ("down", preset.down_h.as_ref(), preset.observed_down_mean_h),
        ];
        for (side, law, observed) in sides {
            let Some(law) = law else { continue };
            let z = mean_error(&name, law, &mut rng);
            line += &format!(" {side} {:>8.2} ({:>8}) {z:+.2};", law.mean(), gap(law.mean(), observed));
            assert!(z.abs() < 3.0, "{name}: mean time {side} is {z:.2} standard errors off");
            checked += 1;
        }
        if let Ok(renewal) = preset.renewal() {
            let expected = renewal.availability();
            let found = share_up(&renewal, &mut rng);
            let z = (found - expected) / (expected * (1.0 - expected) / f64::from(NODES)).sqrt();
            let observed = preset.observed_availability.map_or_else(|| "-".to_owned(), |share| format!("{share:.4}"));
            line += &format!(" availability {expected:.4}, {found:.4} ({z:+.2}), {observed}");
            assert!(z.abs() < 3.0, "{name}: {found} up after {COUNTED_AT_H} h, {z:.2} standard errors off {expected}");
            checked += 1;
        }
        println!("{line}");
    }
    assert_eq!(checked, 3 * (9 * 4 + 1 + 4) + 1, "each law of each preset");
}
