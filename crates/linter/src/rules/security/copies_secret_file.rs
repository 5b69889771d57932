//! See the page beside this file.

use plimsoll_semantics::facts::secrets::secret_in_file;
use plimsoll_semantics::{Dockerfile, Path};
use plimsoll_syntax::Keyword;

use super::secret_file::SecretFile;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("copies-secret-file", include_str!("copies_secret_file.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let instructions = [Keyword::Copy, Keyword::Add].into_iter().flat_map(|kind| file.instructions_of(kind));
    for copy in instructions.filter_map(|instruction| file.copy(instruction)) {
        for (at, source) in copy.sources.iter().enumerate().filter(|_| copy.is_from_context()) {
            if let Some((path, content)) = secret(file, source) {
                let message = format!("`{path}` often holds {content}, and the image keeps the file");
                let finding = report.at(source.range, message);
                match SecretFile::of(file, &copy, at, &path).and_then(|secret| secret.mount()) {
                    Ok(fix) => finding.fix(fix),
                    Err(reason) => finding.decline("Mount the file where it is used", reason),
                };
            }
        }
    }
}

/// A source that brings a secret, and what it is.
fn secret(file: &Dockerfile, source: &Path<'_>) -> Option<(String, &'static str)> {
    let path = source.in_context().filter(|path| !file.context().is_ignored(path))?;
    let content = secret_in_file(&path)?;
    Some((path, content))
}
