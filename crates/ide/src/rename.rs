//! Another name for a stage, a variable or a heredoc's delimiter.

mod names;
mod verify;

pub(crate) use names::trigger_that_reads;
use plimsoll_semantics::{Dockerfile, Occurrence, Spelling, Stage, Symbol};
use plimsoll_text::{LineIndex, TextEdit, TextRange, TextSize};

/// What a rename changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    pub edits: Vec<TextEdit>,
    /// What may have to change outside of the file, and can't be seen from here.
    pub caution: Option<String>,
}

/// What can be renamed at `offset`: its place there, and its name. Nothing where there is nothing with a name; an error
/// that says why where there is, but can't have another.
///
/// # Errors
///
/// For the user to read.
pub fn prepare_rename(
    file: &Dockerfile,
    lines: &LineIndex,
    offset: TextSize,
) -> Result<Option<(TextRange, String)>, String> {
    let Some((symbol, occurrence)) = file.symbol_at(offset) else { return Ok(None) };
    let name = name_of(file, &symbol);
    match occurrence.spelling {
        Spelling::Name => {}
        Spelling::Number => return Err("this is the number of a stage, not its name".to_owned()),
        Spelling::Indirect => return Err(format!("`{name}` is not written out here")),
    }
    Context { file, lines, symbol: &symbol, name: &name }.refuse_if_fixed()?;
    Ok(Some((occurrence.range, name)))
}

/// Gives what is named at `offset` another name, wherever it is named in the file. Nothing where nothing has a name.
///
/// What comes out is read again, and must be the same program but for the name.
///
/// # Errors
///
/// Why that can't be done, for the user to read.
pub fn rename(
    file: &Dockerfile,
    lines: &LineIndex,
    offset: TextSize,
    new_name: &str,
) -> Result<Option<Rename>, String> {
    if prepare_rename(file, lines, offset)?.is_none() {
        return Ok(None);
    }
    let Some((symbol, _)) = file.symbol_at(offset) else { return Ok(None) };
    let name = name_of(file, &symbol);
    let context = Context { file, lines, symbol: &symbol, name: &name };
    let new_name = names::checked(file, &symbol, new_name)?;
    let edits = context.edits(&new_name)?;
    if new_name != name {
        context.verify(&edits, &new_name)?;
    }
    let caution = if edits.is_empty() { None } else { context.caution() };
    Ok(Some(Rename { edits, caution }))
}

fn name_of(file: &Dockerfile, symbol: &Symbol) -> String {
    match symbol {
        Symbol::Stage(index) => file.stage(*index).map_or_else(String::new, Stage::label),
        Symbol::Arg(name) | Symbol::Env { name, .. } => name.clone(),
        Symbol::Heredoc { item, ordinal } => {
            let heredocs = file.tree().instruction(*item).map(|one| one.instruction.heredocs());
            let heredoc = heredocs.and_then(|heredocs| heredocs.get(*ordinal));
            heredoc.map_or_else(String::new, |heredoc| heredoc.name.to_string())
        }
    }
}

/// What is to be renamed.
struct Context<'a> {
    file: &'a Dockerfile,
    lines: &'a LineIndex,
    symbol: &'a Symbol,
    name: &'a str,
}

impl Context<'_> {
    /// The number that people give to the line of an offset.
    fn line(&self, offset: TextSize) -> u32 {
        self.lines.line(offset) + 1
    }

    /// Whatever the new name would be.
    fn refuse_if_fixed(&self) -> Result<(), String> {
        names::refuse_if_given(self.file, self.symbol)?;
        if let Some(run) = self.file.script_that_changes(self.symbol) {
            return Err(format!(
                "the script on line {} sets `{name}` itself, or names it without `$`: nobody can tell what there means \
                 the variable of the Dockerfile",
                self.line(run.range(run.line()).start()),
                name = self.name
            ));
        }
        if let Some(trigger) = names::trigger_that_reads(self.file, self.symbol) {
            return Err(format!(
                "`ONBUILD` on line {} reads `{}` in another build",
                self.line(trigger.range(trigger.line()).start()),
                self.name
            ));
        }
        Ok(())
    }

    fn edits(&self, new_name: &str) -> Result<Vec<TextEdit>, String> {
        let mut edits = Vec::new();
        for Occurrence { range, spelling, .. } in self.file.occurrences(self.symbol) {
            match spelling {
                Spelling::Name => edits.push(TextEdit::replace(range, new_name)),
                Spelling::Number => {}
                Spelling::Indirect => {
                    return Err(format!(
                        "`{}` is not written out on line {}",
                        self.name,
                        self.line(range.start())
                    ));
                }
            }
        }
        Ok(edits)
    }

    fn caution(&self) -> Option<String> {
        let name = self.name;
        match self.symbol {
            Symbol::Stage(_) => Some(format!("`--target {name}` outside of this file stays as it is")),
            Symbol::Arg(_) => Some(format!("`--build-arg {name}=…` outside of this file stays as it is")),
            Symbol::Env { .. } => Some(format!("Programs in the image that read `{name}` stay as they are")),
            Symbol::Heredoc { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;
