//! Shared: the fix that lets an install run before the sources are copied.

use std::collections::BTreeSet;

use plimsoll_semantics::{Copy, Dockerfile, Location, Origin, Path, StepKind};
use plimsoll_syntax::{Keyword, Node, Placed};
use plimsoll_text::{Span, TextEdit, TextRange};

use super::copies::copy_of;
use super::cut::{Cut, shown};
use super::manifests::{Group, Manifest, manifests};
use super::mount::{mount, mount_all};
use super::spoiled::Spoiled;
use super::whole::{check_whole, is_exact};
use crate::edit;
use crate::finding::Fix;

/// The fixes, the best first: to copy the manifests alone, or to mount them, and to copy everything else behind the
/// install. An error says why that could break the build.
pub(super) fn reorder(file: &Dockerfile, spoiled: &Spoiled<'_>) -> Result<Vec<Fix>, String> {
    let moved: Vec<Moved<'_>> = spoiled.broad.iter().map(|index| Moved::new(file, spoiled, *index)).collect();
    let targets: Option<Vec<Location>> =
        spoiled.broad.iter().map(|index| spoiled.copies[*index].target.clone()).collect();
    let targets = targets.ok_or("only a build can tell where the files are copied to")?;
    let cut = Cut::find(file, spoiled, &targets)?;
    check_between(file, spoiled, &moved, &targets)?;
    spoiled.installs.iter().try_for_each(|one| check_whole(file, spoiled, one))?;
    let groups = manifests(file, spoiled)?;
    let edits = Edits { file, spoiled, moved };
    let mount = edits.mount(&cut, &groups);
    let mut fixes = vec![edits.copy(&cut, groups)?];
    fixes.extend(mount);
    Ok(fixes)
}

/// A copy that goes behind the install.
struct Moved<'a> {
    instruction: Placed<'a>,
    /// The destination as it has to be written behind another WORKDIR, if it is relative.
    absolute: Option<(Span, String)>,
    is_relative: bool,
}

impl<'a> Moved<'a> {
    fn new(file: &'a Dockerfile, spoiled: &Spoiled<'a>, index: usize) -> Moved<'a> {
        let copy = &spoiled.copies[index];
        let (instruction, destination) = (copy.instruction, &copy.destination);
        let is_relative = !destination.text().is_some_and(|to| to.starts_with('/'));
        let written = instruction.text(destination.span);
        let workdir =
            file.stage_of(instruction).and_then(|stage| stage.workdir_instruction_before(instruction));
        let has_variable =
            written.contains('$') || workdir.is_some_and(|workdir| workdir.source().contains('$'));
        let path = copy.target.as_ref().and_then(Location::absolute_path).filter(|_| !has_variable);
        let absolute =
            path.filter(|path| !path.contains(|c: char| c.is_whitespace() || "\"'\\`".contains(c)));
        let slash = if copy.names_folder() { "/" } else { "" };
        let absolute =
            absolute.map(|path| (destination.span, format!("{}{slash}", path.trim_end_matches('/'))));
        Moved { instruction, absolute: absolute.filter(|_| is_relative), is_relative }
    }

    /// With the comments above it, ending in a line ending.
    fn text(&self, file: &Dockerfile, is_absolute: bool) -> String {
        let text = file.tree().text();
        let range = edit::with_comments(file, self.instruction);
        let slice = |range: TextRange| &text[std::ops::Range::<usize>::from(range)];
        match &self.absolute {
            Some((span, path)) if is_absolute => {
                let destination = self.instruction.range(*span);
                let before = slice(TextRange::new(range.start(), destination.start()));
                format!("{before}{path}{}", slice(TextRange::new(destination.end(), range.end())))
            }
            _ => slice(range).to_owned(),
        }
    }
}

/// Nothing if the copies can move behind everything that stands between them and the RUN.
fn check_between(
    file: &Dockerfile,
    spoiled: &Spoiled<'_>,
    moved: &[Moved<'_>],
    targets: &[Location],
) -> Result<(), String> {
    let first = spoiled.broad[0];
    let used: BTreeSet<String> = moved
        .iter()
        .flat_map(|copy| file.variable_uses(copy.instruction))
        .map(|variable| variable.name)
        .collect();
    let is_moved = |one: &Placed<'_>| moved.iter().any(|copy| copy.instruction.index == one.index);
    let range = spoiled.copies[first].instruction.index..spoiled.run.index;
    let mut between = file.instructions().filter(|one| range.contains(&one.index) && !is_moved(one));
    if moved.iter().any(|copy| !copy.instruction.heredocs().is_empty()) {
        return Err("a heredoc is copied with the sources".to_owned());
    }
    let obstacle = between.find(|one| match one.keyword() {
        Some(Keyword::Arg | Keyword::Env) => {
            file.definitions_in(*one).iter().any(|definition| used.contains(&definition.name))
        }
        Some(Keyword::Workdir) => moved.iter().any(|copy| copy.is_relative && copy.absolute.is_none()),
        Some(Keyword::Run) => dependent_step(file, *one, targets).is_some(),
        Some(Keyword::Copy | Keyword::Add) => !commutes(file, spoiled, targets, *one),
        Some(Keyword::Volume | Keyword::From) | None => true,
        Some(_) => false,
    });
    let Some(obstacle) = obstacle else { return Ok(()) };
    let name = match dependent_step(file, obstacle, targets) {
        Some(command) if !command.is_empty() => format!("`{command}`"),
        _ => format!("the {}", obstacle.keyword().map_or("instruction", Keyword::as_str)),
    };
    Err(format!("{name} in between may depend on what is copied"))
}

/// A command of a RUN that may need or change the files of the targets; an empty one if they can't be told.
fn dependent_step(file: &Dockerfile, run: Placed<'_>, targets: &[Location]) -> Option<String> {
    let steps = file.run_steps(run, targets);
    let step = steps.iter().find(|step| !matches!(step.kind, StepKind::Independent));
    let is_opaque = run.keyword() == Some(Keyword::Run) && steps.is_empty();
    step.map(|step| shown(run, step.span)).or_else(|| is_opaque.then(String::new))
}

/// A copy to another place, or of the same files to the same place.
fn commutes(file: &Dockerfile, spoiled: &Spoiled<'_>, targets: &[Location], one: Placed<'_>) -> bool {
    let Some(copy) = file.copy(one) else { return false };
    let Some(target) = &copy.target else { return false };
    if !targets.iter().any(|moved| moved.overlaps(target)) {
        return true;
    }
    let is_folder = copy.names_folder() || targets.contains(target);
    let path_at = |copy: &Copy<'_>, place: &Location| match copy.origin_of(file, place) {
        Some(Origin::Context { path, .. }) => Some(path),
        _ => None,
    };
    let is_same = |source: &Path<'_>| {
        let path = source.in_context().filter(|_| !source.has_wildcard())?;
        let name = path.rsplit('/').next().unwrap_or(&path);
        let place = if is_folder { target.join(name)? } else { target.clone() };
        let mut moved = spoiled.broad.iter().map(|index| &spoiled.copies[*index]);
        let is_file = path_at(&copy, &place).as_ref() == Some(&path);
        Some(is_file && moved.all(|moved| path_at(moved, &place).is_none_or(|other| other == path)))
    };
    copy.is_from_context() && copy.sources.iter().all(|source| is_same(source).unwrap_or_default())
}

/// The change to the text.
struct Edits<'a, 'f> {
    file: &'f Dockerfile,
    spoiled: &'f Spoiled<'a>,
    moved: Vec<Moved<'a>>,
}

impl Edits<'_, '_> {
    fn copy(&self, cut: &Cut, mut groups: Vec<Group>) -> Result<Fix, String> {
        let is_secret = |manifest: &mut Manifest| manifest.is_secret();
        let secrets: Vec<Manifest> =
            groups.iter_mut().flat_map(|group| group.manifests.extract_if(.., is_secret)).collect();
        let secrets: Vec<&Manifest> = secrets.iter().collect();
        groups.retain(|group| !group.manifests.is_empty());
        let lines = groups.iter().map(|group| Ok((group.copy, copy_of(self.file, self.spoiled, group)?)));
        let lines: Vec<(usize, String)> = lines.collect::<Result<_, String>>()?;
        let title =
            if lines.is_empty() { "Copy the sources after the install" } else { "Copy the manifests first" };
        let mut edits = self.in_place(&lines);
        if !secrets.is_empty() {
            let mount = mount(self.file, self.spoiled, &secrets);
            edits.push(mount.ok_or("a manifest that often holds a secret can't be mounted")?);
        }
        edits.push(match cut {
            Cut::Behind => self.behind_run(),
            Cut::Inside { between, end, start } => {
                let (newline, moved) = (edit::line_ending(self.file), self.moved_text());
                edit::replace(self.spoiled.run, *between, format!("{end}{newline}{moved}{start}"))
            }
        });
        let mut installs = self.spoiled.installs.iter();
        let is_safe =
            matches!(cut, Cut::Behind) && installs.all(|one| is_exact(self.file, self.spoiled, one));
        Ok(if is_safe { Fix::safe(title, edits) } else { Fix::not_safe(title, edits) })
    }

    /// Nothing where all is copied already, or a mount would not do.
    fn mount(&self, cut: &Cut, groups: &[Group]) -> Option<Fix> {
        let mounts = matches!(cut, Cut::Behind).then(|| mount_all(self.file, self.spoiled, groups))??;
        let mut edits = self.in_place(&[]);
        edits.push(self.behind_run());
        edits.push(mounts);
        Some(Fix::not_safe("Mount the manifests for the install", edits))
    }

    /// The lines stand where the copies were.
    fn in_place(&self, lines: &[(usize, String)]) -> Vec<TextEdit> {
        self.spoiled.broad.iter().map(|index| self.in_place_of(*index, lines)).collect()
    }

    fn in_place_of(&self, index: usize, lines: &[(usize, String)]) -> TextEdit {
        let copy = self.spoiled.copies[index].instruction;
        let indent = edit::indentation(copy);
        let newline = edit::line_ending(self.file);
        let lines = lines.iter().filter(|(at, _)| *at == index);
        let text: String = lines.map(|(_, line)| format!("{indent}{line}{newline}")).collect();
        let range = edit::with_comments(self.file, copy);
        let blank = self.blank_below(copy).filter(|_| text.is_empty());
        TextEdit::replace(blank.map_or(range, |blank| TextRange::new(range.start(), blank.end())), text)
    }

    /// The copies as they are written behind the RUN.
    fn moved_text(&self) -> String {
        let run = self.spoiled.run;
        let workdir = |one: Placed<'_>| {
            let stage = self.file.stage_of(one)?;
            stage.workdir_instruction_before(one).map(|workdir| workdir.index)
        };
        let is_elsewhere = |copy: &Moved<'_>| workdir(copy.instruction) != workdir(run);
        self.moved.iter().map(|copy| copy.text(self.file, is_elsewhere(copy))).collect()
    }

    fn behind_run(&self) -> TextEdit {
        let run = self.spoiled.run;
        let newline = edit::line_ending(self.file);
        let gap = if self.blank_below(self.moved[0].instruction).is_some() { newline } else { "" };
        let text = format!("{gap}{}", self.moved_text());
        let end = run.full_range().end();
        if run.source().ends_with('\n') {
            TextEdit::insert(end, text)
        } else {
            TextEdit::insert(end, format!("{newline}{}", text.trim_end_matches(['\r', '\n'])))
        }
    }

    /// The blank line below an instruction.
    fn blank_below(&self, instruction: Placed<'_>) -> Option<TextRange> {
        let item = self.file.tree().items().get(instruction.index + 1)?;
        matches!(&*item.node, Node::Blank(_)).then(|| item.range())
    }
}
