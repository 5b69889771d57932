//! See the page beside this file.

use plimsoll_semantics::facts::images;
use plimsoll_semantics::{Definition, Dockerfile, Found, ImageName, Stage};
use plimsoll_syntax::expansion::{self, Quoting};
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::{TextEdit, TextRange};

use crate::finding::{Finding, Fix};
use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule =
    Rule::new("unpinned-base-image", include_str!("unpinned_base_image.md"), check)
        .with_options(&[REQUIRE_DIGEST]);

const REQUIRE_DIGEST: RuleOption = RuleOption {
    name: "require-digest",
    default: OptionDefault::Flag(false),
    doc: "Report a tag without a digest too",
};

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let require_digest = report.flag(&REQUIRE_DIGEST);
    for stage in file.stages() {
        let Some(image) = stage.base().image() else { continue };
        let Ok(reference) = &image.reference else { continue };
        if reference.digest().is_some() {
            continue;
        }
        let name = reference.familiar_name();
        let (message, alias) = match reference.tag() {
            None => (format!("`{name}` has no tag: every build may get another `latest`"), Some("DL3006")),
            Some("latest") => {
                (format!("`{name}:latest` may be another image at every build"), Some("DL3007"))
            }
            Some(tag) if require_digest => (format!("`{name}:{tag}` is not pinned to a digest"), None),
            Some(_) => continue,
        };
        let range = stage.from().range(image.span);
        let finding = report.at(range, message).aliases(alias);
        let place = Place::find(file, stage, image);
        if let Place::Argument { definition, .. } = &place {
            relate(file, definition, finding);
        }
        if alias.is_some() {
            suggest_tags(file, reference, &place, finding);
        }
    }
}

/// Where a tag has to be written so that this image gets it and no other one.
enum Place<'a> {
    /// In the FROM; the text there ends as the reference does.
    From(TextRange),
    /// In the default of an ARG, which is the end of the reference or all of it.
    Argument { definition: &'a Definition, value: Option<TextRange> },
    /// Only a person can tell.
    Nowhere,
}

impl<'a> Place<'a> {
    fn find(file: &'a Dockerfile, stage: Stage<'a>, image: &ImageName) -> Place<'a> {
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
                let value = exact_default(file, definition, from).filter(|_| !has_modifier);
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

/// The default of an ARG as written, if it is plain and serves this image only.
fn exact_default(file: &Dockerfile, definition: &Definition, from: Placed<'_>) -> Option<TextRange> {
    let arg = file.tree().instruction(definition.item)?;
    let value = arg.range(definition.value_span?);
    let is_plain = arg.text(definition.value_span?) == definition.value.as_set()?;
    let image =
        |from: Placed<'_>| from.text(from.command().rest).split_whitespace().next().map(str::to_owned);
    let uses = |one: &Placed<'_>| file.variable_uses(*one).iter().any(|used| used.name == definition.name);
    let serves_others = file
        .instructions()
        .filter(uses)
        .any(|one| one.keyword() != Some(Keyword::From) || image(one) != image(from));
    (is_plain && !serves_others).then_some(value)
}

fn relate(file: &Dockerfile, definition: &Definition, finding: &mut Finding) {
    if let Some(range) = file.definition_range(definition) {
        finding.related(range, format!("`{}` gets its default here", definition.name));
    }
}

/// The release that was current when the facts were read: the full variant, which the image without a tag is too,
/// then the slim one.
fn suggest_tags(file: &Dockerfile, reference: &ImageReference, place: &Place<'_>, finding: &mut Finding) {
    let name = reference.familiar_name();
    let Some(current) = images::image(name).and_then(|facts| facts.current_tag) else { return };
    let full = images::full_tag(current);
    let slim = images::slim_tag(name, Some(&full));
    for tag in [Some(full), slim].into_iter().flatten() {
        if let Some(edit) = pin(file, reference, place, &tag) {
            finding.fix(Fix::not_safe(format!("Use {name}:{tag}"), vec![edit]));
        }
    }
}

/// Writes the tag in place of `latest`, or behind the name.
fn pin(file: &Dockerfile, reference: &ImageReference, place: &Place<'_>, tag: &str) -> Option<TextEdit> {
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
