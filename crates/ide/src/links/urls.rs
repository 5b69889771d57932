//! Addresses that are written out: sources of ADD, and in comments.

use plimsoll_semantics::{Dockerfile, Path, PathKind};
use plimsoll_syntax::{GapKind, Node, Placed};
use plimsoll_text::{TextRange, TextSize};

use super::{Link, LinkTarget};

const SCHEMES: [&str; 2] = ["http://", "https://"];

/// The sources of an ADD, their variables replaced.
pub(super) fn in_instruction(file: &Dockerfile, instruction: Placed<'_>) -> Vec<Link> {
    let Some(copy) = file.copy(instruction).filter(|copy| copy.is_add) else { return Vec::new() };
    let texts = file.expanded_texts(instruction);
    let is_secret =
        |source: &Path<'_>| texts.iter().any(|text| text.span == source.span && file.refers_to_secret(text));
    let remote = copy.sources.iter().filter(|source| matches!(source.kind, PathKind::Url | PathKind::Git));
    let shown = remote.filter(|source| !is_secret(source));
    shown.filter_map(|source| link(source.range, source.text()?)).collect()
}

pub(super) fn in_comments(file: &Dockerfile) -> Vec<Link> {
    let lines = file.tree().items().iter().filter_map(|item| match &*item.node {
        Node::Comment(text) => Some((item.start, &**text)),
        _ => None,
    });
    let inside = file.instructions().flat_map(|instruction| {
        let comments = instruction.instruction.gaps().iter().filter(|gap| gap.kind == GapKind::Comment);
        comments.map(move |gap| {
            (instruction.range(gap.span).start(), instruction.instruction.source_of(gap.span))
        })
    });
    lines.chain(inside).flat_map(|(start, text)| in_text(start, text)).collect()
}

fn in_text(start: TextSize, text: &str) -> impl Iterator<Item = Link> + '_ {
    let starts = SCHEMES.iter().flat_map(move |scheme| text.match_indices(scheme));
    starts.filter_map(move |(at, _)| {
        let url = address(&text[at..]);
        let range = TextRange::at(start + TextSize::new(at as u32), TextSize::of(url));
        link(range, url)
    })
}

/// The address that a text begins with, without the marks of the sentence around it.
fn address(text: &str) -> &str {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '`');
    let mut url = &text[..text.find(is_end).unwrap_or(text.len())];
    loop {
        let is_closed_before = |open, close| url.matches(open).count() < url.matches(close).count();
        url = match url.chars().next_back() {
            Some('.' | ',' | ';' | ':' | '!' | '?') => &url[..url.len() - 1],
            Some(')') if is_closed_before('(', ')') => &url[..url.len() - 1],
            Some(']') if is_closed_before('[', ']') => &url[..url.len() - 1],
            _ => return url,
        };
    }
}

fn link(range: TextRange, url: &str) -> Option<Link> {
    let host = SCHEMES.iter().find_map(|scheme| url.strip_prefix(scheme))?;
    // In a comment, nothing replaces a variable.
    let is_whole = !url.contains(|c: char| c.is_whitespace() || matches!(c, '$' | '{'));
    let is_address = is_whole && host.starts_with(|c: char| c.is_alphanumeric());
    let target = LinkTarget::Url(url.to_owned());
    is_address.then(|| Link { range, target, tooltip: format!("Open {url}") })
}
