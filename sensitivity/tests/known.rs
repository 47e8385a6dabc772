//! Functions whose indices are known in closed form, and values recorded from SALib.

use engine::rng::Stream;
use sensitivity::{Bootstrap, Indices, Interval, Saltelli, Trajectories, sobol};
use std::f64::consts::PI;

/// Ishigami and Homma 1990 with a = 7, b = 0.1, inputs in [−π, π].
fn ishigami(x: &[f64]) -> f64 {
    let at = |input: usize| (2.0 * x[input] - 1.0) * PI;
    let sine = libm::sin(at(1));
    libm::sin(at(0)) + 7.0 * sine * sine + 0.1 * at(2).powi(4) * libm::sin(at(0))
}

/// Its indices in closed form, of first order and total; of the pairs only (1, 3) acts together.
const ISHIGAMI: ([f64; 3], [f64; 3]) = ([0.313_905, 0.442_411, 0.0], [0.557_589, 0.442_411, 0.243_684]);

/// Sobol's g-function with a_i = i / 2, and its indices: the product of 1 + V_i.
fn g_function(x: &[f64]) -> f64 {
    let factor = |(i, x): (usize, &f64)| ((4.0 * x - 2.0).abs() + i as f64 / 2.0) / (1.0 + i as f64 / 2.0);
    x.iter().enumerate().map(factor).product()
}

fn points(design: &Saltelli) -> impl Iterator<Item = Vec<f64>> + '_ {
    (0..design.points()).map(|point| (0..design.inputs).map(|input| design.coordinate(point, input)).collect())
}

fn study(design: &Saltelli, model: fn(&[f64]) -> f64) -> Indices {
    let values: Vec<f64> = points(design).map(|x| model(&x)).collect();
    sobol::indices(&values, design.inputs, design.second_order, &Bootstrap::default()).unwrap()
}

fn holds(interval: &Interval, exact: f64) -> bool {
    (interval.low..=interval.high).contains(&exact)
}

#[track_caller]
fn near(found: &Interval, exact: f64, tolerance: f64) {
    assert!((found.estimate - exact).abs() < tolerance, "{found:?}, exact {exact}");
    assert!(holds(found, exact), "{found:?} does not hold {exact}");
}

#[test]
fn ishigami_has_its_indices() {
    let found = study(&Saltelli { inputs: 3, rows: 4096, second_order: true, seed: 1 }, ishigami);
    for input in 0..3 {
        near(&found.first[input], ISHIGAMI.0[input], 0.005);
        near(&found.total[input], ISHIGAMI.1[input], 0.005);
    }
    let pairs: Vec<(usize, usize)> = found.second.iter().map(|(i, j, _)| (*i, *j)).collect();
    assert_eq!(pairs, [(0, 1), (0, 2), (1, 2)]);
    for ((_, _, found), exact) in found.second.iter().zip([0.0, 0.243_684, 0.0]) {
        near(found, exact, 0.01);
    }
}

#[test]
fn without_second_order_the_same_rows_give_the_same_indices() {
    let design = Saltelli { inputs: 3, rows: 512, second_order: false, seed: 1 };
    let (without, with) = (study(&design, ishigami), study(&Saltelli { second_order: true, ..design }, ishigami));
    assert!(without.second.is_empty());
    for (one, other) in without.first.iter().chain(&without.total).zip(with.first.iter().chain(&with.total)) {
        // The mean that values are taken about is over other points.
        assert!((one.estimate - other.estimate).abs() < 0.01, "{one:?} {other:?}");
    }
}

#[test]
fn the_g_function_has_its_indices() {
    let alone: Vec<f64> = (0..6).map(|i| 1.0 / 3.0 / (1.0 + f64::from(i) / 2.0).powi(2)).collect();
    let all: f64 = alone.iter().map(|variance| 1.0 + variance).product::<f64>() - 1.0;
    let found = study(&Saltelli { inputs: 6, rows: 8192, second_order: true, seed: 3 }, g_function);
    for (input, variance) in alone.iter().enumerate() {
        near(&found.first[input], variance / all, 0.01);
        near(&found.total[input], variance * (all + 1.0) / (1.0 + variance) / all, 0.01);
    }
    for (i, j, found) in &found.second {
        near(found, alone[*i] * alone[*j] / all, 0.02);
    }
}

/// Of 200 studies at random points, each interval holds its index as often as it says, as far as 200 can tell: 95 % ± 3 · 1.5 %, less
/// what percentile intervals of small samples are known to lack.
#[test]
fn bootstrap_intervals_cover() {
    const STUDIES: u64 = 200;
    let (rows, inputs) = (256, 3);
    let mut counts = [[0_u32; 3]; 2];
    for study in 0..STUDIES {
        let mut stream = Stream::new(study, 0, 1);
        let mut values = Vec::new();
        for _ in 0..rows {
            let mut draw = || -> Vec<f64> { (0..inputs).map(|_| (stream.next() >> 11) as f64 / (1_u64 << 53) as f64).collect() };
            let (a, b) = (draw(), draw());
            values.push(ishigami(&a));
            values.extend((0..inputs).map(|j| {
                let mut mixed = a.clone();
                mixed[j] = b[j];
                ishigami(&mixed)
            }));
            values.push(ishigami(&b));
        }
        let bootstrap = Bootstrap { resamples: 400, seed: study, ..Bootstrap::default() };
        let found = sobol::indices(&values, inputs, false, &bootstrap).unwrap();
        for (counts, (found, exact)) in counts.iter_mut().zip([(&found.first, ISHIGAMI.0), (&found.total, ISHIGAMI.1)]) {
            let held = found.iter().zip(exact).map(|(found, exact)| holds(found, exact));
            counts.iter_mut().zip(held).for_each(|(count, held)| *count += u32::from(held));
        }
    }
    for held in counts.as_flattened() {
        assert!((177..=200).contains(held), "{held} of {STUDIES}: {counts:?}");
    }
}

/// Recorded from SALib 1.6.0 with numpy 2.4.6, `SALib.analyze.sobol.analyze`, of values that are no model's: (7919·i mod 1009) / 1009.
#[test]
fn sobol_estimates_are_those_of_salib() {
    let values: Vec<f64> = (0..128_u32).map(|i| f64::from(i * 7919 % 1009) / 1009.0).collect();
    let none = Bootstrap { resamples: 0, ..Bootstrap::default() };
    let equal = |found: &[Interval], recorded: [f64; 3]| {
        for (found, recorded) in found.iter().zip(recorded) {
            assert!((found.estimate - recorded).abs() < 1e-12, "{} {recorded}", found.estimate);
        }
    };
    let found = sobol::indices(&values, 3, true, &none).unwrap();
    equal(&found.first, [-0.050_122_456_686_639_74, -0.505_593_176_617_534_4, -0.769_946_701_619_223_8]);
    equal(&found.total, [1.082_499_752_702_119, 1.314_972_231_017_844_4, 1.383_670_992_539_945_5]);
    let second: Vec<Interval> = found.second.iter().map(|(.., interval)| *interval).collect();
    equal(&second, [-0.016_461_297_081_177_384, 0.682_980_357_386_303, 0.758_602_448_476_518_6]);
    let found = sobol::indices(&values[..80], 3, false, &none).unwrap();
    equal(&found.first, [0.025_373_198_312_910_093, 0.336_015_857_313_733_57, 1.118_612_696_105_989_2]);
    equal(&found.total, [0.662_526_433_734_334_1, 1.293_517_061_745_377_3, 1.516_825_148_322_580_5]);
}

/// Recorded from SALib 1.6.0, `SALib.analyze.morris.analyze`, at the points of this design.
#[test]
fn morris_estimates_are_those_of_salib() {
    let design = Trajectories { inputs: 3, trajectories: 4, levels: 4, seed: 1 };
    let model = |x: Vec<f64>| x[0] * 3.0 + x[1] * x[1] * x[2] - if x[2] > 0.5 { 2.0 * x[0] } else { 0.0 };
    let values: Vec<f64> = (0..design.points()).map(|point| model(design.point(point))).collect();
    let found = design.effects(&values, &Bootstrap::default()).unwrap();
    for (found, recorded) in [
        (&found.mu, [2.5, 0.5, -0.722_222_222_222_222_2]),
        (&found.mu_star, [2.5, 0.5, 0.777_777_777_777_777_8]),
        (&found.sigma, [0.999_999_999_999_999_9, 0.638_284_738_504_225_4, 0.987_577_157_479_509_8]),
    ] {
        for (found, recorded) in found.iter().zip(recorded) {
            assert!((found.estimate - recorded).abs() < 1e-12, "{found:?} {recorded}");
        }
    }
}
