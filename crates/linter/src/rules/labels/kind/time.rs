//! Points in time.

/// RFC 3339: `2026-01-31T12:00:00.5+01:00`, or `Z` for the zone.
pub(super) fn is_rfc3339(text: &str) -> bool {
    is_date_and_time(text).is_some()
}

fn is_date_and_time(text: &str) -> Option<()> {
    let mut rest = text;
    let year = number(&mut rest, 4, 0..=9999)?;
    mark(&mut rest, b"-")?;
    let month = number(&mut rest, 2, 1..=12)?;
    mark(&mut rest, b"-")?;
    number(&mut rest, 2, 1..=days_of(month, year))?;
    mark(&mut rest, b"Tt")?;
    clock(&mut rest)?;
    mark(&mut rest, b":")?;
    // A leap second is a second.
    number(&mut rest, 2, 0..=60)?;
    if mark(&mut rest, b".").is_some() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
        rest = &rest[end..];
    }
    if mark(&mut rest, b"Zz").is_none() {
        mark(&mut rest, b"+-")?;
        clock(&mut rest)?;
    }
    rest.is_empty().then_some(())
}

/// Hour and minute.
fn clock(rest: &mut &str) -> Option<()> {
    number(rest, 2, 0..=23)?;
    mark(rest, b":")?;
    number(rest, 2, 0..=59)?;
    Some(())
}

/// Takes one of these characters.
fn mark(rest: &mut &str, marks: &[u8]) -> Option<()> {
    let first = rest.as_bytes().first()?;
    marks.contains(first).then(|| *rest = &rest[1..])
}

/// Takes a number of so many digits.
fn number(rest: &mut &str, digits: usize, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let text = rest.get(..digits).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    *rest = &rest[digits..];
    text.parse().ok().filter(|number| range.contains(number))
}

fn days_of(month: u32, year: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for good in [
            "2024-01-01T00:00:00Z",
            "2024-02-29t23:59:60.123456789z",
            "2000-02-29T00:00:00-11:30",
            "1970-01-01T00:00:00+01:00",
        ] {
            assert!(is_rfc3339(good), "{good}");
        }
        for bad in [
            "",
            "2024-01-01",
            "2024-01-01 00:00:00Z",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-13-01T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00+0100",
            "2024-01-01T00:00:00Z ",
            "24-01-01T00:00:00Z",
            "2024-01-0éT00:00:00Z",
        ] {
            assert!(!is_rfc3339(bad), "{bad}");
        }
    }
}
