//! `workspace/symbol`: stages and build arguments of all files that the server knows.

use std::sync::Arc;

use tokio::task::spawn_blocking;
use tower_lsp::gen_lsp_types::{SymbolInformation, WorkspaceSymbolParams, WorkspaceSymbolResponse};
use tower_lsp::jsonrpc::{Error, Result};

use crate::convert::{self, Places};
use crate::documents::Document;
use crate::server::Server;

impl Server {
    pub(crate) async fn workspace_symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<WorkspaceSymbolResponse>> {
        let session = Arc::clone(&self.session);
        let symbols = spawn_blocking(move || {
            let encoding = session.features().encoding;
            let open = session.documents.all();
            let mut symbols: Vec<SymbolInformation> =
                open.iter().flat_map(|document| symbols_of(document, encoding)).collect();
            symbols.extend(session.known_reports.symbols_but_of(&open));
            symbols.retain(|symbol| is_found(&params.query, &symbol.base_symbol_information.name));
            symbols.sort_by(|one, other| place(one).cmp(&place(other)));
            symbols
        });
        let symbols = symbols.await.map_err(|_| Error::internal_error())?;
        Ok(Some(WorkspaceSymbolResponse::SymbolInformationList(symbols)))
    }
}

pub(crate) fn symbols_of(document: &Document, encoding: plimsoll_text::Encoding) -> Vec<SymbolInformation> {
    let Some(file) = document.dockerfile() else { return Vec::new() };
    let places = Places { lines: document.lines(), encoding };
    convert::workspace_symbols(&plimsoll_ide::outline(&file), &document.uri, places)
}

fn place(symbol: &SymbolInformation) -> (&str, u32, u32) {
    let start = symbol.location.range.start;
    (symbol.location.uri.as_str(), start.line, start.character)
}

/// The characters of `query` stand in `name` in their order, in any case: editors sort and filter for themselves.
fn is_found(query: &str, name: &str) -> bool {
    let mut name = name.chars().flat_map(char::to_lowercase);
    let mut query = query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
    query.all(|wanted| name.any(|c| c == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_their_characters_in_order() {
        for query in ["", "build", "BLD", "b s", "buildstage"] {
            assert!(is_found(query, "build-stage"), "{query}");
        }
        assert!(!is_found("dliub", "build"));
        assert!(!is_found("builds", "build"));
    }
}
