//! What a file is made of.

use tower_lsp::gen_lsp_types::{
    DocumentSymbolParams, DocumentSymbolResponse, FoldingRange, FoldingRangeParams, SelectionRange,
    SelectionRangeParams,
};
use tower_lsp::jsonrpc::{Error, Result};

use crate::analysis::File;
use crate::convert::{self, Places};
use crate::server::Server;

impl Server {
    pub(crate) async fn document_symbol(
        &self,
        params: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        let nested = self.session.features().nested_symbols;
        let symbols = self.in_dockerfile(&params.text_document.uri, move |document, file, places| {
            convert::document_symbols(&plimsoll_ide::outline(file), &document.uri, places, nested)
        });
        symbols.await
    }

    /// Of ignore files, too.
    pub(crate) async fn folding_range(
        &self,
        params: FoldingRangeParams,
    ) -> Result<Option<Vec<FoldingRange>>> {
        let Some(document) = self.session.documents.get(&params.text_document.uri) else { return Ok(None) };
        let (encoding, limit) = (self.encoding(), self.session.features().fold_limit);
        let folds = self.session.read(&document, move |document, file| {
            let lines = document.lines();
            let folds = match file {
                File::Dockerfile(file) => plimsoll_ide::folds(file, lines),
                File::IgnoreFile(file) => plimsoll_ide::ignore_file_folds(file, lines),
            };
            Some(convert::folding_ranges(folds, Places { lines, encoding }, limit))
        });
        folds.await.ok_or_else(Error::internal_error)
    }

    /// One for each position, in their order.
    pub(crate) async fn selection_range(
        &self,
        params: SelectionRangeParams,
    ) -> Result<Option<Vec<SelectionRange>>> {
        let positions = params.positions;
        let ranges = self.in_dockerfile(&params.text_document.uri, move |_, file, places| {
            let around = |position| plimsoll_ide::selections(file, places.offset(position));
            positions
                .into_iter()
                .map(|position| convert::selection_range(&around(position), places))
                .collect()
        });
        ranges.await
    }
}
