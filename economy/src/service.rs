//! How many jobs get done, and how long they wait: M/M/c in each class (specification §2.4, T9).

/// Chance that a job has to wait with `servers` at utilisation `rho` (Erlang C), 1 from `rho` = 1 on.
///
/// Up to 256 servers by the recursion of Erlang B, then by the limit of Halfin and Whitt (1981), whose error there is below 1 %
/// of 1.
#[must_use]
pub fn wait_chance(servers: f64, rho: f64) -> f64 {
    if rho <= 0.0 || servers <= 0.0 {
        return 0.0;
    }
    if rho >= 1.0 {
        return 1.0;
    }
    if servers <= 256.0 {
        let whole = libm::ceil(servers).max(1.0);
        let offered = rho * whole;
        let (mut blocked, mut count) = (1.0, 0.0);
        while count < whole {
            count += 1.0;
            blocked = offered * blocked / (count + offered * blocked);
        }
        return blocked / (1.0 - rho * (1.0 - blocked));
    }
    let beta = (1.0 - rho) * libm::sqrt(servers);
    if beta > 8.0 {
        return 0.0;
    }
    let density = libm::exp(-0.5 * beta * beta) / libm::sqrt(2.0 * core::f64::consts::PI);
    let below = 0.5 * libm::erfc(-beta / core::f64::consts::SQRT_2);
    1.0 / (1.0 + beta * below / density)
}

/// Mean wait in service times.
#[must_use]
pub fn mean_wait(servers: f64, rho: f64) -> f64 {
    if servers <= 0.0 || rho >= 1.0 {
        return f64::INFINITY;
    }
    wait_chance(servers, rho) / (servers * (1.0 - rho))
}

/// Share of jobs that wait longer than `patience` service times.
#[must_use]
pub fn late_share(servers: f64, rho: f64, patience: f64) -> f64 {
    wait_chance(servers, rho) * libm::exp(-servers * (1.0 - rho).max(0.0) * patience)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erlang_c_meets_the_known_values() {
        // T9: c = 10, ρ = 0.9: 0.6687 to four digits; one server waits with chance ρ.
        assert!((mean_wait(10.0, 0.9) - 0.6687).abs() < 5e-5, "{}", mean_wait(10.0, 0.9));
        assert!((wait_chance(1.0, 0.7) - 0.7).abs() < 1e-12);
        let (exact, limit) = (wait_chance(256.0, 0.95), wait_chance(256.5, 0.95));
        assert!((exact - limit).abs() < 0.02, "{exact} {limit}");
        assert_eq!(late_share(3.0, 1.0, 5.0), 1.0);
    }
}
