//! One file: read, fixed where asked, and linted.

use std::path::PathBuf;

use plimsoll_linter::{Fix, Fixed, Settings, fails, fix_all, lint, verify_all};

use crate::configuration::Configuration;
use crate::failure::Failure;
use crate::fix;
use crate::input::Input;
use crate::report::{Problem, Report, concealed};

/// What to do about fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fixing {
    Offer,
    /// Work them out to be shown, without secrets, and change no file.
    Preview(Unsafe),
    Apply(Unsafe),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsafe {
    Included,
    Left,
}

/// A file that could be read.
#[derive(Debug)]
pub(crate) struct Checked {
    /// Of the file as it is now.
    pub(crate) report: Report,
    /// Whether its findings make the run fail.
    pub(crate) fails: bool,
    pub(crate) change: Option<Change>,
}

/// What fixes made of a file, or would make of it.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) before: String,
    pub(crate) after: Fixed,
    /// Where the paths of other files begin.
    pub(crate) folder: PathBuf,
}

pub(crate) fn check(
    input: &Input,
    fixing: Fixing,
    configuration: &Configuration,
) -> Result<Checked, Vec<Failure>> {
    let settings = configuration.of(input)?;
    let source = input.read().map_err(|error| vec![Failure::at(input.name(), error)])?;
    let fixed =
        |with_unsafe| fix_all(&*input.source(&source.text), &settings, with_unsafe == Unsafe::Included);
    match fixing {
        Fixing::Offer => Ok(checked(input, source.text, &settings)),
        Fixing::Preview(with_unsafe) => {
            let mut after = fixed(with_unsafe);
            let checked = checked(input, source.text, &settings);
            let before = checked.report.shown_text().into_owned();
            after.text = concealed(&after.text, &input.source(&after.text).secrets()).into_owned();
            Ok(Checked { change: Change::between(input, before, after), ..checked })
        }
        Fixing::Apply(with_unsafe) => {
            let after = fixed(with_unsafe);
            fix::write(input, &source, &after).map_err(|failure| vec![failure])?;
            let checked = checked(input, after.text.clone(), &settings);
            Ok(Checked { change: Change::between(input, source.text, after), ..checked })
        }
    }
}

impl Change {
    fn between(input: &Input, before: String, after: Fixed) -> Option<Self> {
        (after.applied > 0).then(|| Change { before, after, folder: input.folder().to_owned() })
    }
}

/// Without a change.
fn checked(input: &Input, text: String, settings: &Settings) -> Checked {
    let file = input.source(&text);
    let findings = lint(&*file, settings);
    let fails = fails(&*file, &findings, settings);
    let cloned = |fixes: Vec<&Fix>| fixes.into_iter().cloned().collect();
    let verified: Vec<Vec<Fix>> = verify_all(&*file, &findings).into_iter().map(cloned).collect();
    let problems = findings.into_iter().zip(verified).map(|(finding, fixes)| Problem { finding, fixes });
    let secrets = file.secrets();
    let report = Report::new(input.name(), text, problems.collect(), secrets);
    Checked { report, fails, change: None }
}
