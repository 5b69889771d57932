//! From a plan to edits.

use std::collections::BTreeSet;
use std::fmt::Write;

use plimsoll_semantics::{Dockerfile, Found, Stage};
use plimsoll_syntax::{Keyword, Node, Placed};
use plimsoll_text::{TextEdit, TextRange};

use super::Declined;
use super::plan::{Place, Plan};
use crate::edit;

pub(super) fn edits(file: &Dockerfile, stage: Stage<'_>, plan: &Plan<'_>) -> Result<Vec<TextEdit>, Declined> {
    let places = with_arguments(file, plan)?;
    let built = places.iter().rposition(|(_, place)| place.is_in_build());
    let built = built.ok_or("nothing is built in the stage")?;
    let (last, _) = places[built];
    if edit::is_open(last) {
        return Err("its last line is not complete".to_owned());
    }
    let name = free_name(file);
    let text = Runtime { file, stage, plan, name: &name }.text(&places[..=built]);
    let mut edits = vec![name_build_stage(stage, &name)];
    edits.extend(plan.edits.iter().cloned());
    if let Some((index, lines)) = &plan.above
        && let Some(instruction) = file.tree().instruction(*index)
    {
        edits.push(edit::insert_above(file, instruction, lines));
    }
    let leaves = |(at, (_, place)): &(usize, &(Placed<'_>, Place))| match place {
        Place::Runtime => *at < built,
        Place::Nowhere => true,
        _ => false,
    };
    let leaving = places.iter().enumerate().filter(leaves).map(|(_, (one, place))| match place {
        Place::Nowhere => edit::remove(*one),
        _ => TextEdit::delete(with_blank_line(file, edit::with_comments(file, *one))),
    });
    edits.extend(leaving);
    edits.push(TextEdit::insert(last.full_range().end(), text));
    Ok(edits)
}

/// ARGs go where they are used, and the runtime stage uses nothing that only the image to build with sets.
fn with_arguments<'a>(file: &'a Dockerfile, plan: &Plan<'a>) -> Result<Vec<(Placed<'a>, Place)>, Declined> {
    let mut places = plan.places.clone();
    let mut used: BTreeSet<String> = BTreeSet::new();
    for (instruction, place) in places.iter_mut().rev() {
        let is_arg = instruction.keyword() == Some(Keyword::Arg);
        let defined = file.definitions_in(*instruction);
        if is_arg && *place == Place::Build && defined.iter().any(|one| used.contains(&one.name)) {
            *place = Place::Both;
        }
        if !place.is_in_runtime() {
            continue;
        }
        for reading in file.readings(*instruction) {
            if let Some(Found::Image(_)) = reading.found
                && !plan.keeps_image
            {
                return Err(format!("`${}` is set by the image that builds", reading.name));
            }
            used.insert(reading.name);
        }
    }
    Ok(places)
}

/// Names the stage that builds; the name that the stage had goes to the other one.
fn name_build_stage(stage: Stage<'_>, name: &str) -> TextEdit {
    let from = stage.from();
    match stage.name_range() {
        Some(range) => TextEdit::replace(range, name),
        None => {
            let keyword = from.text(from.command().keyword_span);
            let as_ = edit::cased_like(&keyword, "AS").unwrap_or_else(|| "AS".to_owned());
            let end = stage.image_range().map_or(from.full_range().end(), TextRange::end);
            TextEdit::insert(end, format!(" {as_} {name}"))
        }
    }
}

/// A name that no stage has.
fn free_name(file: &Dockerfile) -> String {
    let is_free = |name: &String| file.stages().all(|stage| stage.name() != Some(name.as_str()));
    let names = ["build", "builder"].map(str::to_owned).into_iter();
    let mut names = names.chain((2..).map(|number| format!("build-{number}")));
    names.find(is_free).unwrap_or_default()
}

/// With the blank line behind it, where one is before it too.
fn with_blank_line(file: &Dockerfile, range: TextRange) -> TextRange {
    let items = file.tree().items();
    let first = items.partition_point(|item| item.range().end() <= range.start());
    let next = items.partition_point(|item| item.start < range.end());
    let is_blank = |index: usize| items.get(index).is_some_and(|item| matches!(&*item.node, Node::Blank(_)));
    match first.checked_sub(1).is_some_and(is_blank) && is_blank(next) {
        true => range.cover(items[next].range()),
        false => range,
    }
}

/// The stage that runs, up to what stays where it is.
struct Runtime<'p, 'a> {
    file: &'a Dockerfile,
    stage: Stage<'a>,
    plan: &'p Plan<'a>,
    /// Of the build stage.
    name: &'p str,
}

impl Runtime<'_, '_> {
    fn text(&self, moved: &[(Placed<'_>, Place)]) -> String {
        let (file, last) = (self.file, moved[moved.len() - 1].0);
        let newline = edit::line_ending(file);
        let mut text = if last.source().ends_with('\n') { String::new() } else { newline.to_owned() };
        let indent = edit::indentation(last);
        self.push_lines(&mut text, indent, &self.plan.below);
        text += newline;
        self.push_lines(&mut text, edit::indentation(self.stage.from()), &self.from());
        self.push_lines(&mut text, indent, &self.plan.setup);
        let brings = self.plan.brings.replace("{build}", self.name);
        let first_copy = moved.iter().position(|(one, place)| {
            place.is_in_runtime()
                && matches!(
                    one.keyword(),
                    Some(Keyword::Copy | Keyword::Add | Keyword::Cmd | Keyword::Entrypoint)
                )
        });
        for (at, (instruction, place)) in moved.iter().enumerate() {
            if Some(at) == first_copy {
                // Packages change less often than what is copied.
                let packages = moved[at..].iter().filter_map(|(_, place)| match place {
                    Place::BuildAnd(lines) => Some(lines.as_str()),
                    _ => None,
                });
                packages.for_each(|lines| self.push_lines(&mut text, indent, lines));
                self.push_lines(&mut text, indent, &brings);
            }
            match place {
                Place::Runtime => self.push_source(&mut text, edit::with_comments(file, *instruction)),
                Place::Both => self.push_source(&mut text, instruction.full_range()),
                Place::BuildAnd(lines) if first_copy.is_none_or(|first| at < first) => {
                    self.push_lines(&mut text, indent, lines);
                }
                Place::Build | Place::BuildAnd(_) | Place::Nowhere => {}
            }
        }
        if first_copy.is_none() {
            self.push_lines(&mut text, indent, &brings);
        }
        text
    }

    /// `FROM` with the platform and the name that the stage had.
    fn from(&self) -> String {
        let from = self.stage.from();
        let mut line = edit::keyword(self.file, Keyword::From);
        let platform = from.flag("platform").map(|flag| from.text(flag.span).into_owned());
        // That of the machine that builds is nothing to run on.
        if let Some(platform) = platform.filter(|platform| !platform.contains("BUILDPLATFORM")) {
            let _ = write!(line, " {platform}");
        }
        let _ = write!(line, " {}", self.plan.image);
        if let Some(range) = self.stage.name_range() {
            let words = &self.file.tree().text()[std::ops::Range::<usize>::from(range)];
            let as_ = edit::cased_like(&from.text(from.command().keyword_span), "AS");
            let _ = write!(line, " {} {words}", as_.unwrap_or_else(|| "AS".to_owned()));
        }
        line
    }

    fn push_lines(&self, text: &mut String, indent: &str, lines: &str) {
        let newline = edit::line_ending(self.file);
        for line in lines.lines() {
            *text += indent;
            *text += line;
            *text += newline;
        }
    }

    /// What stands in the file already, with a line ending behind it.
    fn push_source(&self, text: &mut String, range: TextRange) {
        let all = self.file.tree().text();
        *text += &all[std::ops::Range::<usize>::from(range)];
        if !text.ends_with('\n') {
            *text += edit::line_ending(self.file);
        }
    }
}
