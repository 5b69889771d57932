//! Outlines, folds and selections.

use plimsoll_ide::{Fold, FoldKind, OutlineItem, OutlineKind};
use plimsoll_syntax::Keyword;
use plimsoll_text::TextRange;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::gen_lsp_types::Uri;

use super::Places;

/// Nested, or for clients that know no better, one after the other.
pub(crate) fn document_symbols(
    items: &[OutlineItem],
    uri: &Uri,
    places: Places<'_>,
    nested: bool,
) -> lsp::DocumentSymbolResponse {
    if nested {
        let symbols: Vec<lsp::DocumentSymbol> =
            items.iter().map(|item| nested_symbol(item, places)).collect();
        return symbols.into();
    }
    let mut symbols = Vec::new();
    flatten(items, None, &mut |item, container| symbols.push(flat_symbol(item, container, uri, places)));
    symbols.into()
}

/// Stages and build arguments, each name once in a file.
pub(crate) fn workspace_symbols(
    items: &[OutlineItem],
    uri: &Uri,
    places: Places<'_>,
) -> Vec<lsp::SymbolInformation> {
    let mut symbols: Vec<lsp::SymbolInformation> = Vec::new();
    flatten(items, None, &mut |item, container| {
        let symbol = flat_symbol(item, container, uri, places);
        let is_same = |other: &lsp::SymbolInformation| {
            let (one, other) = (&symbol.base_symbol_information, &other.base_symbol_information);
            (&one.name, &one.kind) == (&other.name, &other.kind)
        };
        if matches!(item.kind, OutlineKind::Stage | OutlineKind::Arg) && !symbols.iter().any(is_same) {
            symbols.push(symbol);
        }
    });
    symbols
}

fn nested_symbol(item: &OutlineItem, places: Places<'_>) -> lsp::DocumentSymbol {
    let children = item.children.iter().map(|child| nested_symbol(child, places)).collect();
    lsp::DocumentSymbol::new(
        item.name.clone(),
        (!item.detail.is_empty()).then(|| item.detail.clone()),
        symbol_kind(item.kind),
        None,
        None,
        places.range(item.range),
        places.range(item.name_range),
        (!item.children.is_empty()).then_some(children),
    )
}

/// Visits items with the name of what holds them.
fn flatten<'a>(
    items: &'a [OutlineItem],
    container: Option<&'a str>,
    visit: &mut dyn FnMut(&'a OutlineItem, Option<&'a str>),
) {
    for item in items {
        visit(item, container);
        flatten(&item.children, Some(&item.name), visit);
    }
}

fn flat_symbol(
    item: &OutlineItem,
    container: Option<&str>,
    uri: &Uri,
    places: Places<'_>,
) -> lsp::SymbolInformation {
    let location = lsp::Location { uri: uri.clone(), range: places.range(item.range) };
    let base = lsp::BaseSymbolInformation::new(
        item.name.clone(),
        symbol_kind(item.kind),
        None,
        container.map(str::to_owned),
    );
    lsp::SymbolInformation::new(None, location, base)
}

/// Kinds that every client knows.
fn symbol_kind(kind: OutlineKind) -> lsp::SymbolKind {
    match kind {
        OutlineKind::Stage => lsp::SymbolKind::Module,
        OutlineKind::Arg => lsp::SymbolKind::Constant,
        OutlineKind::Env => lsp::SymbolKind::Variable,
        OutlineKind::Label => lsp::SymbolKind::Property,
        OutlineKind::Instruction(Keyword::Copy | Keyword::Add) => lsp::SymbolKind::File,
        OutlineKind::Instruction(
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck | Keyword::Onbuild,
        ) => lsp::SymbolKind::Function,
        OutlineKind::Instruction(_) => lsp::SymbolKind::Field,
    }
}

/// In order of place; the longest where the client wants no more than `limit`.
pub(crate) fn folding_ranges(
    mut folds: Vec<Fold>,
    places: Places<'_>,
    limit: Option<usize>,
) -> Vec<lsp::FoldingRange> {
    if let Some(limit) = limit.filter(|limit| *limit < folds.len()) {
        folds.sort_by_key(|fold| std::cmp::Reverse(fold.range.len()));
        folds.truncate(limit);
        folds.sort_by_key(|fold| fold.range.start());
    }
    folds.into_iter().map(|fold| folding_range(fold, places)).collect()
}

/// Whole lines: the columns that LSP takes where none are given are right for clients of either kind.
fn folding_range(fold: Fold, places: Places<'_>) -> lsp::FoldingRange {
    let range = places.range(fold.range);
    let kind = match fold.kind {
        FoldKind::Comment => Some(lsp::FoldingRangeKind::Comment),
        FoldKind::Settings => Some(lsp::FoldingRangeKind::Imports),
        FoldKind::Stage => Some(lsp::FoldingRangeKind::Region),
        FoldKind::Instruction | FoldKind::Heredoc => None,
    };
    lsp::FoldingRange {
        start_line: range.start.line,
        end_line: range.end.line,
        kind,
        ..lsp::FoldingRange::default()
    }
}

/// `ranges`: the smallest first; there is at least one, the whole file.
pub(crate) fn selection_range(ranges: &[TextRange], places: Places<'_>) -> lsp::SelectionRange {
    let outer = |parent: Option<Box<lsp::SelectionRange>>, range: &TextRange| {
        Some(Box::new(lsp::SelectionRange::new(places.range(*range), parent)))
    };
    ranges.iter().rev().fold(None, outer).map_or_else(lsp::SelectionRange::default, |range| *range)
}
