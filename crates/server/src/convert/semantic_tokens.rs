//! Tokens as LSP counts them: each from the one before it.

use plimsoll_ide::{SemanticToken, TokenKind, TokenModifier};
use tower_lsp::gen_lsp_types as lsp;

use super::Places;

pub(crate) fn semantic_tokens_legend() -> lsp::SemanticTokensLegend {
    lsp::SemanticTokensLegend {
        token_types: TokenKind::ALL.map(|kind| kind.as_str().to_owned()).to_vec(),
        token_modifiers: TokenModifier::ALL.map(|modifier| modifier.as_str().to_owned()).to_vec(),
    }
}

/// `tokens`: in order, each on one line.
pub(crate) fn semantic_tokens(tokens: &[SemanticToken], places: Places<'_>) -> Vec<lsp::SemanticToken> {
    let Places { lines, encoding } = places;
    let (mut line, mut column) = (0, 0);
    let encoded = tokens.iter().map(|token| {
        let last_line = line;
        while lines.line_range(line + 1).is_some_and(|next| next.start() <= token.range.start()) {
            line += 1;
        }
        let start = lines.column(line, token.range.start(), encoding);
        let end = lines.column(line, token.range.end(), encoding);
        let encoded = lsp::SemanticToken {
            delta_line: line - last_line,
            delta_start: if line == last_line { start - column } else { start },
            length: end - start,
            token_type: token.kind as u32,
            token_modifiers_bitset: token.modifier.map_or(0, |modifier| 1 << modifier as u32),
        };
        column = start;
        encoded
    });
    encoded.collect()
}
