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
    let mut last = lsp::Position { line: 0, character: 0 };
    let encoded = tokens.iter().map(|token| {
        let lsp::Range { start, end } = places.range(token.range);
        let is_same_line = start.line == last.line;
        let encoded = lsp::SemanticToken {
            delta_line: start.line - last.line,
            delta_start: if is_same_line { start.character - last.character } else { start.character },
            length: end.character - start.character,
            token_type: token.kind as u32,
            token_modifiers_bitset: token.modifier.map_or(0, |modifier| 1 << modifier as u32),
        };
        last = start;
        encoded
    });
    encoded.collect()
}
