//! Places that name a stage: FROM, `COPY --from` and `RUN --mount from=`, behind ONBUILD too.

use plimsoll_syntax::{Arguments, Command, Flag, Keyword, Placed};
use plimsoll_text::Span;

use crate::dockerfile::Dockerfile;
use crate::stage::{Base, from_words};

/// A place that names a stage, or could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageReference {
    /// The instruction, as an index into the items of the tree.
    pub item: usize,
    pub span: Span,
    pub kind: ReferenceKind,
    pub target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceKind {
    From,
    CopyFrom,
    MountFrom,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A stage above, by its index.
    Stage(usize),
    /// The stage that the instruction is in.
    Itself,
    /// A stage below.
    LaterStage(usize),
    /// A number that no stage has.
    NoStage(u64),
    /// An image, or a named build context.
    Image(String),
    /// BuildKit takes no variables here.
    Variable,
}

pub(crate) fn find(file: &Dockerfile) -> Vec<StageReference> {
    let mut references = Vec::new();
    for stage in file.stages() {
        let from = stage.from();
        if let (Some(image), Base::Stage(base)) = (from_words(from).first(), stage.base()) {
            let target = Target::Stage(*base);
            references.push(StageReference {
                item: from.index,
                span: *image,
                kind: ReferenceKind::From,
                target,
            });
        }
        for instruction in stage.instructions() {
            match &instruction.command().arguments {
                Arguments::Trigger(trigger) => {
                    if let Some(fired_in) = built_from(file, stage.index()) {
                        references.extend(of_command(file, fired_in, instruction, trigger));
                    }
                }
                _ => references.extend(of_command(file, stage.index(), instruction, instruction.command())),
            }
        }
    }
    references
}

/// The first stage that is built from this one: where its ONBUILD triggers act.
fn built_from(file: &Dockerfile, stage: usize) -> Option<usize> {
    file.stages.iter().position(|other| matches!(other.base, Base::Stage(base) if base == stage))
}

fn of_command(
    file: &Dockerfile,
    stage: usize,
    instruction: Placed<'_>,
    command: &Command,
) -> Vec<StageReference> {
    match command.keyword {
        Some(Keyword::Copy) => copy_from(file, stage, instruction, command).into_iter().collect(),
        Some(Keyword::Run) => mounts_from(file, stage, instruction, command),
        _ => Vec::new(),
    }
}

fn copy_from(
    file: &Dockerfile,
    stage: usize,
    instruction: Placed<'_>,
    command: &Command,
) -> Option<StageReference> {
    let flag = command.flags.iter().rev().find(|flag| instruction.flag_name(flag) == "from")?;
    let value = instruction.instruction.flag_value(flag)?;
    let target = match value.parse::<u64>() {
        _ if value.contains('$') => Target::Variable,
        Ok(number) => numbered(file, stage, number),
        Err(_) if value.is_empty() => return None,
        Err(_) => named(file, stage, &value),
    };
    Some(StageReference { item: instruction.index, span: flag.value?, kind: ReferenceKind::CopyFrom, target })
}

/// Numbers are image names here, not stages.
fn mounts_from(
    file: &Dockerfile,
    stage: usize,
    instruction: Placed<'_>,
    command: &Command,
) -> Vec<StageReference> {
    let reference = |flag: &Flag| {
        let mount = instruction.mount(flag)?;
        let option = mount.get(&["from"])?;
        let name = option.value.as_deref().filter(|name| !name.is_empty() && !name.contains('$'))?;
        let span = instruction.locate_in_flag(flag, option.value_range.clone()?);
        let target = named(file, stage, name);
        Some(StageReference { item: instruction.index, span, kind: ReferenceKind::MountFrom, target })
    };
    command.flags.iter().filter_map(reference).collect()
}

fn numbered(file: &Dockerfile, stage: usize, number: u64) -> Target {
    match usize::try_from(number) {
        Ok(index) if index == stage => Target::Itself,
        Ok(index) if index < stage => Target::Stage(index),
        Ok(index) if index < file.stages.len() => Target::LaterStage(index),
        _ => Target::NoStage(number),
    }
}

/// The last stage of that name above, in any case; else this one, else one below, else an image.
fn named(file: &Dockerfile, stage: usize, name: &str) -> Target {
    let lower = name.to_ascii_lowercase();
    let has_name =
        |index: &usize| file.stages[*index].name.as_ref().is_some_and(|known| known.lower == lower);
    if let Some(index) = (0..stage).rev().find(has_name) {
        return Target::Stage(index);
    }
    if has_name(&stage) {
        return Target::Itself;
    }
    match (stage + 1..file.stages.len()).find(has_name) {
        Some(index) => Target::LaterStage(index),
        None => Target::Image(name.to_owned()),
    }
}

impl Dockerfile {
    /// What the `--from` of a COPY names, or the first `from=` of a RUN.
    pub fn reference_in(&self, instruction: Placed<'_>) -> Option<&StageReference> {
        self.references_in(instruction).first()
    }

    /// The references of one instruction.
    pub fn references_in(&self, instruction: Placed<'_>) -> &[StageReference] {
        let start = self.references.partition_point(|reference| reference.item < instruction.index);
        let end = self.references.partition_point(|reference| reference.item <= instruction.index);
        &self.references[start..end]
    }

    /// The places that use a stage.
    pub fn uses_of(&self, stage: usize) -> impl Iterator<Item = &StageReference> + '_ {
        self.references.iter().filter(move |reference| reference.target == Target::Stage(stage))
    }
}

impl Dockerfile {
    /// For each stage, whether a build of one of the targets needs it. The targets are indices of stages.
    pub fn needed_stages(&self, targets: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut needed = vec![false; self.stages.len()];
        for target in targets {
            needed[target] = true;
        }
        // A stage can only use those above it.
        for reference in self.references.iter().rev() {
            let user = self.tree.instruction(reference.item).and_then(|one| self.stage_of(one));
            if let (Some(user), Target::Stage(used)) = (user, &reference.target)
                && needed[user.index()]
            {
                needed[*used] = true;
            }
        }
        needed
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::SyntaxTree;

    use crate::{Dockerfile, NoContext};

    #[test]
    fn stages_that_a_target_needs() {
        let text = "FROM a AS deps\nFROM a AS tools\nFROM deps AS build\nRUN --mount=from=tools x\nFROM a\n\
                    FROM scratch\nCOPY --from=build / /\n";
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
        assert_eq!(file.needed_stages([4]), [true, true, true, false, true]);
        assert_eq!(file.needed_stages([0, 3]), [true, false, false, true, false]);
    }
}
