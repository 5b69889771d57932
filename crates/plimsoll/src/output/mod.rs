//! The formats that findings are written in.

mod github;
mod json;
mod sarif;
mod text;

pub(crate) use text::counted;

use std::io::{self, Write};

use clap::ValueEnum;

use crate::report::Report;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the source with what is wrong underlined
    Text,
    /// One array of objects
    Json,
    /// Annotations on a pull request, as GitHub Actions reads them from a log
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// How text is shown to a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) colored: bool,
    /// No summary.
    pub(crate) quiet: bool,
    /// Whether unsafe fixes are shown.
    pub(crate) unsafe_fixes: bool,
}

pub(crate) fn write(out: &mut dyn Write, format: Format, look: Look, reports: &[Report]) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, look, reports),
        Format::Json => json::write(out, reports),
        Format::Github => github::write(out, reports),
        Format::Sarif => sarif::write(out, reports),
    }
}
