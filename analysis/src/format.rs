//! Numbers as people read them: few digits, units, thousands apart.

/// Stands for a measure that has no value (no job settled, nothing was up).
pub const NONE: &str = "–";

/// A number with about four significant digits; thousands apart by a thin space.
pub fn number(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        _ if !value.is_finite() => return NONE.to_owned(),
        _ if size == 0.0 || size >= 1_000.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 10.0 => 2,
        _ if size >= 1.0 => 3,
        _ if size >= 1e-3 => (3 - size.log10().floor() as i32) as usize,
        _ => return format!("{value:.2e}"),
    };
    if size >= 1e12 {
        return format!("{value:.3e}");
    }
    let text = format!("{value:.digits$}");
    let text = if digits > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let (whole, rest) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let whole = thousands(whole);
    rest.map_or(whole.clone(), |rest| format!("{whole}.{rest}"))
}

/// A count, thousands apart by a thin space.
pub fn count(value: u64) -> String {
    thousands(&value.to_string())
}

/// A count with its noun, in the plural where it needs one.
pub fn plural(value: u64, noun: &str) -> String {
    match value {
        1 => format!("1 {noun}"),
        _ => format!("{} {noun}s", count(value)),
    }
}

fn thousands(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("−", digits));
    let mut text = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// A share (0 to 1) in percent.
pub fn share(value: f64) -> String {
    format!("{:.1} %", value * 100.0)
}

/// A duration \[s\] in its natural unit.
pub fn duration(seconds: f64) -> String {
    let (divisor, unit) = match seconds.abs() {
        0.0 => (1.0, "s"),
        size if size < 1.0 => (1e-3, "ms"),
        size if size < 120.0 => (1.0, "s"),
        size if size < 7_200.0 => (60.0, "min"),
        size if size < 172_800.0 => (3_600.0, "h"),
        _ => (86_400.0, "d"),
    };
    let value = seconds / divisor;
    let digits = if value.abs() < 10.0 { 2 } else { 1 };
    let text = format!("{value:.digits$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} {unit}")
}

/// A volume \[B\] in decimal multiples.
pub fn bytes(value: f64) -> String {
    let mut value = value;
    for unit in ["B", "kB", "MB", "GB"] {
        if value.abs() < 1_000.0 {
            return format!("{} {unit}", number(value));
        }
        value /= 1_000.0;
    }
    format!("{} TB", number(value))
}

/// An amount of 10⁻¹⁸ token in tokens, rounded.
pub fn tokens(amount: i128) -> String {
    number(tokens_f64(amount))
}

/// An amount of 10⁻¹⁸ token as a floating-point number of tokens, for drawing.
pub fn tokens_f64(amount: i128) -> f64 {
    amount as f64 / 1e18
}

/// An amount of 10⁻¹⁸ token in tokens, to the last digit.
pub fn tokens_exact(amount: i128) -> String {
    let sign = if amount < 0 { "−" } else { "" };
    let size = amount.unsigned_abs();
    let (whole, rest) = (size / 10_u128.pow(18), size % 10_u128.pow(18));
    format!("{sign}{}.{rest:018}", thousands(&whole.to_string()))
}

/// An optional value, or a dash.
pub fn or_none<T>(value: Option<T>, format: impl Fn(T) -> String) -> String {
    value.map_or(NONE.to_owned(), format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_about_four_digits() {
        let shown = [0.0, 0.01234, 0.5, 2.99751, 42.0, 123.45, 1_234_567.8, -9_876.0, 2e-7].map(number);
        let expected = ["0", "0.01234", "0.5", "2.998", "42", "123.5", "1\u{2009}234\u{2009}568", "−9\u{2009}876", "2.00e-7"];
        assert_eq!(shown, expected);
    }

    #[test]
    fn durations_choose_their_unit() {
        let shown = [0.0, 0.25, 90.0, 600.0, 7_200.0, 259_200.0].map(duration);
        assert_eq!(shown, ["0 s", "250 ms", "90 s", "10 min", "2 h", "3 d"]);
    }

    #[test]
    fn exact_tokens_show_every_unit() {
        assert_eq!(tokens_exact(-1_234_000_000_000_000_000_001), "−1\u{2009}234.000000000000000001");
        assert_eq!(tokens(2_500_000_000_000_000_000), "2.5");
        assert_eq!(bytes(2_500_000.0), "2.5 MB");
    }
}
