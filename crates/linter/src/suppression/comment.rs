//! The words that tools have for "ignore", and how each writes its names.

/// Whose words a comment is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Plimsoll,
    Hadolint,
    Check,
    ShellCheck,
    Trivy,
    Checkov,
    Kics,
}

impl Dialect {
    /// Whether a name stands for every rule.
    pub(super) fn is_all(self, name: &str) -> bool {
        match self {
            Dialect::Plimsoll | Dialect::Check | Dialect::ShellCheck => name == "all",
            Dialect::Kics => KICS_COMMANDS.contains(&name),
            Dialect::Hadolint | Dialect::Trivy | Dialect::Checkov => false,
        }
    }
}

/// KICS ignores all that it finds in a file, a line or a block.
const KICS_COMMANDS: [&str; 3] = ["ignore", "ignore-line", "ignore-block"];

/// The dialect of a suppression comment, whether it is for the whole file, and its names.
pub(super) fn parse_comment(text: &str) -> Option<(Dialect, bool, &str)> {
    let body = text.trim_start().trim_start_matches('\u{feff}').strip_prefix('#')?.trim();
    if let Some(rest) = body.strip_prefix("plimsoll ") {
        let rest = rest.trim_start();
        return match rest.strip_prefix("ignore-file") {
            Some(names) => Some((Dialect::Plimsoll, true, value(names)?)),
            None => Some((Dialect::Plimsoll, false, value(rest.strip_prefix("ignore")?)?)),
        };
    }
    if let Some(rest) = body.strip_prefix("hadolint ") {
        let rest = rest.trim_start();
        return match rest.strip_prefix("global ") {
            Some(rest) => {
                Some((Dialect::Hadolint, true, hadolint_value(rest.trim_start().strip_prefix("ignore")?)?))
            }
            None => Some((Dialect::Hadolint, false, hadolint_value(rest.strip_prefix("ignore")?)?)),
        };
    }
    if let Some(rest) = body.strip_prefix("shellcheck ") {
        let names = rest.split_whitespace().find_map(|option| option.strip_prefix("disable="))?;
        return Some((Dialect::ShellCheck, false, names));
    }
    if let Some(rest) = body.strip_prefix("trivy:ignore:") {
        return Some((Dialect::Trivy, false, code(rest)?));
    }
    // checkov: what one comment skips is skipped in the file.
    if let Some(rest) = body.strip_prefix("checkov:skip=") {
        return Some((Dialect::Checkov, true, code(rest)?));
    }
    if let Some(rest) = body.strip_prefix("kics-scan ") {
        return kics_command(rest.trim());
    }
    // BuildKit keeps the `#` of an indented comment, which then is no option.
    let options = text.strip_prefix('#')?.trim().strip_prefix("check=")?;
    Some((Dialect::Check, false, skip_option(options)?))
}

/// The command is the name where there is none.
fn kics_command(command: &str) -> Option<(Dialect, bool, &str)> {
    if let Some(names) = command.strip_prefix("disable=") {
        return Some((Dialect::Kics, true, names));
    }
    KICS_COMMANDS.contains(&command).then_some((Dialect::Kics, command == "ignore", command))
}

/// The one code at the start; a reason, a date or a parameter may follow.
fn code(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
    Some(&text[..end.unwrap_or(text.len())]).filter(|code| !code.is_empty())
}

/// Whether a comment silences something in the instruction below it.
pub(crate) fn is_for_next_instruction(text: &str) -> bool {
    matches!(parse_comment(text), Some((_, false, _)))
}

/// Whether a comment silences something in our own words.
pub(crate) fn is_ours(text: &str) -> bool {
    matches!(parse_comment(text), Some((Dialect::Plimsoll, ..)))
}

/// Whether BuildKit takes a comment above an instruction for a suppression.
pub(crate) fn is_check_comment(text: &str) -> bool {
    matches!(parse_comment(text), Some((Dialect::Check, ..)))
}

/// The list behind `=`: blanks may stand around its commas, and a reason behind it.
fn value(rest: &str) -> Option<&str> {
    let list = rest.trim_start().strip_prefix('=')?.trim_start();
    let mut end = 0;
    for part in list.split(',') {
        let name = part.split_whitespace().next().unwrap_or_default();
        let start = part.len() - part.trim_start().len();
        if !name.is_empty() {
            end = part.as_ptr() as usize - list.as_ptr() as usize + start + name.len();
        }
        if !part[start + name.len()..].trim().is_empty() {
            break;
        }
    }
    (end > 0).then_some(&list[..end])
}

/// hadolint allows blanks around the commas.
fn hadolint_value(rest: &str) -> Option<&str> {
    let list = rest.trim_start().strip_prefix('=')?;
    let end = list
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ',' | ' ' | '-')))
        .unwrap_or(list.len());
    Some(&list[..end])
}

/// The names of `skip=`; BuildKit reads up to the first space.
pub(super) fn skip_option(options: &str) -> Option<&str> {
    options.split(' ').next()?.splitn(3, ';').find_map(|option| option.strip_prefix("skip="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_a_reason_begins() {
        let names = |text: &str| parse_comment(text).map(|(_, _, names)| names.to_owned());
        let cases = [
            ("# plimsoll ignore=a", Some("a")),
            ("# plimsoll ignore = a,b why", Some("a,b")),
            ("# plimsoll ignore=a, b ,c why, and how", Some("a, b ,c")),
            ("# plimsoll ignore=a,", Some("a")),
            ("# plimsoll ignore=a , ", Some("a")),
            ("# plimsoll ignore=", None),
            ("# plimsoll ignore= ,", None),
            ("# plimsoll ignore a", None),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn words_of_other_tools() {
        let cases = [
            ("# shellcheck disable=SC2086,SC2046 # why", Some((Dialect::ShellCheck, false, "SC2086,SC2046"))),
            ("# shellcheck shell=sh disable=all", Some((Dialect::ShellCheck, false, "all"))),
            ("# shellcheck source=a.sh", None),
            ("#trivy:ignore:AVD-DS-0002", Some((Dialect::Trivy, false, "AVD-DS-0002"))),
            ("# trivy:ignore:DS-0002:exp:2027-01-01", Some((Dialect::Trivy, false, "DS-0002"))),
            ("#trivy:ignore:", None),
            ("#checkov:skip=CKV_DOCKER_3:no need", Some((Dialect::Checkov, true, "CKV_DOCKER_3"))),
            ("# kics-scan ignore-line", Some((Dialect::Kics, false, "ignore-line"))),
            ("# kics-scan ignore", Some((Dialect::Kics, true, "ignore"))),
            ("# kics-scan disable=fd54f200-a,b", Some((Dialect::Kics, true, "fd54f200-a,b"))),
            ("# kics-scan enable=a", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_comment(text), expected, "{text}");
        }
    }
}
