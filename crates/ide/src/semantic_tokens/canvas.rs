//! Tokens that lie over each other, made into tokens that lie side by side.

use std::cmp::Reverse;

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Gap, GapKind, Placed};
use plimsoll_text::Span;

use super::{SemanticToken, TokenKind, TokenModifier};

/// What is found in an instruction, in any order: what is inside of something else lies over it.
pub(super) struct Canvas<'a> {
    pub(super) file: &'a Dockerfile,
    pub(super) instruction: Placed<'a>,
    layers: Vec<Layer>,
}

#[derive(Debug, Clone, Copy)]
struct Layer {
    span: Span,
    /// Nothing to take away what is below.
    kind: Option<TokenKind>,
    modifier: Option<TokenModifier>,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(file: &'a Dockerfile, instruction: Placed<'a>) -> Self {
        Canvas { file, instruction, layers: Vec::new() }
    }

    /// Over what was painted at exactly the same place before.
    pub(super) fn paint(&mut self, span: Span, kind: TokenKind) {
        self.layers.push(Layer { span, kind: Some(kind), modifier: None });
    }

    pub(super) fn paint_as(&mut self, span: Span, kind: TokenKind, modifier: TokenModifier) {
        self.layers.push(Layer { span, kind: Some(kind), modifier: Some(modifier) });
    }

    pub(super) fn clear(&mut self, span: Span) {
        self.layers.push(Layer { span, kind: None, modifier: None });
    }

    pub(super) fn finish(self, tokens: &mut Vec<SemanticToken>) {
        let Canvas { instruction, layers, .. } = self;
        let (source, gaps) = (instruction.instruction.source(), instruction.instruction.gaps());
        let token = |span, kind, modifier| SemanticToken { range: instruction.range(span), kind, modifier };
        let first = tokens.len();
        side_by_side(layers, |layer| {
            let Some(kind) = layer.kind else { return };
            between(gaps, layer.span, |part| {
                tokens.extend(lines(source, part).map(|line| token(line, kind, layer.modifier)));
            });
        });
        let before_comments = tokens.len();
        for gap in gaps.iter().filter(|gap| gap.kind == GapKind::Comment) {
            tokens.extend(lines(source, gap.span).map(|line| token(line, TokenKind::Comment, None)));
        }
        if tokens.len() > before_comments {
            tokens[first..].sort_by_key(|token| token.range.start());
        }
    }
}

/// Shows the parts of layers that can be seen, in order.
fn side_by_side(mut layers: Vec<Layer>, mut show: impl FnMut(Layer)) {
    layers.sort_by_key(|layer| (layer.span.start, Reverse(layer.span.end)));
    // Each lies within the one before it.
    let mut open: Vec<Layer> = Vec::new();
    let mut at = 0;
    let mut show_until = |end: u32, layer: Layer, at: &mut u32| {
        if *at < end {
            show(Layer { span: Span::new(*at, end), ..layer });
            *at = end;
        }
    };
    for mut layer in layers {
        while let Some(top) = open.pop_if(|top| top.span.end <= layer.span.start) {
            show_until(top.span.end, top, &mut at);
        }
        if let Some(top) = open.last() {
            show_until(layer.span.start, *top, &mut at);
            layer.span.end = layer.span.end.min(top.span.end);
        }
        at = at.max(layer.span.start);
        open.push(layer);
    }
    while let Some(top) = open.pop() {
        show_until(top.span.end, top, &mut at);
    }
}

/// The parts of a span that are not in a gap.
fn between(gaps: &[Gap], span: Span, mut part: impl FnMut(Span)) {
    let first = gaps.partition_point(|gap| gap.span.end <= span.start);
    let mut at = span.start;
    for gap in gaps[first..].iter().map(|gap| gap.span).take_while(|gap| gap.start < span.end) {
        if at < gap.start {
            part(Span::new(at, gap.start));
        }
        at = gap.end;
    }
    if at < span.end {
        part(Span::new(at, span.end));
    }
}

/// The lines of a span, without white space at their ends; no empty ones.
pub(super) fn lines(source: &str, span: Span) -> impl Iterator<Item = Span> {
    let text = source.as_bytes().get(span.bytes()).unwrap_or_default();
    let mut at = span.start;
    let lines = text.split(|byte| matches!(byte, b'\n' | b'\r')).map(move |line| {
        let start = at + (line.len() - line.trim_ascii_start().len()) as u32;
        at += line.len() as u32 + 1;
        Span::new(start, start + line.trim_ascii().len() as u32)
    });
    lines.filter(|line| !line.is_empty())
}
