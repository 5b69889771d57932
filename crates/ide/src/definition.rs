//! Where something is defined: stages, variables, heredocs.

use plimsoll_semantics::{Access, Definition, DefinitionKind, Dockerfile, Found, Occurrence, Stage, Symbol};
use plimsoll_syntax::Placed;
use plimsoll_text::{TextRange, TextSize};

/// A place that another one leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Destination {
    /// What leads there.
    pub origin: TextRange,
    /// The whole of it: an instruction.
    pub target: TextRange,
    /// Its name, inside of `target`.
    pub name: TextRange,
}

/// Where a variable gets its value, where a stage starts, where a heredoc opens.
pub fn definition(file: &Dockerfile, offset: TextSize) -> Option<Destination> {
    destination(file, offset, |definition| global_default(file, definition).unwrap_or(definition))
}

/// The same, but for a build argument: the ARG that makes it visible, be its default somewhere else.
pub fn declaration(file: &Dockerfile, offset: TextSize) -> Option<Destination> {
    destination(file, offset, |definition| definition)
}

fn destination<'a>(
    file: &'a Dockerfile,
    offset: TextSize,
    choose: impl Fn(&'a Definition) -> &'a Definition,
) -> Option<Destination> {
    let (symbol, occurrence) = file.symbol_at(offset)?;
    let (instruction, name) = match &symbol {
        Symbol::Stage(index) => {
            let stage = file.stage(*index)?;
            (stage.from(), name_of(stage))
        }
        Symbol::Heredoc { item, .. } => {
            let occurrences = file.occurrences(&symbol);
            let opening = occurrences.iter().find(|one| one.access == Access::Declaration)?;
            (file.tree().instruction(*item)?, opening.range)
        }
        Symbol::Arg(_) | Symbol::Env { .. } => {
            let definition = choose(meant_by(file, occurrence)?);
            let instruction = file.tree().instruction(definition.item)?;
            (instruction, instruction.range(definition.key))
        }
    };
    Some(Destination { origin: occurrence.range, target: whole(instruction), name })
}

/// Its name, or what it is built from.
fn name_of(stage: Stage<'_>) -> TextRange {
    let from = stage.from();
    let keyword = from.range(from.command().keyword_span);
    stage.name_range().or_else(|| stage.image_range()).unwrap_or(keyword)
}

fn whole(instruction: Placed<'_>) -> TextRange {
    instruction.range(instruction.trimmed_span())
}

/// What a place reads, or defines itself.
fn meant_by(file: &Dockerfile, occurrence: Occurrence) -> Option<&Definition> {
    let instruction = file.instruction_at(occurrence.range.start())?;
    if occurrence.access == Access::Declaration {
        let mut own = file.definitions_in(instruction).iter();
        return own.find(|one| instruction.range(one.key) == occurrence.range);
    }
    let readings = file.readings(instruction);
    let reading = readings.iter().find(|reading| reading.name_range == occurrence.range)?;
    match reading.found? {
        Found::Definition(definition) => Some(definition),
        Found::Predefined(_) | Found::Image(_) => None,
    }
}

/// The ARG before the first FROM that an ARG without a default has its value from.
fn global_default<'a>(file: &'a Dockerfile, definition: &Definition) -> Option<&'a Definition> {
    if definition.kind == DefinitionKind::Env || definition.value_span.is_some() {
        return None;
    }
    file.global_args().iter().rfind(|global| global.name == definition.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    /// The line that the place at `$0` leads to, the name there in brackets.
    fn shown(text: &str, find: fn(&Dockerfile, TextSize) -> Option<Destination>) -> String {
        let fixture = Fixture::new(text);
        let Some(found) = find(&fixture.file, fixture.cursor()) else { return "nothing".into() };
        let Destination { target, name, .. } = found;
        let before = fixture.text_of(TextRange::new(target.start(), name.start()));
        let after = fixture.text_of(TextRange::new(name.end(), target.end()));
        format!("{before}[{}]{after}", fixture.text_of(name))
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(text, definition), expected, "{text}");
    }

    #[test]
    fn of_stages_whatever_other_flags_there_are() {
        check("FROM a AS build\nFROM b\nCOPY --from=bu$0ild --chown=1:1 /x /y\n", "FROM a AS [build]");
        check("FROM a AS build\nFROM b\nCOPY --chmod=1 --from=BUILD$0 /x /y\n", "FROM a AS [build]");
        check("FROM a AS build\nFROM $0build\n", "FROM a AS [build]");
        check("FROM a AS build\nFROM b\nRUN --mount=type=bind,from=build$0 x\n", "FROM a AS [build]");
        check("FROM a AS x\nFROM b AS y\nONBUILD COPY --from=x$0 p q\nFROM y\n", "FROM a AS [x]");
        check("FROM a\nFROM b\nCOPY --from=$00 /x /y\n", "FROM [a]");
        check("FROM a\nFROM b\nCOPY --from=nginx:1.27$0 /x /y\n", "nothing");
    }

    #[test]
    fn of_variables() {
        check("ARG A=1 B=2\nFROM a:$B$0\n", "ARG A=1 [B]=2");
        check("FROM a AS s\nENV A=1\nFROM s\nRUN echo ${A$0%.*}\n", "ENV [A]=1");
        check("FROM a\nENV A=1 \\\n  A2=2\nENV A=3\nLABEL x=$A2$0\n", "ENV A=1 \\\n  [A2]=2");
        check("FROM a\nENV A=1\nENV A=$A$0:2\n", "ENV [A]=1");
        check("FROM a\nENV A=1\nENV A=2\nRUN $A$0\n", "ENV [A]=2");
        check("FROM a\nARG X=1 Y=$X$0\n", "ARG [X]=1 Y=$X");
        check("FROM a\nRUN x=$(date$0)\n", "nothing");
        check("FROM a\nENV A=1\nRUN echo '$A$0'\n", "nothing");
    }

    #[test]
    fn a_default_is_where_the_value_comes_from_and_the_declaration_where_the_name_does() {
        let text = "ARG V=1\nFROM a\nARG V\nRUN echo $V$0\n";
        assert_eq!(shown(text, definition), "ARG [V]=1");
        assert_eq!(shown(text, declaration), "ARG [V]");
        let text = "ARG V=1\nFROM a\nARG V=2\nRUN echo $V$0\n";
        assert_eq!(shown(text, definition), "ARG [V]=2");
        assert_eq!(shown(text, declaration), "ARG [V]=2");
    }

    #[test]
    fn of_heredocs() {
        check("FROM a\nRUN <<-'EOF'\n\tx\n\tEOF$0\n", "RUN <<-'[EOF]'\n\tx\n\tEOF");
    }
}
