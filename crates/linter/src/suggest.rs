//! "Did you mean …".

/// The candidate that a name was most likely meant to be; nothing when none is close.
pub(crate) fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let length = name.chars().count();
    let allowed = (length / 3).max(1);
    let alike = candidates.into_iter().filter(|c| c.chars().count().abs_diff(length) <= allowed);
    let distances = alike.map(|c| (distance(&name, &c.to_ascii_lowercase()), c));
    distances.filter(|(distance, _)| *distance <= allowed).min().map(|(_, candidate)| candidate)
}

/// How many characters must be put in, left out or changed to get from one to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, expected) in
            [("", "", 0), ("abc", "", 3), ("select", "selct", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(a, b), expected);
            assert_eq!(distance(b, a), expected);
        }
    }

    #[test]
    fn only_what_is_close_is_suggested() {
        assert_eq!(closest("Selct", ["ignore", "select"]), Some("select"));
        assert_eq!(closest("colour", ["ignore", "select"]), None);
    }
}
