//! Findings: templates whose numbers come from the runs.
//!
//! ```text
//!   mean(run, metric, at)           the mean of a metric at a point, with its interval
//!   change(run, metric, a, b)       the mean difference of point b from point a, replicate by replicate
//!   ratio(run, metric, a, b)        the mean quotient of the same
//!   threshold(run, along)           where a search crosses its bound
//!   index(run, metric, name, key)   what a key contributes to a metric: `first` or `total`, `mu`, `mu_star` or `sigma`
//!   ran(run)                        whether the run was made
//!   within(x, low, high)            whether x lies there as far as its interval can tell
//!   near(x, value, share)           whether it is value, give or take that share of it
//!   … | share, number, time, times  as people read it, with its interval; of a plain number without one
//! ```
//!
//! A point is named by a map of keys and values that fits one point alone, or by its number from 0. A sweep of one point needs none.

use crate::book::{Book, CONFIDENCE, Entry, Spot, words};
use analysis::format;
use analysis::search::{Along, Threshold};
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context};
use std::sync::Arc;
use sweep::Estimate;

/// Fills in templates from one book.
pub struct Words {
    environment: Environment<'static>,
}

impl Words {
    /// With the numbers of `book`.
    pub fn new(book: Arc<Book>) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let one = book.clone();
        let mean = move |run: &str, metric: &str, at: Option<Value>| {
            Ok::<_, Error>(estimate(spot(&one, run, at.as_ref())?.estimate(known(metric)?)))
        };
        environment.add_function("mean", mean);
        for (name, pair) in [("change", (|a, b| b - a) as fn(f64, f64) -> f64), ("ratio", |a, b| b / a)] {
            let pairs = book.clone();
            let function = move |run: &str, metric: &str, a: Value, b: Value| {
                let (a, b, metric) = (spot(&pairs, run, Some(&a))?, spot(&pairs, run, Some(&b))?, known(metric)?);
                let both = a.measured[metric].iter().zip(&b.measured[metric]);
                let values: Vec<f64> = both.filter_map(|(a, b)| Some(pair((*a)?, (*b)?))).filter(|one| one.is_finite()).collect();
                Ok::<_, Error>(estimate(Estimate::of(&values, CONFIDENCE)))
            };
            environment.add_function(name, function);
        }
        let shares = book.clone();
        let index = move |run: &str, metric: &str, name: &str, key: &str| index(&shares, run, metric, name, key);
        environment.add_function("index", index);
        let searches = book.clone();
        let crossing = move |run: &str, along: Option<Value>| threshold(&searches, run, along.as_ref());
        environment.add_function("threshold", crossing);
        environment.add_function("ran", move |run: &str| match book.0.get(run) {
            Some(Entry::LeftOut(_)) => Ok(false),
            Some(_) => Ok(true),
            None => Err(no_run(&book, run)),
        });
        crate::checks::functions(&mut environment);
        environment.add_filter("share", |value: &Value, how: Kwargs| {
            // An interval may reach beyond what a share can be; a change of one may be below 0.
            let is_share = value.get_attr("mean").ok().and_then(|mean| f64::try_from(mean).ok()).is_none_or(|mean| mean >= 0.0);
            let percent = |number: f64| format::share(if is_share { number.clamp(0.0, 1.0) } else { number });
            told(value, &how, &percent, "")
        });
        environment.add_filter("number", |value: &Value, how: Kwargs| told(value, &how, &format::number, ""));
        environment.add_filter("time", |value: &Value, how: Kwargs| told(value, &how, &format::duration, ""));
        environment.add_filter("times", |value: &Value, how: Kwargs| told(value, &how, &format::number, " times"));
        Self { environment }
    }

    /// `template` filled in, a paragraph each.
    ///
    /// # Errors
    /// What is wrong in it, with the line.
    pub fn fill(&self, template: &str) -> Result<Vec<String>, String> {
        let filled = self.environment.render_str(template, context! {}).map_err(|error| {
            let line = error.line().map_or(String::new(), |line| format!("line {line} of the text: "));
            format!("{line}{error:#}")
        })?;
        // Lines of prose flow; those of a table in Markdown stay.
        let flowed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let paragraphs = filled.split("\n\n").map(|text| match text.trim_start().starts_with('|') {
            true => text.trim().lines().map(flowed).collect::<Vec<_>>().join("\n"),
            false => flowed(text),
        });
        Ok(paragraphs.filter(|text| !text.is_empty()).collect())
    }
}

fn wrong(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

fn no_run(book: &Book, run: &str) -> Error {
    wrong(format!("there is no run `{run}`; those are {}", book.0.keys().cloned().collect::<Vec<_>>().join(", ")))
}

/// The metric as the book has it.
fn known(metric: &str) -> Result<&'static str, Error> {
    records::observe::metric_named(metric)
        .map(|known| known.name)
        .ok_or_else(|| wrong(format!("there is no metric `{metric}`; docs/scenario.md lists them")))
}

/// The one point of a sweep that `at` names.
fn spot<'a>(book: &'a Book, run: &str, at: Option<&Value>) -> Result<&'a Spot, Error> {
    let spots = match book.0.get(run).ok_or_else(|| no_run(book, run))? {
        Entry::Sweep(spots) => spots,
        Entry::Search(_) => return Err(wrong(format!("run `{run}` is a search: use threshold(\"{run}\")"))),
        Entry::Sensitivity(_) => {
            return Err(wrong(format!("run `{run}` tells what each key contributes: use index(\"{run}\", …)")));
        }
        Entry::LeftOut(why) => return Err(wrong(format!("run `{run}` was left out ({why}): ask ran(\"{run}\") first"))),
    };
    if let Some(number) = at.and_then(|at| usize::try_from(at.clone()).ok()) {
        return spots.get(number).ok_or_else(|| wrong(format!("run `{run}` has {} points, numbered from 0", spots.len())));
    }
    let mut asked = Vec::new();
    if let Some(at) = at.filter(|at| at.kind() == ValueKind::Map) {
        for key in at.try_iter()? {
            asked.push((key.to_string(), at.get_item(&key)?));
        }
    }
    let fits = |spot: &&Spot| asked.iter().all(|(key, value)| spot.values.get(key).is_some_and(|known| same(known, value)));
    match spots.iter().filter(fits).collect::<Vec<_>>().as_slice() {
        [one] => Ok(one),
        found => {
            let told =
                |spot: &Spot| spot.values.iter().map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", ");
            let known = spots.iter().map(told).collect::<Vec<_>>().join("; ");
            let asked = at.map_or_else(|| "no values".to_owned(), Value::to_string);
            Err(wrong(format!("{} points of run `{run}` fit {asked}; its points are: {known}", found.len())))
        }
    }
}

fn same(known: &toml::Value, asked: &Value) -> bool {
    if let (Some(known), ValueKind::Bool) = (known.as_bool(), asked.kind()) {
        return known == asked.is_true();
    }
    match known.as_float().or(known.as_integer().map(|number| number as f64)) {
        Some(number) => f64::try_from(asked.clone()).is_ok_and(|asked| asked == number),
        None => words(known) == asked.to_string(),
    }
}

/// `mean`, `low`, `high` and `n`; no interval of fewer than two runs.
fn estimate(found: Option<Estimate>) -> Value {
    found.map_or(Value::from(()), |found| {
        let (mean, n) = (found.mean, found.n);
        let [low, high] = [-1.0, 1.0].map(|side| found.half_width.map(|half| mean + side * half));
        context! { mean, low, high, n }
    })
}

fn index(book: &Book, run: &str, metric: &str, name: &str, key: &str) -> Result<Value, Error> {
    let indices = match book.0.get(run).ok_or_else(|| no_run(book, run))? {
        Entry::Sensitivity(indices) => indices,
        _ => return Err(wrong(format!("run `{run}` does not tell what each key contributes"))),
    };
    let is_it = |one: &&sweep::Index| one.metric == metric && one.name == name && one.key == key && one.with.is_none();
    let Some(found) = indices.iter().find(is_it) else {
        return Err(wrong(format!("run `{run}` has no index `{name}` of {key} for {metric}")));
    };
    let [mean, low, high] = found.estimate;
    Ok(context! { mean, low, high })
}

fn threshold(book: &Book, run: &str, along: Option<&Value>) -> Result<Value, Error> {
    let search = match book.0.get(run).ok_or_else(|| no_run(book, run))? {
        Entry::Search(search) => search,
        Entry::Sweep(_) | Entry::Sensitivity(_) => return Err(wrong(format!("run `{run}` is a sweep and has no threshold"))),
        Entry::LeftOut(why) => return Err(wrong(format!("run `{run}` was left out ({why}): ask ran(\"{run}\") first"))),
    };
    let is_it = |one: &&Threshold| match (&one.along, along) {
        (None, None) => true,
        (Some(Along::Number(number)), Some(asked)) => f64::try_from(asked.clone()).is_ok_and(|asked| asked == *number),
        (Some(Along::Words(words)), Some(asked)) => asked.as_str() == Some(words),
        _ => false,
    };
    let Some(found) = search.thresholds.iter().find(is_it) else {
        return Err(wrong(format!(
            "run `{run}` has no threshold at {}",
            along.map_or("no second value".to_owned(), Value::to_string)
        )));
    };
    let (from, to) = search.range;
    let (mean, interval) = (found.value, found.interval);
    Ok(context! { mean, low => interval.map(|(low, _)| low), high => interval.map(|(_, high)| high), from, to })
}

/// An estimate as people read it: `97.3 % (96.8 % to 97.9 %)`, `2.05 times (2.04 to 2.06)`; no interval where it would only repeat
/// the number.
fn told(value: &Value, how: &Kwargs, one: &dyn Fn(f64) -> String, noun: &str) -> Result<String, Error> {
    let scale: f64 = how.get::<Option<f64>>("scale")?.unwrap_or(1.0);
    how.assert_all_used()?;
    let number = |name: &str| value.get_attr(name).ok().and_then(|part| f64::try_from(part).ok()).map(|part| part * scale);
    if let Ok(plain) = f64::try_from(value.clone()) {
        return Ok(one(plain * scale) + noun);
    }
    let end = |end: f64, name: &str, beyond: &str| match end.is_finite() {
        true => one(end),
        false => format!("{beyond} {}", number(name).map_or(format::NONE.to_owned(), one)),
    };
    let interval = number("low").zip(number("high"));
    let interval = interval.map(|(low, high)| (end(low, "from", "below"), end(high, "to", "above")));
    Ok(match (number("mean").map(one), interval) {
        (Some(mean), Some((low, high))) if low != mean || high != mean => format!("{mean}{noun} ({low} to {high})"),
        (Some(mean), _) => mean + noun,
        (None, Some((low, high))) => format!("beyond what was tried ({low} to {high})"),
        (None, None) => format::NONE.to_owned(),
    })
}
