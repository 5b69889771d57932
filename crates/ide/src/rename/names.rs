//! Which names can change, and what to.

use plimsoll_semantics::facts::args::predefined;
use plimsoll_semantics::{Dockerfile, Symbol};
use plimsoll_syntax::{Keyword, Placed, is_stage_name};

/// An error for names that somebody else has given: BuildKit, or the base image.
pub(super) fn refuse_if_given(file: &Dockerfile, symbol: &Symbol) -> Result<(), String> {
    match symbol {
        Symbol::Arg(name) if predefined(name).is_some() => {
            Err(format!("`{name}` is a build argument that BuildKit knows by this name"))
        }
        Symbol::Env { name, .. } if predefined(name).is_some() => {
            Err(format!("programs and BuildKit know `{name}` by this name"))
        }
        Symbol::Env { name, .. } if file.continues_base_image(symbol) => {
            Err(format!("`{name}` is a variable of the base image"))
        }
        _ => Ok(()),
    }
}

/// An ONBUILD that reads a variable: in which build, the file does not say.
pub(crate) fn trigger_that_reads<'a>(file: &'a Dockerfile, symbol: &Symbol) -> Option<Placed<'a>> {
    let (Symbol::Arg(name) | Symbol::Env { name, .. }) = symbol else { return None };
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    file.instructions_of(Keyword::Onbuild).find(|trigger| {
        let source = trigger.source();
        let mut found = source.match_indices(name.as_str());
        found.any(|(at, _)| {
            source[..at].ends_with(['$', '{']) && !source[at + name.len()..].starts_with(is_of_word)
        })
    })
}

/// The name as it will be written: BuildKit knows stages in lower case alone.
pub(super) fn checked(file: &Dockerfile, symbol: &Symbol, name: &str) -> Result<String, String> {
    match symbol {
        Symbol::Stage(_) => stage_name(name),
        Symbol::Arg(_) | Symbol::Env { .. } => variable_name(file, symbol, name),
        Symbol::Heredoc { .. } => delimiter(name),
    }
}

fn stage_name(name: &str) -> Result<String, String> {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "scratch" | "context" => Err(format!("`{lower}` means something else to BuildKit")),
        _ if is_stage_name(&lower) => Ok(lower),
        _ => Err(format!(
            "`{name}` can't name a stage: a letter comes first, then letters, digits, `-`, `_` and `.`"
        )),
    }
}

fn variable_name(file: &Dockerfile, symbol: &Symbol, name: &str) -> Result<String, String> {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts_well || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(format!(
            "`{name}` can't name a variable: a letter or `_` comes first, then letters, digits and `_`"
        ));
    }
    if predefined(name).is_some() {
        return Err(format!("`{name}` is a build argument that BuildKit knows by this name"));
    }
    if file.base_image_sets(symbol, name) {
        return Err(format!("the base image sets `{name}`"));
    }
    Ok(name.to_owned())
}

/// Characters that mean nothing to the shell or to BuildKit.
fn delimiter(name: &str) -> Result<String, String> {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    if starts_well && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c)) {
        return Ok(name.to_owned());
    }
    Err(format!("`{name}` can't end a heredoc: use letters, digits, `_`, `-`, `.` and `/`"))
}
