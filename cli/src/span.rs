//! Simulated time as people type it: `90s`, `30m`, `1h`, `2d`.

/// Units with their nanoseconds.
const UNITS: [(char, u64); 4] =
    [('s', 1_000_000_000), ('m', 60_000_000_000), ('h', 3_600_000_000_000), ('d', 86_400_000_000_000)];

/// A length of simulated time above 0 (ns).
pub fn span_ns(text: &str) -> Result<u64, String> {
    match time_ns(text)? {
        0 => Err("it must be above 0".to_owned()),
        span_ns => Ok(span_ns),
    }
}

/// A window of simulated time, `FROM..TO`, either end of which may be left out (first and last ns).
pub fn window_ns(text: &str) -> Result<(u64, u64), String> {
    let (from, to) = text.split_once("..").ok_or("two times with .. between them are wanted, as 3h..4h, 90m.., or .. for all")?;
    let from_ns = if from.is_empty() { 0 } else { time_ns(from)? };
    let to_ns = if to.is_empty() { u64::MAX } else { time_ns(to)? };
    if from_ns > to_ns {
        return Err(format!("it ends before it begins: {from} is after {to}"));
    }
    Ok((from_ns, to_ns))
}

fn time_ns(text: &str) -> Result<u64, String> {
    let wanted = || format!("`{text}` is not a time; a whole number with a unit is wanted: 90s, 30m, 1h or 2d");
    let unit = text.chars().next_back().ok_or_else(wanted)?;
    let (_, unit_ns) = UNITS.iter().find(|(letter, _)| *letter == unit).ok_or_else(wanted)?;
    let digits = text.trim_end_matches(unit);
    if digits.is_empty() || digits.len() + 1 != text.len() || !digits.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(wanted());
    }
    let number = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(*unit_ns));
    number.ok_or_else(|| format!("`{text}` is longer than simulated time goes (584 years)"))
}

/// The time as `0d03:12:44.5`.
pub fn told_ns(time_ns: u64) -> String {
    let (seconds, rest) = (time_ns / 1_000_000_000, time_ns % 1_000_000_000);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let whole = format!("{days}d{hours:02}:{minutes:02}:{:02}", seconds % 60);
    match rest {
        0 => whole,
        rest => format!("{whole}.{}", format!("{rest:09}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_number_and_a_unit() {
        assert_eq!(["90s", "30m", "1h", "2d"].map(|text| span_ns(text).unwrap() / UNITS[0].1), [90, 1_800, 3_600, 172_800]);
        for text in ["", "h", "1", "1.5h", "-1h", "1hh", "1 h", "1w", "0s", "99999999999d", "+1h"] {
            assert!(span_ns(text).is_err(), "{text}");
        }
    }

    #[test]
    fn windows_may_be_open() {
        let h = UNITS[2].1;
        assert_eq!(window_ns("3h..4h"), Ok((3 * h, 4 * h)));
        assert_eq!(
            ["..", "3h..", "..4h", "0s..0s"].map(|text| window_ns(text).unwrap()),
            [(0, u64::MAX), (3 * h, u64::MAX), (0, 4 * h), (0, 0)]
        );
        for text in ["", "3h", "4h..3h", "3..4", "a..b"] {
            assert!(window_ns(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_told_to_the_nanosecond() {
        assert_eq!(told_ns(93_784_000_000_001), "1d02:03:04.000000001");
        assert_eq!(told_ns(60_500_000_000), "0d00:01:00.5");
    }
}
