//! The arguments of `xpand breakeven`.

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand breakeven --gpu \"RTX 4090\" --country DE --price 0.5 --jobs 2/day
  xpand breakeven --gpu \"RTX 3090\" --country FR --price 0.5 --jobs 10/week --capex 700
  xpand breakeven --gpu \"RTX 4090\" --kwh 0.16 --price 1 --jobs 1/day --job N_MED1 --tier 6
  xpand breakeven --gpu \"RTX 4090\" --country DE --price 0.5 --jobs 0/day --capex 0      a card that is paid off, no jobs
  xpand breakeven --gpu \"RTX 4090\" --country DE --price 0.5 --jobs 2/day --json | jq .outcome.middle.net_usd_per_month

Three columns: `low` takes what is uncertain at the end that is worse for the operator, `high` at the better one. Months have 30 days,
as the contract's 36 months have. A job runs for a day on this node, and pays the price of its type, 85 % of it to the node.
Under water: a day's revenue is below a day's cost, at the price of that day.

Every input is told with source and date below the table. No price is invented: one without a source must be given. Job types are
those of the deployed contract, by name or number; prices are US dollars.")]
pub struct BreakevenArgs {
    /// Graphics card, by its model; the end of the name will do.
    #[arg(long, value_name = "MODEL")]
    pub gpu: String,
    /// Country, as a code (DE) or in English, for the price of electricity.
    #[arg(long, value_name = "COUNTRY", required_unless_present = "kwh")]
    pub country: Option<String>,
    /// Price of the token now (USD).
    #[arg(long, value_name = "USD", allow_negative_numbers = true)]
    pub price: f64,
    /// Paid jobs on this node, as 2/day, 10/week or 40/month.
    #[arg(long, value_name = "N/TIME", value_parser = jobs_per_day, allow_hyphen_values = true)]
    pub jobs: f64,
    /// Type of the jobs; the default is the cheapest that asks for a graphics card.
    #[arg(long, value_name = "TYPE", default_value = "G_ENTRY_MED1", conflicts_with = "job_usd")]
    pub job: String,
    /// What a job pays for a day (USD), before the network's share; instead of --job.
    #[arg(long, value_name = "USD", allow_negative_numbers = true)]
    pub job_usd: Option<f64>,
    /// Share of the time that the node is up, 0.001 to 1 [default: 0.98].
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub availability: Option<f64>,
    /// Tier that the licence was bought in, 1 to 12: 500 to 9,500 USD.
    #[arg(long, value_name = "TIER", default_value_t = 1)]
    pub tier: u8,
    /// What the licence cost (USD), instead of the tier's price.
    #[arg(long, value_name = "USD", conflicts_with = "tier", allow_negative_numbers = true)]
    pub licence_usd: Option<f64>,
    /// What the card cost (USD); needed for a card whose price has no source.
    #[arg(long, value_name = "USD", allow_negative_numbers = true)]
    pub capex: Option<f64>,
    /// Price of electricity (USD per kWh), instead of the country's.
    #[arg(long, value_name = "USD", allow_negative_numbers = true)]
    pub kwh: Option<f64>,
    /// Hours a day at full power, 0 to 24 [default: unknown, so from none to all].
    #[arg(long, value_name = "HOURS", allow_negative_numbers = true)]
    pub hours: Option<f64>,
    /// Power of the card at rest (W) [default: 13 % of its full power].
    #[arg(long, value_name = "WATTS", allow_negative_numbers = true)]
    pub idle_watts: Option<f64>,
    /// Power of the machine around the card (W) [default: 25].
    #[arg(long, value_name = "WATTS", allow_negative_numbers = true)]
    pub host_watts: Option<f64>,
    /// Years that the card lasts [default: 3, from 2 to 4].
    #[arg(long, value_name = "YEARS", allow_negative_numbers = true)]
    pub life: Option<f64>,
    /// Volatility of the token's price, a share a year [default: 1, from 0.8 to 1.5].
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub volatility: Option<f64>,
    /// Growth of the token's mean price, a share a year.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, allow_negative_numbers = true)]
    pub drift: f64,
    /// Days looked ahead for the risk, 1 to 1080.
    #[arg(long, value_name = "DAYS", default_value_t = 1080)]
    pub horizon: u32,
    /// Print JSON instead of the table.
    #[arg(long)]
    pub json: bool,
}

/// Units of time with their days, as months have 30 here.
const UNITS: [(&str, f64); 3] = [("day", 1.0), ("week", 7.0), ("month", 30.0)];

/// Jobs a day.
fn jobs_per_day(text: &str) -> Result<f64, String> {
    let wanted = || format!("`{text}` is not a rate; a number and a time are wanted: 2/day, 10/week or 40/month");
    let (count, unit) = text.split_once('/').ok_or_else(wanted)?;
    let (_, days) = UNITS.iter().find(|(name, _)| *name == unit.trim()).ok_or_else(wanted)?;
    let count: f64 = count.trim().parse().map_err(|_| wanted())?;
    if count.is_finite() && count >= 0.0 { Ok(count / days) } else { Err(wanted()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_read_with_their_time() {
        assert_eq!(jobs_per_day("2/day"), Ok(2.0));
        assert_eq!(jobs_per_day("3.5/week"), Ok(0.5));
        assert_eq!(jobs_per_day("60 / month"), Ok(2.0));
        for wrong in ["2", "/day", "2/", "2/hour", "-1/day", "NaN/day", "inf/day", "two/day"] {
            assert!(jobs_per_day(wrong).unwrap_err().contains("2/day, 10/week or 40/month"), "{wrong}");
        }
    }
}
