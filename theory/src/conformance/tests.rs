//! The rows hold, and their errors are what they say.

use super::*;

/// The seed of the table that is printed.
const SEED: u64 = 1;

#[test]
fn all_27_rows_hold() {
    let rows = rows(SEED);
    let mut ids: Vec<&str> = rows.iter().map(|row| row.id).collect();
    assert!(rows.iter().all(Row::holds), "{}", table::text(&rows, 150));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 27);
}

#[test]
fn the_number_of_threads_changes_nothing_and_the_seed_does() {
    let short = |seed, threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let chance = EXPERIMENTS.iter().enumerate().filter(|(_, one)| one.replications > 0);
            chance.map(|(number, one)| one.row(number, seed, 3)).collect::<Vec<Row>>()
        })
    };
    let (one, three, other) = (short(7, 1), short(7, 3), short(8, 2));
    assert_eq!(one, three);
    assert!(one.iter().zip(&other).all(|(a, b)| a != b), "each row depends on the seed");
}

/// 200 seeds of 40 replications each: |z| above 1.96 in 2 to 9 % of them. For rows that are cheap; the others below.
#[test]
fn z_scores_are_standard_normal() {
    const SEEDS: u32 = 200;
    let cheap = ["T7c", "T8b", "T17"];
    for (number, one) in EXPERIMENTS.iter().enumerate().filter(|(_, one)| cheap.contains(&one.id)) {
        let rows: Vec<Row> = (0..SEEDS).into_par_iter().map(|seed| one.row(number, 1_000 + u64::from(seed), 40)).collect();
        for at in 0..rows[0].checks.len() {
            let far = rows.iter().filter(|row| row.checks[at].z().unwrap().abs() > 1.96).count();
            assert!((4..=18).contains(&far), "{} {}: {far} of {SEEDS}", one.id, rows[0].checks[at].what);
        }
    }
}

/// The share of far z-scores of every row, over `XPAND_SEEDS` seeds (200) with at most `XPAND_REPLICATIONS` replications.
#[test]
#[ignore = "minutes: run by hand"]
fn calibration_of_every_row() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let (seeds, most) = (number("XPAND_SEEDS").unwrap_or(200), number("XPAND_REPLICATIONS").unwrap_or(u32::MAX));
    let fresh = fresh::of_length(seeds, 10_000, |one| one.replications.min(most));
    println!("{}", table::fresh_text(&fresh, 170));
    for check in fresh.iter().flat_map(|row| &row.checks).filter(|check| !check.z.is_empty()) {
        let n = check.z.len() as f64;
        let far = check.z.iter().filter(|z| z.abs() > 1.96).count() as f64 / n;
        let mean = check.z.iter().sum::<f64>() / n;
        let sd = (check.z.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / (n - 1.0)).sqrt();
        println!(
            "{:50} far {:5.1} %  mean {mean:+.2}  sd {sd:.2}  p_bias {:.3} p_spread {:.3}",
            check.what,
            100.0 * far,
            check.p_bias,
            check.p_spread
        );
    }
    assert!(fresh.iter().all(|row| row.holds));
}
