//! Shared by the rules about what a container starts: commands in shell form, and their conversion to exec form.

use plimsoll_semantics::{Dockerfile, Shell};
use plimsoll_shell::{Script, View, Word};
use plimsoll_syntax::{Arguments, JsonArray, JsonString, Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use super::malformed_exec_form::looks_like_array;
use crate::edit::replace;
use crate::finding::Fix;

/// What CMD, ENTRYPOINT, HEALTHCHECK CMD or RUN hands to a shell.
pub(super) struct ShellForm<'a> {
    pub(super) instruction: Placed<'a>,
    pub(super) keyword: Keyword,
    pub(super) span: Span,
    pub(super) shell: Shell,
    /// Nothing where the shell is not a POSIX one.
    pub(super) script: Option<&'a Script>,
}

/// A command without a shell around it, or with one in plain sight.
pub(super) struct ExecForm {
    pub(super) edits: Vec<TextEdit>,
    /// The words alone do what the shell form does.
    pub(super) is_plain: bool,
}

/// Every command that a container starts in shell form, in order. What is no JSON array although it looks like one is not meant for a shell.
pub(super) fn shell_forms(file: &Dockerfile) -> impl Iterator<Item = ShellForm<'_>> {
    let started = file.instructions().filter(|one| one.keyword() != Some(Keyword::Run));
    started.filter_map(|instruction| shell_form(file, instruction))
}

pub(super) fn shell_form<'a>(file: &'a Dockerfile, instruction: Placed<'a>) -> Option<ShellForm<'a>> {
    let keyword = instruction.keyword()?;
    let span = command_text(instruction)?;
    let text = instruction.instruction.text(span);
    let shell = file.shell_at(instruction);
    let is_meant_for_exec = shell.dialect().is_posix() && looks_like_array(&text);
    if text.trim().is_empty() || is_meant_for_exec {
        return None;
    }
    let script = file.scripts(instruction).first().filter(|_| shell.dialect().is_posix());
    Some(ShellForm { instruction, keyword, span, shell, script })
}

/// What CMD, ENTRYPOINT, HEALTHCHECK CMD or RUN hands to a shell.
pub(super) fn command_text(instruction: Placed<'_>) -> Option<Span> {
    let arguments = match (instruction.keyword()?, &instruction.instruction.command().arguments) {
        (Keyword::Healthcheck, Arguments::Health(health)) => &*health.command,
        (Keyword::Cmd | Keyword::Entrypoint | Keyword::Run, arguments) => arguments,
        _ => return None,
    };
    match arguments {
        Arguments::Shell(span) => Some(*span),
        _ => None,
    }
}

/// What CMD, ENTRYPOINT or HEALTHCHECK CMD starts without a shell.
pub(super) fn exec_array(instruction: Placed<'_>) -> Option<&JsonArray> {
    let arguments = match (instruction.keyword()?, &instruction.instruction.command().arguments) {
        (Keyword::Healthcheck, Arguments::Health(health)) => &*health.command,
        (Keyword::Cmd | Keyword::Entrypoint, arguments) => arguments,
        _ => return None,
    };
    match arguments {
        Arguments::Json(array) => Some(array),
        _ => None,
    }
}

/// The words of a command in exec form, if it has any.
pub(super) fn exec_words(instruction: Placed<'_>) -> Option<&[JsonString]> {
    match &instruction.instruction.command().arguments {
        Arguments::Json(array) if !array.elements.is_empty() => Some(&array.elements),
        _ => None,
    }
}

/// The codes of the tools that report a command because it is in shell form. BuildKit does not know HEALTHCHECK here, and
/// is silent once a SHELL was chosen.
pub(super) fn codes_of_shell_form(file: &Dockerfile, instruction: Placed<'_>) -> Vec<&'static str> {
    match instruction.keyword() {
        Some(Keyword::Cmd | Keyword::Entrypoint) if file.shell_at(instruction).item.is_none() => {
            vec!["DL3025", "JSONArgsRecommended"]
        }
        Some(Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) => vec!["DL3025"],
        _ => Vec::new(),
    }
}

impl ShellForm<'_> {
    /// The words as JSON; where they need a shell, the shell that runs them anyway.
    pub(super) fn to_exec_form(&self) -> Option<ExecForm> {
        let script = self.script?;
        if let Ok(words) = script.as_exec_words() {
            let edits = self.words_as_json(words);
            return Some(ExecForm { edits, is_plain: true });
        }
        let is_broken = !script.faults().is_empty() || script.list().items.is_empty();
        (!is_broken).then(|| ExecForm { edits: self.in_shell(script), is_plain: false })
    }

    /// The text of a single quoted string, as if the quotes were not there.
    pub(super) fn unquoted(&self, inside: Span) -> Option<ExecForm> {
        let script = Script::parse(&View::new(self.instruction.instruction, inside));
        let form = ShellForm { script: Some(&script), span: inside, shell: self.shell.clone(), ..*self };
        let mut form = form.to_exec_form()?;
        let quotes = [Span::new(self.span.start, inside.start), Span::new(inside.end, self.span.end)];
        form.edits.extend(quotes.map(|quote| replace(self.instruction, quote, "")));
        Some(form)
    }

    /// `a b` as `["a", "b"]`: word by word, so that continuation lines and comments between them stay.
    fn words_as_json(&self, words: &[Word]) -> Vec<TextEdit> {
        let last = words.len().saturating_sub(1);
        let edit = |(index, word): (usize, &Word)| {
            let open = if index == 0 { "[" } else { "" };
            let close = if index == last { "]" } else { "," };
            replace(self.instruction, word.span, format!("{open}\"{}\"{close}", json_text(word.text())))
        };
        let mut edits: Vec<_> = words.iter().enumerate().map(edit).collect();
        // An `exec` in front of the words.
        let start = self.script.map_or(self.span.start, |script| script.list().span.start);
        if let Some(first) = words.first().filter(|first| first.span.start > start) {
            edits.push(replace(self.instruction, Span::new(start, first.span.start), ""));
        }
        edits
    }

    /// `a && b` as `["sh", "-c", "a && exec b"]`. The lines stay as they are: BuildKit joins them before it reads JSON.
    fn in_shell(&self, script: &Script) -> Vec<TextEdit> {
        let exec_at = script.replaceable().map(|program| program.span.start);
        let pieces = self.pieces(Span::new(script.list().span.start, self.span.end));
        let last = pieces.len().saturating_sub(1);
        let edit = |(index, piece): (usize, &Span)| {
            let open = if index == 0 { self.shell_as_json() } else { String::new() };
            let close = if index == last { "\"]" } else { "" };
            let text = self.escaped(*piece, exec_at);
            replace(self.instruction, *piece, format!("{open}{text}{close}"))
        };
        pieces.iter().enumerate().map(edit).collect()
    }

    /// `["sh", "-c", "`
    fn shell_as_json(&self) -> String {
        let argv: Vec<&str> = match self.shell.item {
            Some(_) => self.shell.argv.iter().map(String::as_str).collect(),
            None => vec!["sh", "-c"],
        };
        let words: String = argv.iter().map(|word| format!("\"{}\", ", json_text(word))).collect();
        format!("[{words}\"")
    }

    fn escaped(&self, piece: Span, exec_at: Option<u32>) -> String {
        let source = |span| json_text(self.instruction.source_of(span));
        match exec_at.filter(|at| piece.start <= *at && *at < piece.end) {
            Some(at) => {
                let (before, after) = (Span::new(piece.start, at), Span::new(at, piece.end));
                format!("{}exec {}", source(before), source(after))
            }
            None => source(piece),
        }
    }

    /// What a span says, in pieces between its continuations and comments; from the first to the last ink.
    fn pieces(&self, span: Span) -> Vec<Span> {
        let gaps = self.instruction.gaps().iter().map(|gap| gap.span);
        let gaps: Vec<Span> = gaps.filter(|gap| span.start < gap.end && gap.start < span.end).collect();
        let starts = std::iter::once(span.start).chain(gaps.iter().map(|gap| gap.end));
        let ends = gaps.iter().map(|gap| gap.start).chain([span.end]);
        let mut pieces: Vec<Span> = starts
            .zip(ends)
            .filter(|(start, end)| start < end)
            .map(|(start, end)| Span::new(start, end))
            .collect();
        let is_blank = |piece: &Span| self.instruction.source_of(*piece).trim().is_empty();
        while pieces.last().is_some_and(is_blank) {
            pieces.pop();
        }
        if let Some(last) = pieces.last_mut() {
            let ink = self.instruction.source_of(*last).trim_end().len() as u32;
            *last = Span::new(last.start, last.start + ink);
        }
        pieces
    }
}

impl ExecForm {
    /// `is_safe`: nothing but the shell is lost.
    pub(super) fn fix(self, title: &str, is_safe: bool) -> Fix {
        match self.is_plain && is_safe {
            true => Fix::safe(title, self.edits),
            false => Fix::not_safe(title, self.edits),
        }
    }
}

/// The inside of a JSON string.
pub(super) fn json_text(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
