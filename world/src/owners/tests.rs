use super::*;

const WORKERS: u32 = 20_000;

fn owners(throttle: f64, share_by_hour: [f64; 24]) -> Owners {
    Owners::new(throttle, 1_800.0, share_by_hour, vec![0, 9 * 3_600, -5 * 3_600])
}

/// Evenings are busy, nights quiet.
fn diurnal() -> Owners {
    let mut shares = [0.1; 24];
    (7..23).for_each(|hour| shares[hour] = 0.3);
    (18..22).for_each(|hour| shares[hour] = 0.7);
    owners(0.5, shares)
}

fn hours(hours: f64) -> Time {
    Time::ZERO + Span((hours * 3.6e12) as u64)
}

#[test]
fn as_many_owners_are_active_at_each_hour_as_the_closed_form_says() {
    let owners = diurnal();
    for site in 0..3_u16 {
        for hour in 0..48 {
            let at_h = f64::from(hour) + 0.5;
            let found = (0..WORKERS).filter(|worker| owners.is_active(1, *worker, site, hours(at_h))).count();
            let local_s = at_h * 3_600.0 + f64::from(owners.offset_s[usize::from(site)]) + 172_800.0;
            let p = owners.probability(local_s % 86_400.0);
            let error = (p * (1.0 - p) / f64::from(WORKERS)).sqrt();
            let share = found as f64 / f64::from(WORKERS);
            // Of 144 shares one may be beyond three.
            assert!((share - p).abs() < 4.0 * error, "site {site}, hour {at_h}: {share} active, expected {p} ± {error}");
        }
    }
    let at = |hour: f64| owners.probability(hour * 3_600.0);
    assert!((at(21.9) - 0.7).abs() < 0.01 && (at(6.9) - 0.1).abs() < 0.01, "it settles within some hours: {}", at(21.9));
}

/// Renewal–reward: a long task goes at the idle share plus the throttled active one.
#[test]
fn a_long_task_goes_at_the_mean_speed_of_the_renewal_process() {
    for (throttle, share) in [(0.5, 0.4), (0.0, 0.3), (0.25, 0.8)] {
        let owners = owners(throttle, [share; 24]);
        let (work_s, workers) = (400_000.0, 400);
        let taken: Vec<f64> = (0..workers)
            .map(|worker| owners.elapsed(2, (worker, 0), hours(1.3), Span::from_secs(400_000), Time::MAX).as_secs_f64())
            .collect();
        let mean_s = taken.iter().sum::<f64>() / f64::from(workers);
        let variance = taken.iter().map(|s| (s - mean_s).powi(2)).sum::<f64>() / f64::from(workers - 1);
        let error_s = (variance / f64::from(workers)).sqrt();
        let speed = 1.0 - share + throttle * share;
        println!("throttle {throttle}, active {share}: {mean_s:.0} ± {error_s:.0} s, expected {:.0}", work_s / speed);
        assert!(error_s < 0.02 * mean_s && (mean_s - work_s / speed).abs() < 3.0 * error_s, "{mean_s} s ± {error_s}");
    }
}

/// The lengths of stretches are as stated, where no day is cut.
#[test]
fn stretches_have_their_mean_lengths() {
    let owners = owners(0.5, [0.25; 24]);
    let (mut active, mut idle) = (Vec::new(), Vec::new());
    for worker in 0..4_000 {
        let day = Day::new(&owners, 3, worker, 5);
        let mut from_ns = day.now_ns;
        for stretch in day {
            // Those that begin in the first half of the day end before its end but for one in thousands.
            if from_ns % DAY_NS > ANEW_H as u64 * HOUR_NS && from_ns % DAY_NS < 12 * HOUR_NS {
                let s = (stretch.until_ns - from_ns) as f64 / 1e9;
                if stretch.active { active.push(s) } else { idle.push(s) }
            }
            from_ns = stretch.until_ns;
        }
    }
    for (lengths_s, mean_s) in [(active, 1_800.0), (idle, 5_400.0)] {
        let found_s = lengths_s.iter().sum::<f64>() / lengths_s.len() as f64;
        let error_s = mean_s / (lengths_s.len() as f64).sqrt();
        assert!(
            lengths_s.len() > 5_000 && (found_s - mean_s).abs() < 3.0 * error_s,
            "{found_s} s, expected {mean_s} ± {error_s}"
        );
    }
}

#[test]
fn work_done_in_two_parts_takes_as_long_as_in_one() {
    let owners = diurnal();
    for worker in 0..200 {
        let from = hours(f64::from(worker) * 0.37);
        let (first, second) = (Span(1_234_567_891_011 * u64::from(worker + 1)), Span(20_000_000_000_001));
        let at = |from, work| owners.elapsed(4, (worker, 1), from, work, Time::MAX);
        let part = at(from, first);
        let both = part + at(from + part, second);
        let whole = at(from, first + second);
        // Each end is rounded up to a nanosecond of its own, of two that work takes at half speed.
        assert!(whole.0.abs_diff(both.0) <= 2, "worker {worker}: {whole:?}, {both:?}");
        assert!(whole >= first + second && whole.0 <= 2 * (first + second).0 + 2);
        assert_eq!(owners.elapsed(4, (worker, 1), from, first + second, Time::MAX), whole);
    }
}

#[test]
fn what_stands_still_for_long_ends_after_the_run() {
    let owners = owners(0.0, [0.97; 24]);
    let end = hours(30.0);
    for worker in 0..50 {
        let from = hours(2.0);
        let taken = owners.elapsed(1, (worker, 2), from, Span::from_secs(360_000), end);
        assert!(from + taken > end, "{taken:?}");
    }
    let always = Owners { throttle_q16: 1 << 16, ..owners };
    assert_eq!(always.elapsed(1, (7, 0), hours(2.0), Span(12_345), end), Span(12_345), "full speed is full speed");
}
