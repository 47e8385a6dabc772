//! What can go wrong in a look-up.

/// Why a preset was not found or cannot be used. The caller adds the scenario key it was named under.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    /// No such name.
    #[error("no {kind} `{asked}`, nearest is `{nearest}`; there are: {valid}")]
    Unknown {
        /// What was looked up, in words.
        kind: String,
        /// The name asked for.
        asked: String,
        /// The name that looks most like it.
        nearest: String,
        /// All names, or the nearest few where they are too many.
        valid: String,
    },
    /// A country that is known and has no price of electricity with a licence.
    #[error(
        "no price of electricity with a licence for country `{country}`; give one (US dollars per kWh), or name one of: {valid}"
    )]
    NoPrice {
        /// The country asked for.
        country: String,
        /// Countries with a price.
        valid: String,
    },
    /// The preset has sessions only, so that no alternation of up and down can be built from it alone.
    #[error("churn preset `{preset}` measured no downtimes; name a preset to take them from, one of: {valid}")]
    NoDowntime {
        /// The preset.
        preset: String,
        /// Presets that have downtimes.
        valid: String,
    },
}

impl PresetError {
    /// The error for a name that is not among `valid`.
    pub(super) fn unknown<'a>(kind: &str, asked: &str, valid: impl Iterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = valid.collect();
        let nearest = nearest(asked, &names, 1).concat();
        Self::Unknown { kind: kind.to_owned(), asked: asked.to_owned(), nearest, valid: names.join(", ") }
    }
}

/// The `count` names that share most pairs of letters with `asked`, best first.
pub(super) fn nearest<'a>(asked: &str, names: &[&'a str], count: usize) -> Vec<&'a str> {
    let asked = asked.to_lowercase();
    let mut ranked: Vec<_> = names.iter().map(|name| (strsim::sorensen_dice(&asked, &name.to_lowercase()), *name)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(count).map(|(_, name)| name).collect()
}
