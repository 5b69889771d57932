//! Other ways to write what is selected. The image stays the same.

mod exec_form;
mod extract;
mod from_heredoc;
mod inline;
mod join;
mod key_value;
mod names;
mod sort_packages;
mod split;
mod stage_name;
mod syntax_directive;
mod to_heredoc;

use plimsoll_linter::{edited, is_sound};
use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Script, Site, Word};
use plimsoll_syntax::{GapKind, Placed};
use plimsoll_text::{Span, TextEdit, TextRange};

use crate::code_actions::{ActionKind, CodeAction, Effect, FileEdit, touches};

/// One way to write something else.
struct Refactoring {
    title: String,
    kind: ActionKind,
    edits: Vec<TextEdit>,
    /// What may change all the same, and can't be seen from here.
    caution: Option<String>,
}

/// In the order in which they are offered.
const REFACTORINGS: &[fn(&Selection<'_>) -> Option<Refactoring>] = &[
    extract::extract,
    inline::inline,
    key_value::with_equals_sign,
    exec_form::to_exec_form,
    exec_form::to_shell_form,
    join::with_above,
    join::with_below,
    join::selected,
    split::here,
    split::everywhere,
    to_heredoc::to_heredoc,
    from_heredoc::from_heredoc,
    sort_packages::sort_packages,
    stage_name::name_stage,
    syntax_directive::add_syntax_directive,
];

/// What can be done where the selection is, but for what one of `fixes` does already. Whatever would break something is
/// left out.
pub fn refactorings(file: &Dockerfile, range: TextRange, fixes: &[CodeAction]) -> Vec<CodeAction> {
    if file.foreign_frontend().is_some() {
        return Vec::new();
    }
    let selection = Selection { file, range };
    let possible = REFACTORINGS.iter().filter_map(|refactoring| refactoring(&selection));
    let new = possible.filter(|one| !fixes.iter().any(|fix| makes(fix, &one.edits)));
    new.filter(|one| is_sound(file, &one.edits)).map(Refactoring::into_action).collect()
}

fn makes(action: &CodeAction, edits: &[TextEdit]) -> bool {
    matches!(&action.effect, Effect::Edit(edit) if edit.edits == edits)
}

impl Refactoring {
    fn new(kind: ActionKind, title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        Refactoring { title: title.into(), kind, edits, caution: None }
    }

    fn rewrite(title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        Refactoring::new(ActionKind::Rewrite, title, edits)
    }

    fn into_action(self) -> CodeAction {
        let edit = FileEdit { edits: self.edits, other_files: Vec::new(), caution: self.caution };
        CodeAction {
            title: self.title,
            kind: self.kind,
            finding: None,
            preferred: false,
            effect: Effect::Edit(edit),
        }
    }
}

/// What the editor has selected: nothing but a place, mostly.
struct Selection<'a> {
    file: &'a Dockerfile,
    range: TextRange,
}

impl<'a> Selection<'a> {
    /// The instruction that all of it is in.
    fn instruction(&self) -> Option<Placed<'a>> {
        let instruction = self.file.instruction_at(self.range.start())?;
        instruction.full_range().contains_range(self.range).then_some(instruction)
    }

    fn touches(&self, range: TextRange) -> bool {
        touches(self.range, range)
    }
}

/// The comments on lines of their own in a part of an instruction.
fn comments_within<'a>(instruction: Placed<'a>, span: Span) -> impl Iterator<Item = Span> + use<'a> {
    let comments = instruction.instruction.gaps().iter().filter(|gap| gap.kind == GapKind::Comment);
    comments.map(|gap| gap.span).filter(move |gap| span.contains(*gap))
}

/// The simple commands of a script, in words: the same for two scripts that are laid out in different ways.
fn commands(script: &Script) -> Vec<Vec<String>> {
    let words = |site: Site<'_>| {
        let assignments = site.command.assignments.iter().map(|one| one.value.text());
        let words = site.command.words.iter().map(Word::text);
        let targets = site.command.redirects.iter().filter_map(|one| Some(one.target.as_ref()?.text()));
        assignments.chain(words).chain(targets).map(str::to_owned).collect()
    };
    script.commands().map(words).collect()
}

#[cfg(test)]
mod tests;
