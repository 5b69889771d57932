//! What BuildKit did with small Dockerfiles, recorded, and our outcome in the same notation.

mod checks;
mod failure;
mod json;
mod messages;
mod nodes;
mod outcome;
mod program;
mod words;

use serde::Deserialize;

pub use checks::checks;
pub use nodes::nodes;
pub use program::image;
pub use words::{expansions, image_references};

/// One recorded run.
#[derive(Debug, Deserialize)]
pub struct Case {
    pub id: String,
    /// What the case shows.
    pub statement: String,
    pub mode: Mode,
    pub source: Source,
    /// Command line arguments of the run.
    pub args: Vec<String>,
    /// The outcome. `…` stands for text that was cut.
    pub observed: String,
}

/// Which part of BuildKit ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The parser and the instruction layer.
    Parse,
    /// The expansion of single words.
    Expand,
    /// The reading of image references.
    Imageref,
    /// The build checks over all stages.
    Lint,
    /// The conversion of the last stage to an image and build steps.
    Image,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Source {
    File(String),
    Words(Vec<String>),
    /// Too long to be written down: the test makes it.
    Generated,
}

/// Every recorded run of a mode.
pub fn cases(mode: Mode) -> Vec<Case> {
    let all: Vec<Case> = serde_json::from_str(include_str!("../../cases/language_traps.json"))
        .expect("the cases are in the format of `Case`");
    all.into_iter().filter(|case| case.mode == mode).collect()
}

/// Runs every case and gives, for those with another outcome than BuildKit's, both of them.
pub fn differences(cases: &[Case], run: impl Fn(&Case) -> String) -> String {
    let mut report = String::new();
    for case in cases {
        let ours = run(case);
        if !agrees(&case.observed, &ours) {
            let Case { id, statement, source, observed, .. } = case;
            report +=
                &format!("{id}: {statement}\n  {source:?}\n  BuildKit: {observed}\n  ours:     {ours}\n");
        }
    }
    report
}

/// Whether an outcome is the recorded one, in which `…` stands for any text.
fn agrees(observed: &str, ours: &str) -> bool {
    let mut pieces = observed.split('…');
    let Some(mut rest) = pieces.next().and_then(|first| ours.strip_prefix(first)) else { return false };
    for piece in pieces {
        match rest.rfind(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_outcome_agrees_with_every_continuation() {
        assert!(agrees("a · b", "a · b"));
        assert!(agrees("a… @2", "a long text @2"));
        assert!(agrees("a…", "a long text"));
        assert!(!agrees("a… @2", "a long text @3"));
        assert!(!agrees("a", "a long text"));
        assert!(!agrees("b…", "a long text"));
    }

    #[test]
    fn nothing_is_left_out() {
        let modes = [Mode::Parse, Mode::Expand, Mode::Imageref, Mode::Lint, Mode::Image];
        assert_eq!(modes.map(|mode| cases(mode).len()), [62, 6, 1, 24, 37]);
    }
}
