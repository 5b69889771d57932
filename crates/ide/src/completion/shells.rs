//! What SHELL is usually set to.

use plimsoll_semantics::Stage;
use plimsoll_semantics::facts::images::Family;

use super::{Completion, CompletionKind};
use crate::site::{Word, Written};

const POSIX: [&str; 4] = [
    r#"["/bin/bash", "-o", "pipefail", "-c"]"#,
    r#"["/bin/bash", "-euo", "pipefail", "-c"]"#,
    r#"["/bin/ash", "-eo", "pipefail", "-c"]"#,
    r#"["/bin/sh", "-c"]"#,
];

const WINDOWS: [&str; 3] = [
    r#"["powershell", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"]"#,
    r#"["pwsh", "-Command", "$ErrorActionPreference = 'Stop';"]"#,
    r#"["cmd", "/S", "/C"]"#,
];

/// In place of all that stands behind SHELL.
pub(super) fn arrays(written: &Written<'_>) -> Vec<Completion> {
    let (typed, line) = (written.arguments_text(), written.line_before());
    let Some(before) = line.trim_end().strip_suffix(&*typed) else { return Vec::new() };
    let start = if typed.is_empty() { line.len() } else { before.len() };
    let word = Word { typed: &line[start..], rest: written.line_after().trim_end(), ..written.word() };
    let is_windows = written.stage().map(Stage::family) == Some(Family::Windows);
    let arrays = if is_windows { &WINDOWS[..] } else { &POSIX };
    arrays.iter().map(|array| Completion::new(*array, CompletionKind::Value, word)).collect()
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{proposed, taken};

    #[test]
    fn whole_arrays() {
        let bash = r#"["/bin/bash", "-o", "pipefail", "-c"]"#;
        assert!(proposed("FROM a\nSHELL $0").starts_with(bash));
        assert_eq!(taken("FROM a\nSHELL [\"/b$0", bash), format!("FROM a\nSHELL {bash}"));
        assert_eq!(
            taken("FROM a\nSHELL [\"/bin/ash\", $0\"-c\"]\n", bash),
            format!("FROM a\nSHELL {bash}\n")
        );
        assert!(
            proposed("FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL $0")
                .starts_with("[\"powershell\"")
        );
    }
}
