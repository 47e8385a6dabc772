//! Waiting lines and populations without one (T9, T9b, T12).

/// T9. Probability that a job has to wait for one of `servers` (Erlang C) under a load of `offered` = λ/μ servers' work, below
/// `servers`. By the recursion of Erlang B, which never overflows.
#[must_use]
pub fn wait_share(servers: u32, offered: f64) -> f64 {
    let blocked = (1..=servers).fold(1.0, |blocked, n| offered * blocked / (f64::from(n) + offered * blocked));
    let load = offered / f64::from(servers);
    blocked / (1.0 - load * (1.0 - blocked))
}

/// T9. Mean wait before service of M/M/c, in mean service times: C/(c − λ/μ).
#[must_use]
pub fn wait_mmc(servers: u32, offered: f64) -> f64 {
    wait_share(servers, offered) / (f64::from(servers) - offered)
}

/// T9b. Mean wait of M/G/1 (Pollaczek and Khinchine), λE(S²)/(2(1 − ρ)), in the unit of the service time. `per_unit` is the
/// rate of arrivals; λE(S) is below 1.
#[must_use]
pub fn wait_mg1(per_unit: f64, service_mean: f64, service_second_moment: f64) -> f64 {
    per_unit * service_second_moment / (2.0 * (1.0 - per_unit * service_mean))
}

/// T12. Mean number present when `joining_per_day` join and each leaves at rate `leaving_per_day`: α/δ. The number is a Poisson
/// variable, so this is its variance too.
#[must_use]
pub fn population(joining_per_day: f64, leaving_per_day: f64) -> f64 {
    joining_per_day / leaving_per_day
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;

    #[test]
    fn waits_of_the_table_and_by_hand() {
        assert_printed(wait_mmc(10, 9.0), "0.6687");
        assert!((wait_share(1, 0.3) - 0.3).abs() < 1e-15, "one server: the load");
        // Exponential service: P-K is M/M/1's ρ/(1 − ρ).
        assert!((wait_mg1(0.7, 1.0, 2.0) - 0.7 / 0.3).abs() < 1e-12 && (wait_mmc(1, 0.7) - 0.7 / 0.3).abs() < 1e-12);
        assert_printed(population(5.0, 0.005), "1000");
    }
}
