//! The practices of `docs/guide.md`: what to do, where, and the rules that check it.

use std::sync::LazyLock;

use plimsoll_syntax::Keyword;

use crate::rule::{Rule, rules};

/// The guide, in Markdown.
pub const GUIDE: &str = include_str!("../../../docs/guide.md");

/// One section of the guide.
#[derive(Debug)]
pub struct Practice {
    /// What to do, in a few words: `Take the slim one`.
    pub title: &'static str,
    /// The instructions that it is about.
    pub keywords: Vec<Keyword>,
    pub rules: Vec<&'static Rule>,
}

/// All of them, in order.
pub fn practices() -> &'static [Practice] {
    static PRACTICES: LazyLock<Vec<Practice>> = LazyLock::new(|| sections(GUIDE).filter_map(read).collect());
    &PRACTICES
}

fn sections(guide: &'static str) -> impl Iterator<Item = &'static str> {
    guide.split("\n### ").skip(1)
}

/// A title behind a number, and below it ``In `COPY`: [rule](page)``.
fn read(section: &'static str) -> Option<Practice> {
    let (title, rest) = section.split_once('\n')?;
    let (_, title) = title.split_once(". ")?;
    let (keywords, links) = rest.trim_start().lines().next()?.strip_prefix("In ")?.split_once(": ")?;
    let keywords = keywords.split('`').filter_map(Keyword::parse).collect();
    let named = |link: &str| rules().iter().copied().find(|rule| Some(rule.name) == link.split(']').next());
    let rules = links.split('[').skip(1).filter_map(named).collect();
    Some(Practice { title, keywords, rules })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_read() {
        for (section, practice) in sections(GUIDE).zip(practices()) {
            assert!(section.contains(practice.title), "{section}");
            assert!(!practice.keywords.is_empty() && !practice.rules.is_empty(), "{practice:?}");
            for rule in &practice.rules {
                let url = rule.url();
                let (_, path) = url.split_once("/main/docs/").unwrap();
                assert!(section.contains(&format!("[{}]({path})", rule.name)), "{rule:?}");
            }
            let links = section.lines().nth(2).unwrap().matches("](").count();
            assert_eq!(links, practice.rules.len(), "{practice:?}");
        }
        assert_eq!(sections(GUIDE).count(), practices().len());
    }
}
