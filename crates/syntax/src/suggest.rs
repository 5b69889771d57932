//! "Did you mean …?"

/// The candidate nearest to `word`, at most two edits away, case aside. As BuildKit suggests.
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.chars().count() > 64 {
        return None;
    }
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .map(|candidate| (distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein: insertions, deletions and replacements of one character.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trap T77.
    #[test]
    fn suggests_another_case() {
        assert_eq!(suggest("Link", ["link"]), Some("link"));
    }

    #[test]
    fn suggests_within_two_edits() {
        let words = ["run", "from", "copy"];
        assert_eq!(suggest("FORM", words), Some("from"));
        assert_eq!(suggest("RUNN", words), Some("run"));
        assert_eq!(suggest("xyz", words), None);
        assert_eq!(suggest("run", words), None);
    }
}
