//! What there is to say about a stage, above its FROM.

use plimsoll_linter::CodeLensSettings;
use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_text::TextRange;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLens {
    /// The keyword of the FROM.
    pub range: TextRange,
    pub title: String,
    /// A place to go to.
    pub leads_to: Option<TextRange>,
}

/// In order of place. `name`: of the file.
pub fn code_lenses(file: &Dockerfile, name: &str, settings: CodeLensSettings) -> Vec<CodeLens> {
    let of_stage = |stage: Stage<'_>| {
        let uses = settings.references.then(|| uses(file, stage));
        let build = if settings.build { build(stage, name) } else { None };
        uses.into_iter().chain(build).collect::<Vec<_>>()
    };
    file.stages().flat_map(of_stage).collect()
}

/// How many places use a stage; leads to the first.
fn uses(file: &Dockerfile, stage: Stage<'_>) -> CodeLens {
    let places = file.uses_of(stage.index()).filter_map(|reference| {
        file.tree().instruction(reference.item).map(|instruction| instruction.range(reference.span))
    });
    let places: Vec<TextRange> = places.collect();
    let title = match places.len() {
        0 => "no uses".to_owned(),
        1 => "1 use".to_owned(),
        count => format!("{count} uses"),
    };
    CodeLens { range: place(stage), title, leads_to: places.first().copied() }
}

/// The command that builds a stage, to be run where the file is.
fn build(stage: Stage<'_>, name: &str) -> Option<CodeLens> {
    let file = if name == "Dockerfile" { String::new() } else { format!(" --file {}", in_shell(name)) };
    let title = format!("docker build{file} --target {} .", stage.name()?);
    Some(CodeLens { range: place(stage), title, leads_to: None })
}

fn place(stage: Stage<'_>) -> TextRange {
    stage.from().range(stage.from().command().keyword_span)
}

fn in_shell(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.chars().all(is_plain) { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    const TEXT: &str =
        "FROM a AS deps\nFROM a AS tools\nFROM deps\nCOPY --from=0 a b\nRUN --mount=from=tools,target=/x a\n";

    fn shown(name: &str, settings: CodeLensSettings) -> Vec<String> {
        let fixture = Fixture::without_cursor(TEXT);
        let line = |place: TextRange| fixture.lines.line(place.start()) + 1;
        let show = |lens: &CodeLens| {
            let leads_to = lens.leads_to.map(|place| format!(" -> {}", line(place))).unwrap_or_default();
            format!("{}: {}{leads_to}", line(lens.range), lens.title)
        };
        code_lenses(&fixture.file, name, settings).iter().map(show).collect()
    }

    #[test]
    fn uses_of_each_stage() {
        let settings = CodeLensSettings { build: false, references: true };
        assert_eq!(shown("Dockerfile", settings), ["1: 2 uses -> 3", "2: 1 use -> 5", "3: no uses"]);
    }

    #[test]
    fn the_build_of_each_stage_with_a_name() {
        let settings = CodeLensSettings { build: true, references: false };
        let title = |file: &str| format!("docker build{file} --target");
        let expected =
            |file: &str| [format!("1: {} deps .", title(file)), format!("2: {} tools .", title(file))];
        assert_eq!(shown("Dockerfile", settings), expected(""));
        assert_eq!(shown("api.Dockerfile", settings), expected(" --file api.Dockerfile"));
        assert_eq!(shown("it's", settings), expected(r" --file 'it'\''s'"));
    }

    #[test]
    fn none_unless_chosen() {
        assert!(shown("Dockerfile", CodeLensSettings { build: false, references: false }).is_empty());
    }
}
