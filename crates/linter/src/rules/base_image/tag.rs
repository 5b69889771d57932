//! Shared by the rules on tags: where the tag of a base image is written, and how to write another one.

use std::collections::HashMap;

use plimsoll_semantics::{Definition, Dockerfile, Found, ImageName, Stage};
use plimsoll_syntax::Keyword;
use plimsoll_syntax::expansion::{self, Quoting};
use plimsoll_syntax::image::ImageReference;
use plimsoll_text::{TextEdit, TextRange};

/// Where a tag has to be written so that this image gets it and no other one.
pub(super) enum Place<'a> {
    /// In the FROM; the text there ends as the reference does.
    From(TextRange),
    /// In the default of an ARG, which is the end of the reference or all of it.
    Argument { definition: &'a Definition, value: Option<TextRange> },
    /// Only a person can tell.
    Nowhere,
}

impl<'a> Place<'a> {
    pub(super) fn find(
        file: &'a Dockerfile,
        stage: Stage<'a>,
        image: &ImageName,
        images: &HashMap<String, Option<String>>,
    ) -> Place<'a> {
        let from = stage.from();
        let written = from.text(image.span);
        let quoting = Quoting::Word { escape: from.escape() };
        let (expansion, _) = expansion::parse(&written, quoting);
        let Some(last) = expansion.variables().into_iter().max_by_key(|variable| variable.range.end) else {
            return if *written == *image.text {
                Place::From(from.range(image.span))
            } else {
                Place::Nowhere
            };
        };
        let tail = last.range.end..written.len();
        if !tail.is_empty() {
            let is_exact = is_plain(&written[tail.clone()]);
            return if is_exact {
                Place::From(from.range(from.locate(image.span, tail)))
            } else {
                Place::Nowhere
            };
        }
        match file.lookup(&last.name, from) {
            Some(Found::Definition(definition)) => {
                let has_modifier = written[last.range.clone()].trim_matches(['$', '{', '}']) != last.name;
                let serves_one = images.get(&definition.name).is_some_and(Option::is_some);
                let value = plain_default(file, definition).filter(|_| serves_one && !has_modifier);
                Place::Argument { definition, value }
            }
            _ => Place::Nowhere,
        }
    }
}

/// No quote, escape or variable.
fn is_plain(text: &str) -> bool {
    !text.contains(['"', '\'', '\\', '`', '$'])
}

/// The image that each variable is used for, as it is written; nothing for one that is used for something else too.
pub(super) fn images_by_variable(file: &Dockerfile) -> HashMap<String, Option<String>> {
    let mut images: HashMap<String, Option<String>> = HashMap::new();
    for instruction in file.instructions() {
        let text = || instruction.text(instruction.command().rest);
        let image = (instruction.keyword() == Some(Keyword::From))
            .then(|| text().split_whitespace().next().map(str::to_owned))
            .flatten();
        for variable in file.variable_uses(instruction) {
            let known = images.entry(variable.name).or_insert_with(|| image.clone());
            if *known != image {
                *known = None;
            }
        }
    }
    images
}

/// The default of an ARG, if it is written as it is meant.
fn plain_default(file: &Dockerfile, definition: &Definition) -> Option<TextRange> {
    let arg = file.tree().instruction(definition.item)?;
    let span = definition.value_span?;
    (arg.text(span) == definition.value.as_set()?).then(|| arg.range(span))
}

/// Writes a tag in place of the old one, or behind the name.
pub(super) fn pin(
    file: &Dockerfile,
    reference: &ImageReference,
    place: &Place<'_>,
    tag: &str,
) -> Option<TextEdit> {
    let range = match place {
        Place::From(range) => *range,
        Place::Argument { value, .. } => (*value)?,
        Place::Nowhere => return None,
    };
    let item = &file.tree().items()[file.tree().item_at(range.start())?];
    let written = &item.node.source()[std::ops::Range::<usize>::from(range - item.start)];
    let kept = match reference.tag() {
        None => format!("{written}:"),
        Some(old) => written.strip_suffix(old)?.to_owned(),
    };
    (kept.is_empty() || kept.ends_with(':')).then(|| TextEdit::replace(range, format!("{kept}{tag}")))
}

/// Gives the image another tag: at the end of the FROM if that is enough, else in the default of an ARG.
pub(super) fn retag(
    file: &Dockerfile,
    stage: Stage<'_>,
    tag: &str,
    images: &HashMap<String, Option<String>>,
) -> Option<TextEdit> {
    let image = stage.base().image()?;
    let reference = image.reference.as_ref().ok().filter(|reference| reference.digest().is_none())?;
    let name = image.text.strip_suffix(reference.tag()?)?;
    replace_end(stage, image, &format!("{name}{tag}"))
        .or_else(|| pin(file, reference, &Place::find(file, stage, image, images), tag))
}

/// Makes the FROM say another image by what stands behind its last variable.
fn replace_end(stage: Stage<'_>, image: &ImageName, new: &str) -> Option<TextEdit> {
    let from = stage.from();
    let written = from.text(image.span);
    let (expansion, _) = expansion::parse(&written, Quoting::Word { escape: from.escape() });
    let start = expansion.variables().iter().map(|variable| variable.range.end).max().unwrap_or(0);
    let end = Some(&written[start..]).filter(|end| is_plain(end))?;
    let new_end = new.strip_prefix(image.text.strip_suffix(end)?)?;
    Some(TextEdit::replace(from.range(from.locate(image.span, start..written.len())), new_end))
}
