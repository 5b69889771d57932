//! What has a name in a Dockerfile, and every place that is about it.

use plimsoll_shell::Handling;
use plimsoll_syntax::{Heredoc, Keyword, Placed};
use plimsoll_text::{Span, TextRange, TextSize};

use crate::dockerfile::Dockerfile;
use crate::reading::{Reading, mentions};
use crate::reference::{StageReference, Target};
use crate::scope::{Definition, DefinitionKind, Found};
use crate::stage::Stage;

/// Something with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Symbol {
    /// By its index.
    Stage(usize),
    /// A build argument: every ARG of that name, since one `--build-arg` gives all of them their value.
    Arg(String),
    /// An environment variable, by the ENV that sets it first: the others set it again, in the same stage or in one that
    /// is built from it.
    Env { name: String, item: usize, ordinal: usize },
    /// By its instruction, an index into the items of the tree, and its place among the heredocs there.
    Heredoc { item: usize, ordinal: usize },
}

/// A place that is about a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    pub range: TextRange,
    pub access: Access,
    pub spelling: Spelling,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Gives the symbol its name or its value.
    Declaration,
    Use,
}

/// How a place names a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// The range is the name, letter by letter; the case of a stage's name means nothing.
    Name,
    /// A number that means a stage.
    Number,
    /// The name comes out of a variable, or quotes, escapes or line breaks are in the middle of it.
    Indirect,
}

impl Symbol {
    fn of_definition(file: &Dockerfile, definition: &Definition) -> Symbol {
        let name = definition.name.clone();
        match definition.kind {
            DefinitionKind::Arg => Symbol::Arg(name),
            DefinitionKind::Env => {
                let first = file.first_env(definition);
                Symbol::Env { name, item: first.item, ordinal: first.ordinal }
            }
        }
    }

    fn of_reading(file: &Dockerfile, reading: &Reading<'_>) -> Option<Symbol> {
        match reading.found? {
            Found::Definition(definition) => Some(Symbol::of_definition(file, definition)),
            Found::Predefined(arg) => Some(Symbol::Arg(arg.name.to_owned())),
            Found::Image(_) => None,
        }
    }
}

impl Dockerfile {
    /// The symbol that is named at `offset`, or right before it, and the place that names it.
    pub fn symbol_at(&self, offset: TextSize) -> Option<(Symbol, Occurrence)> {
        let instruction = self.instruction_at(offset)?;
        let named = self.named_in(instruction);
        let is_at = |(_, one): &&(Symbol, Occurrence)| one.range.contains(offset);
        let is_before = |(_, one): &&(Symbol, Occurrence)| one.range.contains_inclusive(offset);
        named.iter().find(is_at).or_else(|| named.iter().find(is_before)).cloned()
    }

    /// Every place that is about a symbol, in order.
    pub fn occurrences(&self, symbol: &Symbol) -> Vec<Occurrence> {
        let instructions: Vec<Placed<'_>> = match symbol {
            Symbol::Stage(index) => {
                let own = self.stage(*index).map(Stage::from);
                let users = self.references.iter().filter(|one| self.stage_meant_by(one) == Some(*index));
                own.into_iter().chain(users.filter_map(|one| self.tree.instruction(one.item))).collect()
            }
            Symbol::Arg(name) => self.instructions_about(name).collect(),
            Symbol::Env { name, item, .. } => {
                self.instructions_about(name).skip_while(|instruction| instruction.index < *item).collect()
            }
            Symbol::Heredoc { item, .. } => self.tree.instruction(*item).into_iter().collect(),
        };
        let mut found: Vec<Occurrence> = instructions
            .into_iter()
            .flat_map(|instruction| self.named_in(instruction))
            .filter_map(|(named, occurrence)| (named == *symbol).then_some(occurrence))
            .collect();
        found.sort_by_key(|one| (one.range.start(), one.range.end()));
        found.dedup_by_key(|one| one.range);
        found
    }

    /// The symbols that declare a name: stages, build arguments, environment variables.
    pub fn symbols_named(&self, name: &str) -> Vec<Symbol> {
        let stages = self.stages().filter(|stage| stage.name() == Some(name));
        let variables = self.definitions().filter(|definition| definition.name == name);
        let mut symbols: Vec<Symbol> = stages.map(|stage| Symbol::Stage(stage.index())).collect();
        for variable in variables.map(|definition| Symbol::of_definition(self, definition)) {
            if !symbols.contains(&variable) {
                symbols.push(variable);
            }
        }
        symbols
    }

    /// Whether an environment variable is one that the base image sets, as far as anybody can tell: it is known to, or the
    /// ENV that sets it first reads it.
    pub fn continues_base_image(&self, symbol: &Symbol) -> bool {
        let Symbol::Env { name, item, .. } = symbol else { return false };
        let Some(instruction) = self.tree.instruction(*item) else { return false };
        let reads_it = || {
            let readings = self.builder_readings(instruction);
            readings.iter().any(|reading| reading.name == *name && reading.found.is_none())
        };
        self.base_image_sets(symbol, name) || reads_it()
    }

    /// Whether the base image of a stage that knows the variable is known to set another one of that name.
    pub fn base_image_sets(&self, variable: &Symbol, name: &str) -> bool {
        let places = self.occurrences(variable);
        let instructions = places.iter().filter_map(|one| self.instruction_at(one.range.start()));
        let stages = instructions.filter_map(|instruction| self.stage_of(instruction));
        let mut bases = stages.map(Stage::root_base);
        name == "PATH" || bases.any(|base| base.image_variable(name).is_some())
    }

    /// The first script of an instruction that does more with a variable of its environment than read it, where the variable
    /// is the symbol: nobody can tell which of the script's words mean the one and which the other.
    pub fn script_that_changes(&self, symbol: &Symbol) -> Option<Placed<'_>> {
        let (Symbol::Arg(name) | Symbol::Env { name, .. }) = symbol else { return None };
        let runs = self.instructions_of(Keyword::Run).filter(|run| run.source().contains(name.as_str()));
        let mut in_its_environment = runs.filter(|run| match self.lookup(name, *run) {
            Some(Found::Definition(found)) => Symbol::of_definition(self, found) == *symbol,
            _ => false,
        });
        in_its_environment.find(|run| {
            let mut scripts = self.scripts(*run).iter();
            scripts.any(|script| script.handling_of(name, run.source()) == Handling::Changes)
                || self.is_read_by_foreign_shell(*run, name)
        })
    }

    /// PowerShell and `cmd` have their own ways to read a variable.
    fn is_read_by_foreign_shell(&self, run: Placed<'_>, name: &str) -> bool {
        let foreign = [format!("$env:{name}"), format!("${{env:{name}}}"), format!("%{name}%")];
        let has = |text: &String| {
            let (source, text) = (run.source().to_ascii_lowercase(), text.to_ascii_lowercase());
            source.contains(&text)
        };
        self.scripts(run).is_empty() && foreign.iter().any(has)
    }

    /// Every place of an instruction that names a symbol.
    fn named_in(&self, instruction: Placed<'_>) -> Vec<(Symbol, Occurrence)> {
        let mut named = self.heredocs_named_in(instruction);
        named.extend(self.stages_named_in(instruction));
        named.extend(self.variables_named_in(instruction));
        named
    }

    fn heredocs_named_in(&self, instruction: Placed<'_>) -> Vec<(Symbol, Occurrence)> {
        let of_one = |(ordinal, heredoc): (usize, &Heredoc)| {
            let symbol = Symbol::Heredoc { item: instruction.index, ordinal };
            let opening = (bare_delimiter(instruction, heredoc), Access::Declaration);
            let closing = heredoc.terminator.map(|terminator| (terminator, Access::Use));
            let occurrence = |(span, access)| {
                let is_name = instruction.source_of(span) == &*heredoc.name;
                let spelling = if is_name { Spelling::Name } else { Spelling::Indirect };
                (symbol.clone(), Occurrence { range: instruction.range(span), access, spelling })
            };
            [Some(opening), closing].into_iter().flatten().map(occurrence).collect::<Vec<_>>()
        };
        instruction.heredocs().iter().enumerate().flat_map(of_one).collect()
    }

    fn stages_named_in(&self, instruction: Placed<'_>) -> Vec<(Symbol, Occurrence)> {
        let own = self.stage_of(instruction).filter(|stage| stage.from().index == instruction.index);
        let declared = own.and_then(|stage| {
            let (range, access) = (stage.name_range()?, Access::Declaration);
            let spelling = self.spelling_of_stage(stage.index(), instruction, range);
            Some((Symbol::Stage(stage.index()), Occurrence { range, access, spelling }))
        });
        let used = self.references_in(instruction).iter().filter_map(|reference| {
            let stage = self.stage_meant_by(reference)?;
            let range = instruction.range(reference.span);
            let spelling = self.spelling_of_stage(stage, instruction, range);
            Some((Symbol::Stage(stage), Occurrence { range, access: Access::Use, spelling }))
        });
        declared.into_iter().chain(used).collect()
    }

    fn variables_named_in(&self, instruction: Placed<'_>) -> Vec<(Symbol, Occurrence)> {
        let declared = self.definitions_in(instruction).iter().map(|definition| {
            let range = instruction.range(definition.key);
            let spelling = spelling_of(instruction, range, &definition.name);
            (
                Symbol::of_definition(self, definition),
                Occurrence { range, access: Access::Declaration, spelling },
            )
        });
        let readings = self.readings(instruction);
        let used = readings.iter().filter_map(|reading| {
            let range = reading.name_range;
            let spelling = spelling_of(instruction, range, &reading.name);
            let symbol = Symbol::of_reading(self, reading)?;
            Some((symbol, Occurrence { range, access: Access::Use, spelling }))
        });
        declared.chain(used).collect()
    }

    fn spelling_of_stage(&self, stage: usize, instruction: Placed<'_>, range: TextRange) -> Spelling {
        let Some(span) = instruction.span_of(range) else { return Spelling::Indirect };
        let written = instruction.source_of(span);
        let name = self.stage(stage).and_then(Stage::name);
        match name {
            Some(name) if written.eq_ignore_ascii_case(name) => Spelling::Name,
            _ if written.parse::<u64>().is_ok() => Spelling::Number,
            _ => Spelling::Indirect,
        }
    }

    /// The stage that a reference means, be it one that it can't have.
    fn stage_meant_by(&self, reference: &StageReference) -> Option<usize> {
        match reference.target {
            Target::Stage(index) | Target::LaterStage(index) => Some(index),
            Target::Itself => {
                self.tree.instruction(reference.item).and_then(|one| Some(self.stage_of(one)?.index()))
            }
            Target::NoStage(_) | Target::Image(_) | Target::Variable => None,
        }
    }

    /// Those that may define or read a variable.
    fn instructions_about<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Placed<'a>> {
        self.instructions().filter(move |instruction| match instruction.keyword() {
            // A key may be put together from variables.
            Some(Keyword::Arg | Keyword::Env) => true,
            _ => mentions(instruction.source(), name),
        })
    }

    /// The ENV that first sets a variable: of its stage, or of those that the stage is built from.
    fn first_env<'a>(&'a self, definition: &'a Definition) -> &'a Definition {
        let stage = self.tree.instruction(definition.item).and_then(|instruction| self.stage_of(instruction));
        let chain = stage.into_iter().flat_map(Stage::chain);
        let first = chain.filter_map(|stage| stage.data().scope.first(&definition.name, DefinitionKind::Env));
        first.last().unwrap_or(definition)
    }
}

/// The delimiter without quotes around it.
fn bare_delimiter(instruction: Placed<'_>, heredoc: &Heredoc) -> Span {
    let written = instruction.source_of(heredoc.delimiter);
    let is_quoted = ['\'', '"'].into_iter().any(|quote| {
        written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) == Some(&*heredoc.name)
    });
    let Span { start, end } = heredoc.delimiter;
    if is_quoted { Span::new(start + 1, end - 1) } else { heredoc.delimiter }
}

fn spelling_of(instruction: Placed<'_>, range: TextRange, name: &str) -> Spelling {
    let is_name = instruction.span_of(range).is_some_and(|span| instruction.source_of(span) == name);
    if is_name { Spelling::Name } else { Spelling::Indirect }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::file;

    /// The file with brackets around every place that is about the symbol at `$0`: `[…]` around declarations, `(…)` around
    /// uses, `{…}` around those that do not spell the name.
    fn marked(text: &str) -> String {
        let at = text.find("$0").unwrap();
        let mut text = text.replacen("$0", "", 1);
        let file = file(&text);
        let Some((symbol, _)) = file.symbol_at(TextSize::new(at as u32)) else { return "nothing".into() };
        for occurrence in file.occurrences(&symbol).into_iter().rev() {
            let (open, close) = match (occurrence.spelling, occurrence.access) {
                (Spelling::Name, Access::Declaration) => ('[', ']'),
                (Spelling::Name, Access::Use) => ('(', ')'),
                _ => ('{', '}'),
            };
            text.insert(occurrence.range.end().into(), close);
            text.insert(occurrence.range.start().into(), open);
        }
        text
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(marked(text), expected, "{text}");
    }

    #[test]
    fn stages() {
        check(
            "FROM a AS Bui$0ld\nFROM build\nCOPY --from=BUILD --chown=1:1 x /y\nRUN --mount=type=bind,from=build,target=/x z\nCOPY --from=0 x /y\nCOPY --from=a x /y\n",
            "FROM a AS [Build]\nFROM (build)\nCOPY --from=(BUILD) --chown=1:1 x /y\nRUN --mount=type=bind,from=(build),target=/x z\nCOPY --from={0} x /y\nCOPY --from=a x /y\n",
        );
        check(
            "FROM a\nFROM b\nCOPY --from=$00 x /y\nCOPY --from=0 z /y\n",
            "FROM a\nFROM b\nCOPY --from={0} x /y\nCOPY --from={0} z /y\n",
        );
        check("ARG B=build\nFROM a AS build$0\nFROM $B\n", "ARG B=build\nFROM a AS [build]\nFROM {$B}\n");
        check("FROM a AS b\nFROM c\nCOPY --from=nginx$0:1.27 x /y\n", "nothing");
    }

    #[test]
    fn stages_in_triggers_that_fire_in_this_file() {
        check(
            "FROM a AS src$0\nFROM b AS base\nONBUILD COPY --from=src x /y\nFROM base\n",
            "FROM a AS [src]\nFROM b AS base\nONBUILD COPY --from=(src) x /y\nFROM base\n",
        );
        check(
            "FROM a AS src$0\nFROM b AS base\nONBUILD COPY --from=src x /y\n",
            "FROM a AS [src]\nFROM b AS base\nONBUILD COPY --from=src x /y\n",
        );
        check(
            "FROM b AS base\nONBUILD RUN --mount=from=src$0,target=/x y\nFROM a AS src\nFROM base\n",
            "FROM b AS base\nONBUILD RUN --mount=from=(src),target=/x y\nFROM a AS [src]\nFROM base\n",
        );
    }

    #[test]
    fn a_build_argument_is_one_in_all_of_the_file() {
        check(
            "ARG VER=3 W=${VER}\nFROM a:$VER\nARG VER\nRUN x ${VER$0:-$W} '$VER' \\$VER\nFROM b\nARG VER=4\nLABEL v=$VER\n",
            "ARG [VER]=3 W=${(VER)}\nFROM a:$(VER)\nARG [VER]\nRUN x ${(VER):-$W} '$VER' \\$VER\nFROM b\nARG [VER]=4\nLABEL v=$(VER)\n",
        );
        check(
            "FROM --platform=$BUILDPLATFORM$0 a\nFROM b\nARG BUILDPLATFORM\nRUN $BUILDPLATFORM\n",
            "FROM --platform=$(BUILDPLATFORM) a\nFROM b\nARG [BUILDPLATFORM]\nRUN $(BUILDPLATFORM)\n",
        );
    }

    #[test]
    fn an_environment_variable_goes_on_in_stages_built_from_it() {
        check(
            "FROM a AS b\nENV A=1\nENV A=$A:2\nFROM b\nENV A=3\nRUN $A\nCMD x $A$0\nFROM c\nENV A=4\nRUN $A\n",
            "FROM a AS b\nENV [A]=1\nENV [A]=$(A):2\nFROM b\nENV [A]=3\nRUN $(A)\nCMD x $(A)\nFROM c\nENV A=4\nRUN $A\n",
        );
        check("FROM a\nARG V$0=1\nENV V=$V\nRUN $V\n", "FROM a\nARG [V]=1\nENV V=$(V)\nRUN $V\n");
        check(
            "FROM a\nARG V=1\nENV V=$V\nRUN $V$0\n",
            "FROM a\nARG V=1\nENV [V]=$V\nRUN (V)\n".replace("(V)", "$(V)").as_str(),
        );
        check(
            "FROM a\nENV P=x\nENV ${P}_A=1 \"Q\"=2\nRUN $x_A$0\n",
            "FROM a\nENV P=x\nENV {${P}_A}=1 \"Q\"=2\nRUN $(x_A)\n",
        );
    }

    #[test]
    fn only_what_builder_or_shell_expand() {
        check(
            "FROM a\nENV A$0=1\nRUN <<E\necho $A '$A' \\$A\nE\nRUN <<'E'\necho $A\nE\nCOPY <<'E' <<F /x/\n$A\nE\n$A\nF\nRUN awk '{ print $A }' \"$A\"\n",
            "FROM a\nENV [A]=1\nRUN <<E\necho $(A) '$A' \\$A\nE\nRUN <<'E'\necho $(A)\nE\nCOPY <<'E' <<F /x/\n$A\nE\n$(A)\nF\nRUN awk '{ print $A }' \"$(A)\"\n",
        );
        check(
            "FROM a\nENV A=1\nRUN A=2; echo $A\nRUN for A in b; do $A; done\nRUN $A$0\n",
            "FROM a\nENV [A]=1\nRUN A=2; echo $A\nRUN for A in b; do $A; done\nRUN $(A)\n",
        );
        check(
            "FROM a\nENV A$0=1\nRUN cat <<E >/x && cat <<'F' && cat <<\\G\n'$A' \\$A\nE\n$A\nF\n$A\nG\nRUN <<E\ncat <<F\n$A\nF\nE\n",
            "FROM a\nENV [A]=1\nRUN cat <<E >/x && cat <<'F' && cat <<\\G\n'$(A)' \\$A\nE\n$A\nF\n$A\nG\nRUN <<E\ncat <<F\n$(A)\nF\nE\n",
        );
        check("FROM a\nRUN x=$(date$0)\n", "nothing");
        check("FROM a\nRUN x=$UNKNOWN$0\n", "nothing");
    }

    #[test]
    fn heredocs() {
        check(
            "FROM a\nRUN <<-'EOF' cat <<B\nx\n\tEOF$0\nB\n",
            "FROM a\nRUN <<-'[EOF]' cat <<B\nx\n\t(EOF)\nB\n",
        );
        check("FROM a\nRUN <<EO$0F\nx\n", "FROM a\nRUN <<[EOF]\nx\n");
        check("FROM a\nRUN <<E\"O\"F$0\nx\nEOF\n", "FROM a\nRUN <<{E\"O\"F}\nx\n(EOF)\n");
    }
}
