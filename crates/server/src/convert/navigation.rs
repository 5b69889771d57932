//! Places that are about the same thing.

use plimsoll_ide::{Destination, LinkedRanges};
use plimsoll_semantics::{Access, Occurrence};
use plimsoll_text::TextRange;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::gen_lsp_types::Uri;

use super::Places;

/// With links, the client underlines what leads there, and shows the whole of what is there.
pub(crate) fn destination<T>(found: Destination, uri: Uri, places: Places<'_>, with_links: bool) -> T
where
    T: From<lsp::Location> + From<Vec<lsp::LocationLink>>,
{
    let name = places.range(found.name);
    if !with_links {
        return lsp::Location { uri, range: name }.into();
    }
    let (origin, target) = (places.range(found.origin), places.range(found.target));
    vec![lsp::LocationLink::new(Some(origin), uri, target, name)].into()
}

pub(crate) fn locations(ranges: &[TextRange], uri: &Uri, places: Places<'_>) -> Vec<lsp::Location> {
    let location = |range| lsp::Location { uri: uri.clone(), range: places.range(range) };
    ranges.iter().copied().map(location).collect()
}

pub(crate) fn highlights(found: &[Occurrence], places: Places<'_>) -> Vec<lsp::DocumentHighlight> {
    let highlight = |one: &Occurrence| {
        let kind = match one.access {
            Access::Declaration => lsp::DocumentHighlightKind::Write,
            Access::Use => lsp::DocumentHighlightKind::Read,
        };
        lsp::DocumentHighlight::new(places.range(one.range), Some(kind))
    };
    found.iter().map(highlight).collect()
}

pub(crate) fn linked_ranges(linked: &LinkedRanges, places: Places<'_>) -> lsp::LinkedEditingRanges {
    let ranges = linked.ranges.iter().map(|range| places.range(*range)).collect();
    lsp::LinkedEditingRanges::new(ranges, Some(linked.word.to_owned()))
}
