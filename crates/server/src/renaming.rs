//! Another name for a thing.

use tower_lsp::gen_lsp_types::{
    PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult, RenameParams, WorkspaceEdit,
};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

use crate::convert::{self, FileEdits};
use crate::server::Server;

/// `RequestFailed` of LSP: nothing is wrong with the request, and it can't be done.
const REQUEST_FAILED: i64 = -32803;

impl Server {
    pub(crate) async fn prepare_rename(
        &self,
        params: PrepareRenameParams,
    ) -> Result<Option<PrepareRenameResult>> {
        let at = params.text_document_position_params;
        let found = self.in_dockerfile(&at.text_document.uri, move |document, file, places| {
            let found = plimsoll_ide::prepare_rename(file, document.lines(), places.offset(at.position))?;
            Ok(found.map(|(range, name)| PrepareRenamePlaceholder::new(places.range(range), name).into()))
        });
        found.await?.unwrap_or(Ok(None)).map_err(refusal)
    }

    pub(crate) async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let features = self.session.features().clone();
        let at = params.text_document_position_params;
        let edit = self.in_dockerfile(&at.text_document.uri, move |document, file, places| {
            let offset = places.offset(at.position);
            let Some(rename) = plimsoll_ide::rename(file, document.lines(), offset, &params.new_name)? else {
                return Ok(None);
            };
            let own = FileEdits::of(document, &rename.edits, features.encoding);
            let edit = convert::workspace_edit(vec![own], &features);
            Ok(match rename.caution {
                Some(caution) => edit.map(|edit| {
                    convert::with_caution(edit, format!("Rename to {}", params.new_name), caution, &features)
                }),
                None => edit,
            })
        });
        edit.await?.unwrap_or(Ok(None)).map_err(refusal)
    }
}

fn refusal(reason: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: reason.into(), data: None }
}
