//! What the words of a document are: all of it, a part, or what is new since the last answer.

use std::hash::{DefaultHasher, Hash, Hasher};

use plimsoll_ide::{semantic_tokens, semantic_tokens_in};
use tower_lsp::gen_lsp_types::{
    SemanticToken, SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams,
    SemanticTokensDeltaResponse, SemanticTokensEdit, SemanticTokensParams, SemanticTokensRangeParams, Uri,
};
use tower_lsp::jsonrpc::Result;

use crate::convert;
use crate::server::Server;

/// How many numbers make a token.
const NUMBERS: usize = 5;

impl Server {
    pub(crate) async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokens>> {
        let tokens = self.all_tokens(&params.text_document.uri).await?;
        Ok(tokens.map(|(_, tokens)| tokens))
    }

    pub(crate) async fn semantic_tokens_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensDeltaResponse>> {
        let Some((before, tokens)) = self.all_tokens(&params.text_document.uri).await? else {
            return Ok(None);
        };
        let before = before.filter(|before| before.result_id.as_ref() == Some(&params.previous_result_id));
        Ok(Some(match before {
            Some(before) => SemanticTokensDelta {
                result_id: tokens.result_id,
                edits: edit_between(&before.data, &tokens.data).into_iter().collect(),
            }
            .into(),
            None => tokens.into(),
        }))
    }

    pub(crate) async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokens>> {
        let tokens = self.in_dockerfile(&params.text_document.uri, move |_, file, places| {
            let tokens = semantic_tokens_in(file, places.text_range(params.range));
            SemanticTokens { result_id: None, data: convert::semantic_tokens(&tokens, places) }
        });
        tokens.await
    }

    /// The tokens of the last answer, and those of now.
    async fn all_tokens(&self, uri: &Uri) -> Result<Option<(Option<SemanticTokens>, SemanticTokens)>> {
        let tokens = self.in_dockerfile(uri, |document, file, places| {
            let data = convert::semantic_tokens(&semantic_tokens(file), places);
            let tokens = SemanticTokens { result_id: Some(id_of(&data)), data };
            (document.replace_answered_tokens(tokens.clone()), tokens)
        });
        tokens.await
    }
}

/// Tells apart what is not the same, also after the document was closed and opened again.
fn id_of(data: &[SemanticToken]) -> String {
    let mut hasher = DefaultHasher::new();
    data.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// From the first token that differs to the last one.
fn edit_between(before: &[SemanticToken], after: &[SemanticToken]) -> Option<SemanticTokensEdit> {
    let is_same = |(one, other): &(&SemanticToken, &SemanticToken)| one == other;
    let head = before.iter().zip(after).take_while(is_same).count();
    let (before, after) = (&before[head..], &after[head..]);
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(is_same).count();
    let inserted = &after[..after.len() - tail];
    let deleted = before.len() - tail;
    (deleted > 0 || !inserted.is_empty()).then(|| SemanticTokensEdit {
        start: (head * NUMBERS) as u32,
        delete_count: (deleted * NUMBERS) as u32,
        data: Some(inserted.iter().flat_map(numbers).collect()),
    })
}

fn numbers(token: &SemanticToken) -> [u32; NUMBERS] {
    let SemanticToken { delta_line, delta_start, length, token_type, token_modifiers_bitset } = *token;
    [delta_line, delta_start, length, token_type, token_modifiers_bitset]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(starts: &[u32]) -> Vec<SemanticToken> {
        starts.iter().map(|start| SemanticToken { delta_start: *start, ..SemanticToken::default() }).collect()
    }

    #[test]
    fn an_edit_replaces_what_differs() {
        let edit = |before: &[u32], after: &[u32]| {
            let edit = edit_between(&tokens(before), &tokens(after))?;
            let starts: Vec<u32> = edit.data.unwrap().chunks(NUMBERS).map(|token| token[1]).collect();
            Some((edit.start, edit.delete_count, starts))
        };
        assert_eq!(edit(&[1, 2, 3], &[1, 2, 3]), None);
        assert_eq!(edit(&[1, 2, 3], &[1, 4, 5, 3]), Some((5, 5, vec![4, 5])));
        assert_eq!(edit(&[1, 2], &[1, 1, 2]), Some((5, 0, vec![1])));
        assert_eq!(edit(&[1, 1, 2], &[1, 2]), Some((5, 5, vec![])));
        assert_eq!(edit(&[], &[1]), Some((0, 0, vec![1])));
        assert_eq!(edit(&[1, 1], &[1]), Some((5, 5, vec![])));
    }
}
