//! Names of rules in comments and directives that silence them.

use plimsoll_linter::find_rule;
use plimsoll_text::{TextRange, TextSize};

use super::Hover;
use super::markdown::code;

/// `source`: a comment line, or a directive, that starts at `start`.
pub(super) fn at(source: &str, start: TextSize, at: TextSize) -> Option<Hover> {
    let list = source.find('=')? + 1;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let offset = usize::from(at - start);
    let (before, after) = source.split_at_checked(offset).filter(|_| offset >= list)?;
    let from = before.trim_end_matches(is_word).len().max(list);
    let to = offset + after.find(|c| !is_word(c)).unwrap_or(after.len());
    let is_suppression = ["ignore", "skip", "disable"].iter().any(|word| source[..from].contains(word));
    let rule = find_rule(source.get(from..to).filter(|_| is_suppression)?)?;
    let range = TextRange::new(start + TextSize::new(from as u32), start + TextSize::new(to as u32));
    let name = format!("[{}]({})", code(rule.name), rule.url());
    Some(Hover { range, markdown: format!("{name}: {}", rule.meta().summary) })
}

#[cfg(test)]
mod tests {
    use crate::hover::tests::shown;

    #[test]
    fn names_of_rules() {
        let first_line = |text: &str| shown(text).lines().next().unwrap_or_default().to_owned();
        assert_eq!(first_line("FROM a\n# hadolint ignore=SC1,DL3$0025 why\nCMD b"), "DL3025");
        assert_eq!(
            first_line("# check=skip=JSONArgs$0Recommended;error=true\nFROM a"),
            "JSONArgsRecommended"
        );
        assert!(
            shown("FROM a\n# plimsoll ignore=shell-form$0-command\nCMD b")
                .contains("[`shell-form-command`](https://")
        );
        assert_eq!(shown("FROM a\n# x=DL3$0025\nCMD b"), "nothing");
        assert_eq!(shown("FROM a\n# plimsoll ignore=é$0\nCMD b"), "nothing");
    }
}
