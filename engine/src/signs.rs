//! Signs that a network fails, told from counts that a simulated network and a real one both have: jobs that fail or go wrong, churn
//! and slow links that break the work, rewards that keep nobody. The thresholds are ours.

use core::fmt;

/// Share of ended jobs that fail or go wrong from which that is a sign (10⁻⁶).
pub const JOBS_PPM: u64 = 50_000;

/// Share of attempts that are lost or late from which that is a sign (10⁻⁶).
pub const ATTEMPTS_PPM: u64 = 200_000;

/// Share of workers that were up and had nothing of it from which that is a sign (10⁻⁶).
pub const UNREWARDED_PPM: u64 = 500_000;

/// Fewer than that are no sign of anything.
pub const LEAST: u64 = 10;

/// What was counted over a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Jobs that have ended.
    pub jobs_ended: u64,
    /// … and were not settled.
    pub jobs_failed: u64,
    /// … and were settled with a wrong result, as far as that is known.
    pub jobs_wrong: u64,
    /// Attempts at tasks that have ended, but for those that were called off.
    pub attempts_ended: u64,
    /// … whose worker fell silent.
    pub attempts_lost: u64,
    /// … that took too long, or were never accepted.
    pub attempts_late: u64,
    /// Workers that were up.
    pub workers: u64,
    /// … and were rewarded in no epoch.
    pub workers_unrewarded: u64,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Jobs fail, or come back wrong.
    Jobs(Counts),
    /// Machines that leave and links that are slow break the work.
    Network(Counts),
    /// Many who take part get nothing.
    Rewards(Counts),
}

impl Counts {
    /// All signs.
    pub fn signs(self) -> impl Iterator<Item = Sign> {
        let is_sign =
            |part: u64, of: u64, ppm: u64| of >= LEAST && u128::from(part) * 1_000_000 >= u128::from(of) * u128::from(ppm);
        let broken = self.attempts_lost.saturating_add(self.attempts_late);
        let signs = [
            (is_sign(self.jobs_failed.saturating_add(self.jobs_wrong), self.jobs_ended, JOBS_PPM), Sign::Jobs(self)),
            (is_sign(broken, self.attempts_ended, ATTEMPTS_PPM), Sign::Network(self)),
            (is_sign(self.workers_unrewarded, self.workers, UNREWARDED_PPM), Sign::Rewards(self)),
        ];
        signs.into_iter().filter_map(|(is_there, sign)| is_there.then_some(sign))
    }
}

/// `5.3 %`.
struct Percent(u64, u64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milli = u128::from(self.0) * 1_000 / u128::from(self.1.max(1));
        write!(f, "{}.{} %", milli / 10, milli % 10)
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = |ppm: u64| Percent(ppm, 1_000_000);
        match self {
            Self::Jobs(Counts { jobs_ended, jobs_failed, jobs_wrong, .. }) => write!(
                f,
                "Jobs fail: of {jobs_ended} that ended {jobs_failed} failed and {jobs_wrong} came back wrong, {} (a sign from {} on). \
                 Workers do not answer or are wrong, or there are too few for what is asked.",
                Percent(jobs_failed.saturating_add(*jobs_wrong), *jobs_ended),
                limit(JOBS_PPM),
            ),
            Self::Network(Counts { attempts_ended, attempts_lost, attempts_late, .. }) => write!(
                f,
                "The network breaks the work: of {attempts_ended} attempts {attempts_lost} were lost with their worker and \
                 {attempts_late} took too long, {} (a sign from {} on). Tasks are too long for how long machines stay, or links too \
                 slow: checkpoints, copies, smaller tasks.",
                Percent(attempts_lost.saturating_add(*attempts_late), *attempts_ended),
                limit(ATTEMPTS_PPM),
            ),
            Self::Rewards(Counts { workers, workers_unrewarded, .. }) => write!(
                f,
                "Rewards keep nobody: of {workers} workers that were up {workers_unrewarded} were rewarded in no epoch, {} (a sign \
                 from {} on).",
                Percent(*workers_unrewarded, *workers),
                limit(UNREWARDED_PPM),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;
    use std::vec::Vec;

    #[test]
    fn each_sign_is_there_from_its_share_on() {
        let calm = Counts {
            jobs_ended: 100,
            jobs_failed: 4,
            attempts_ended: 100,
            attempts_lost: 10,
            attempts_late: 9,
            workers: 100,
            workers_unrewarded: 49,
            ..Counts::default()
        };
        assert_eq!(calm.signs().count(), 0);
        let jobs = Counts { jobs_wrong: 1, ..calm };
        let network = Counts { attempts_late: 10, ..calm };
        let rewards = Counts { workers_unrewarded: 50, ..calm };
        let all = [(jobs, Sign::Jobs(jobs)), (network, Sign::Network(network)), (rewards, Sign::Rewards(rewards))];
        for (counts, sign) in all {
            assert_eq!(counts.signs().collect::<Vec<_>>(), [sign]);
        }
        assert!(
            Sign::Jobs(jobs)
                .to_string()
                .starts_with("Jobs fail: of 100 that ended 4 failed and 1 came back wrong, 5.0 % (a sign from 5.0 % on).")
        );
        assert!(Sign::Network(network).to_string().contains("10 were lost with their worker and 10 took too long, 20.0 %"));
    }

    #[test]
    fn few_are_no_sign() {
        let few = Counts { jobs_ended: 9, jobs_failed: 9, attempts_ended: 9, attempts_lost: 9, ..Counts::default() };
        assert_eq!(few.signs().count(), 0);
        let many = Counts { jobs_ended: u64::MAX, jobs_failed: u64::MAX, jobs_wrong: 1, ..Counts::default() };
        assert_eq!(many.signs().count(), 1);
    }
}
