//! "Did you mean …?"

/// The candidate nearest to `word`, at most two edits away, case aside. As BuildKit suggests, which
/// takes letters that changed places for two edits.
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

/// Insertions, deletions and replacements of one character; two neighbours that changed places count as one edit.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut next = vec![i + 1];
        for j in 0..b.len() {
            let replaced = row[j] + usize::from(a[i] != b[j]);
            let mut edits = replaced.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                edits = edits.min(before[j - 1] + 1);
            }
            next.push(edits);
        }
        before = std::mem::replace(&mut row, next);
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
        assert_eq!(suggest("rnu", ["env", "run"]), Some("run"));
        assert_eq!(suggest("xyz", words), None);
        assert_eq!(suggest("run", words), None);
    }
}
