//! From images to what their registries say about them.

use plimsoll_semantics::{Base, Dockerfile, Target};
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{DirectiveKind, Placed};
use plimsoll_text::{Span, TextRange};

use super::{Link, LinkTarget};
use crate::registry_page::registry_page;

/// The image in `# syntax=`.
pub(super) fn of_frontend(file: &Dockerfile) -> Vec<Link> {
    let chosen = file.tree().directives().filter(|(_, directive)| directive.kind == DirectiveKind::Syntax);
    chosen.filter_map(|(start, directive)| link(directive.value.at(start), directive.value())).collect()
}

/// The image of a FROM, its variables replaced, and those that files are taken from.
pub(super) fn in_instruction<'a>(
    file: &'a Dockerfile,
    instruction: Placed<'a>,
) -> impl Iterator<Item = Link> + 'a {
    let stage = file.stage_of(instruction).filter(|stage| stage.from().index == instruction.index);
    let base = stage.and_then(|stage| match stage.base() {
        Base::Image(image) => Some((image.span, image.text.as_str())),
        Base::Stage(_) | Base::Scratch | Base::Unknown => None,
    });
    let others = file.references_in(instruction).iter().filter_map(|reference| match &reference.target {
        Target::Image(name) => Some((reference.span, name.as_str())),
        _ => None,
    });
    let images = base.into_iter().chain(others);
    images.filter_map(move |(span, name): (Span, &str)| link(instruction.range(span), name))
}

fn link(range: TextRange, image: &str) -> Option<Link> {
    let page = registry_page(&ImageReference::parse(image).ok()?)?;
    let tooltip = format!("Open the page on {}", page.registry);
    Some(Link { range, target: LinkTarget::Url(page.url), tooltip })
}
